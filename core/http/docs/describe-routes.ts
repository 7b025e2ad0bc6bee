import { fastify, type RouteOptions } from 'fastify';
import type { OpenApiDocument } from '../openapi/build-document.ts';

/**
 * Adds the routes of authors and plugins, with their schemas, to a document. They are registered a second time, on a server that never
 * listens, when the document is asked for: what reads them costs 100 ms that a start should not pay.
 */
export async function describeRoutes(
  document: OpenApiDocument,
  routes: readonly RouteOptions[],
  schemas: Readonly<Record<string, unknown>>,
): Promise<OpenApiDocument> {
  const { default: swagger } = await import('@fastify/swagger');
  const app = fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => () => '');
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: '', version: '' } } });
  for (const schema of Object.values(schemas)) app.addSchema(schema);
  await app.register(async (scope) => {
    for (const { method, url, schema } of routes) {
      // A wildcard has no form in OpenAPI.
      if (!url.includes('*')) scope.route({ method, url, ...(schema && { schema }), handler: () => undefined });
    }
  });
  await app.ready();
  const found = app.swagger() as unknown as { paths?: OpenApiDocument['paths']; components?: { schemas?: Record<string, unknown> } };
  await app.close();
  return {
    ...document,
    paths: { ...found.paths, ...document.paths },
    components: { ...document.components, schemas: { ...found.components?.schemas, ...document.components['schemas'] } },
  };
}
