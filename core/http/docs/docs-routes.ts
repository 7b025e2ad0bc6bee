import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { buildDocument, type OpenApiDocument } from '../openapi/build-document.ts';
import { errorPage } from '../problem.ts';
import type { ServerParts } from '../server-parts.ts';
import { undocumented } from '../undocumented.ts';
import { describeRoutes } from './describe-routes.ts';
import { createDocsPage } from './docs-page.ts';
import { errorPageHtml } from './error-page.ts';
import type { RouteCollection } from './route-collection.ts';

/** `GET /api/openapi.json`, the page that shows it at `/api/docs`, and the error codes. All are made when first asked for. */
export function addDocsRoutes(
  app: FastifyInstance,
  { parts, routes }: { readonly parts: ServerParts; readonly routes: RouteCollection },
): void {
  const documented = once(() => describeRoutes(buildDocument(parts), routes.all(), app.getSchemas()));
  const written = once(async () => JSON.stringify(await documented()));
  const page = once(async () => {
    const made = await createDocsPage((await documented()) as OpenApiDocument);
    closing.push(() => made.close());
    return made;
  });
  const closing: (() => PromiseLike<void>)[] = [];
  const showPage: RouteHandlerMethod = async (request, reply) => {
    const { routing } = await page();
    reply.hijack();
    routing(request.raw, reply.raw);
  };
  app.addHook('onClose', async () => {
    for (const close of closing) await close();
  });
  app.get('/api/openapi.json', undocumented, async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(await written()),
  );
  app.get(errorPage, undocumented, (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(errorPageHtml()));
  app.get('/api/docs', undocumented, showPage);
  app.get('/api/docs/*', undocumented, showPage);
}

/** Makes something when it is first asked for, and again where that failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
