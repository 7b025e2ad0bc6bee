import type { FastifyInstance } from 'fastify';
import { passwordsOf } from '../auth-parts.ts';
import { addAdministration } from './administration.ts';
import { addEmails } from './emails.ts';
import { addMe } from './me.ts';
import { addPasswords } from './passwords.ts';
import { addRefresh } from './refresh.ts';
import type { RouteContext } from './route-context.ts';
import { addSessions } from './sessions.ts';
import { addSignIn } from './sign-in.ts';
import { addSignOut } from './sign-out.ts';
import { addSignUp } from './sign-up.ts';

/** Adds the routes of one collection of accounts. */
export function addRoutes(app: FastifyInstance, context: RouteContext): void {
  // What is answered here is for one reader, once.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  const passwords = passwordsOf(context.parts, context.collection);
  if (passwords) {
    addSignUp(app, context);
    addSignIn(app, context, passwords);
    addPasswords(app, context, passwords);
  }
  addRefresh(app, context);
  addSignOut(app, context);
  addMe(app, context);
  addEmails(app, context);
  addSessions(app, context);
  addAdministration(app, context);
}
