import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { clientInfo } from '../client-info.ts';
import { signUpFirstAdmin } from '../sign-in/first-admin.ts';
import { signUpByMail, signUpOpenly } from '../sign-in/sign-up.ts';
import { splitBody } from './read-body.ts';
import { type RouteContext, routeOptions, storedEmail } from './route-context.ts';

const body = { required: ['email', 'password'] } as const;
const adminBody = { required: ['email', 'password', 'setupToken'] } as const;

/** `POST sign-up` */
export function addSignUp(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  const options = routeOptions(context, { summary: 'Make an account', body, open: true, ignoresToken: true });
  app.post('/sign-up', options, async (request, reply) => {
    const client = clientInfo(request);
    const { texts, rest: data } = splitBody(request.body, collection.admin ? adminBody : body);
    const wanted = { collection, email: storedEmail(context, texts.email), password: texts.password, data, client, caller: request.caller };
    if (!collection.admin && parts.signUp === false) throw new AppError('forbidden', { detail: 'Sign-up is closed.' });
    parts.attempts.take(parts.kinds.request(client.ip));
    reply.code(201);
    if (collection.admin) return signUpFirstAdmin(parts, { ...wanted, setupToken: (texts as { readonly setupToken: string }).setupToken });
    if (parts.signUp === 'open') return signUpOpenly(parts, wanted);
    await signUpByMail(parts, wanted);
    return reply.code(202).send({});
  });
}
