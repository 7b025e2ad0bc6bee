import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../core/index.ts';
import { viewAccount } from '../sign-in/view-account.ts';
import { splitBody } from './read-body.ts';
import { type RouteContext, requireAccount, routeOptions } from './route-context.ts';

/** Set in other ways, also by administrators. */
const elsewhere = ['email', 'emailVerified'];

/** `GET me`, `PATCH me` */
export function addMe(app: FastifyInstance, context: RouteContext): void {
  const { parts, collection } = context;
  app.get('/me', routeOptions(context, { summary: 'The account that asks' }), async (request) => {
    requireAccount(context, request.caller);
    return viewAccount(parts, request.caller);
  });
  const options = routeOptions(context, { summary: 'Change the account that asks', body: {}, open: true });
  app.patch('/me', { ...options, config: { ...options.config, idempotent: true } }, async (request) => {
    const account = requireAccount(context, request.caller);
    if (request.body === undefined) throw new AppError('malformed_json', { detail: 'A JSON body is needed.' });
    const { rest: data } = splitBody(request.body, {});
    const [named] = elsewhere.filter((name) => name in data);
    if (named !== undefined) throw new AppError('unknown_field', { detail: `There is no field "${named}" here.` });
    await request.records.update(collection.name, account, { data });
    return viewAccount(parts, request.caller);
  });
}
