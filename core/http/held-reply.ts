import type { FastifyReply } from 'fastify';
import type { Answer, Outcome } from '../records/idempotency.ts';

type Headers = Readonly<Record<string, number | string | readonly string[] | undefined>>;

/** A reply whose `send` keeps what is said instead of sending it: what a handler answers inside a transaction is not true before the commit. */
export class HeldReply {
  readonly #reply: FastifyReply;
  readonly #before: Headers;
  readonly #status: number;
  #say: (payload: unknown) => void = () => {};

  constructor(reply: FastifyReply) {
    this.#reply = reply;
    this.#status = reply.statusCode;
    this.#before = { ...reply.getHeaders() };
    const send = (payload: unknown) => {
      this.#say(payload);
      return reply;
    };
    // A reply is also a promise of having been sent, which a handler that returns it would wait for.
    Object.defineProperty(reply, 'then', { value: undefined, configurable: true });
    Object.defineProperty(reply, 'send', { value: send, configurable: true });
  }

  /** Runs a handler from a clean reply, in whichever of Fastify's ways it answers. Throws an error that it sent. */
  async answer(handle: () => unknown, keepsAnswer: boolean): Promise<Outcome> {
    this.reset();
    let said = false;
    const sent = new Promise<unknown>((resolve) => {
      this.#say = (payload) => {
        said = true;
        resolve(payload);
      };
    });
    const running = handle();
    const returned = await running;
    // Only an asynchronous handler may answer with what it returns.
    const payload = said || !(running instanceof Promise) || returned === this.#reply ? await sent : returned;
    if (payload instanceof Error) throw payload;
    const body = this.#write(payload);
    const answer: Answer = { status: this.#reply.statusCode, headers: this.#headers(), body };
    return { answer, keep: this.#keep(answer, keepsAnswer) };
  }

  /** Takes back the status and the headers that a handler set. */
  reset(): void {
    this.#reply.code(this.#status);
    for (const name of Object.keys(this.#reply.getHeaders())) {
      const value = this.#before[name];
      if (value === undefined) this.#reply.removeHeader(name);
      else this.#reply.header(name, value);
    }
  }

  /** Makes it an ordinary reply again. */
  release(): void {
    Reflect.deleteProperty(this.#reply, 'send');
    Reflect.deleteProperty(this.#reply, 'then');
  }

  #write(payload: unknown): string | undefined {
    if (payload === undefined) return undefined;
    if (typeof payload === 'string') {
      if (!this.#reply.hasHeader('content-type')) this.#reply.type('text/plain; charset=utf-8');
      return payload;
    }
    if (isBinary(payload)) throw new Error('A route that takes an Idempotency-Key must answer with JSON or text.');
    if (!this.#reply.hasHeader('content-type')) this.#reply.type('application/json; charset=utf-8');
    const written: unknown = this.#reply.serialize(payload as Record<string, unknown>);
    return String(written);
  }

  /** Those that the handler set. The others belong to each answer anew. */
  #headers(): Answer['headers'] {
    const headers: Record<string, string | readonly string[]> = {};
    for (const [name, value] of Object.entries(this.#reply.getHeaders() as Headers)) {
      if (value === undefined || String(value) === String(this.#before[name])) continue;
      headers[name] = typeof value === 'number' ? String(value) : value;
    }
    return headers;
  }

  #keep({ status, headers }: Answer, keepsAnswer: boolean): Outcome['keep'] {
    if (status < 200 || status > 299) return 'nothing';
    // A cookie is a credential, whatever the route says.
    return keepsAnswer && !('set-cookie' in headers) ? 'answer' : 'key';
  }
}

function isBinary(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  return ArrayBuffer.isView(payload) || 'pipe' in payload || 'getReader' in payload || payload instanceof Response;
}
