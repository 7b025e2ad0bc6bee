/*
 * Which question it answers: what did the client say, and how do we say it back?
 * It may know the verbs of `Records`, the caller and the declared collections; it may not know rules, SQL or where anything is stored.
 */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import { type FastifyBaseLogger, type FastifyHttpOptions, type FastifyInstance, fastify, LogController } from 'fastify';
import { anonymous } from '../caller.ts';
import { answerClientError } from './client-error.ts';
import { corsOptions } from './cors.ts';
import { createLogger } from './create-logger.ts';
import { addDocsRoutes } from './docs/docs-routes.ts';
import { RouteCollection } from './docs/route-collection.ts';
import { answerError, answerUnrouted } from './error-handler.ts';
import { acceptIdempotencyKeys } from './idempotent.ts';
import { identifyCallers } from './identify-caller.ts';
import { acceptJsonBodies } from './json-body.ts';
import { PathMethods } from './path-methods.ts';
import { defineProtocolErrors } from './protocol-errors.ts';
import { RecordAddresses } from './record-addresses.ts';
import { decorateRequests } from './request-decorations.ts';
import { checkRequest } from './request-gate.ts';
import { addFunctionRoute } from './routes/call-function.ts';
import { addHealthRoutes } from './routes/health-routes.ts';
import { addRecordRoutes } from './routes/record-routes.ts';
import { addBatchRoute } from './routes/run-batch.ts';
import { SchemaValidators } from './schema-validators.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { ServerParts } from './server-parts.ts';
import { trustProxyOption } from './trust-proxy.ts';
import { endUnusedConnections } from './unused-connections.ts';
import { validatorFactory } from './validator-factory.ts';

/** Makes the server of an app: every route is there, nothing listens yet. `close` waits for running requests. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  defineProtocolErrors();
  const app = fastify(serverOptions(parts));
  const paths = new PathMethods();
  const routes = new RouteCollection();
  paths.watch(app);
  routes.watch(app);
  await addEdge(app, parts, paths);
  addHealthRoutes(app, parts);
  addDocsRoutes(app, { parts, routes });
  await app.register(async (scope) => {
    identifyCallers(scope, parts.identify);
    acceptIdempotencyKeys(scope, parts.idempotency);
    addBatchRoute(scope, parts);
    addRecordRoutes(scope, new RecordAddresses(parts.collections, paths));
    addFunctionRoute(scope, parts.functions, new SchemaValidators());
    for (const { plugin, prefix } of parts.routes) await scope.register(plugin, { prefix });
  });
  await app.ready();
  return app;
}

/** What every request passes, whatever its route: refusals before the body, headers of the answer, errors. */
async function addEdge(app: FastifyInstance, parts: ServerParts, paths: PathMethods): Promise<void> {
  const allowed = corsOptions(parts.settings);
  if (allowed) await app.register(cors, allowed);
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = anonymous;
    checkRequest(request);
    if (request.is404) throw paths.refusal(request);
    done();
  });
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  // biome-ignore lint/complexity/useMaxParams: the shape of the hook is Fastify's
  app.addHook('onSend', (request, reply, payload, done) => {
    setSecurityHeaders(request, reply);
    // A connection that stays open would hold up the end for as long as it may idle.
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
  if (app.log.level === 'debug' || app.log.level === 'trace') logAnswers(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request) => {
    throw paths.refusal(request);
  });
  acceptJsonBodies(app);
  decorateRequests(app, parts);
  endUnusedConnections(app);
}

function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.debug({ req: request, status: reply.statusCode, milliseconds: reply.elapsedTime }, 'answered');
    done();
  });
}

function serverOptions({ settings, logger }: ServerParts): FastifyHttpOptions<Server, FastifyBaseLogger> {
  const log = logger ?? createLogger(settings.logLevel);
  return {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: settings.bodyLimit,
    trustProxy: trustProxyOption(settings.trustProxy),
    // A request must have arrived whole after two minutes, its headers after fifteen seconds.
    requestTimeout: 120_000,
    // A filter may list 500 ids in the URL, which is more than Node's own 16 kB. A request without a host is for `checkRequest` to refuse.
    http: { headersTimeout: 15_000, maxHeaderSize: 48 * 1024, requireHostHeader: false },
    // While closing, requests on open connections are still served, and told that the connection ends.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 255 },
    frameworkErrors: answerUnrouted,
    clientErrorHandler: (error, socket) => answerClientError(error, socket as Socket, log),
    schemaController: { compilersFactory: { buildValidator: validatorFactory } },
  };
}
