import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Answer, Idempotency, Outcome } from '../records/idempotency.ts';
import { HeldReply } from './held-reply.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';
import { requestHash } from './request-hash.ts';

type Keeper = Pick<Idempotency, 'run'>;

const mutating: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Lets every route that says `config: { idempotent: true }`, from now on and within this scope, take an `Idempotency-Key`. With a key its
 * handler runs inside one transaction with the keeping of the answer, and nothing is sent before that has committed.
 */
export function acceptIdempotencyKeys(app: FastifyInstance, idempotency: Keeper): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.idempotent !== true) return;
    route.handler = once({ handler: route.handler, keepsAnswer: route.config.credentials !== true, idempotency });
  });
}

interface KeyedRoute {
  readonly handler: RouteHandlerMethod;
  readonly keepsAnswer: boolean;
  readonly idempotency: Keeper;
}

function once({ handler, keepsAnswer, idempotency }: KeyedRoute): RouteHandlerMethod {
  return function idempotent(this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): unknown {
    const key = mutating.has(request.method) ? readIdempotencyKey(request) : undefined;
    if (key === undefined) return handler.call(this, request, reply);
    return answerOnce(idempotency, { request, reply, key }, (held) => held.answer(() => handler.call(this, request, reply), keepsAnswer));
  };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly key: string;
}

async function answerOnce(
  idempotency: Keeper,
  { request, reply, key }: Exchange,
  work: (held: HeldReply) => Promise<Outcome>,
): Promise<FastifyReply> {
  const held = new HeldReply(reply);
  try {
    const { answer, replayed } = await idempotency.run({ caller: request.caller, key, hash: requestHash(request) }, () => work(held));
    held.release();
    if (replayed) reply.header('idempotency-replayed', 'true');
    return give(reply, answer);
  } catch (error) {
    held.reset();
    held.release();
    throw error;
  }
}

function give(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  // As bytes: it is written already, and must not be serialized again.
  return reply.send(body === undefined ? undefined : Buffer.from(body));
}
