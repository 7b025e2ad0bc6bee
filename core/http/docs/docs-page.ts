import { type FastifyInstance, fastify } from 'fastify';
import { AppError } from '../../errors.ts';
import { answerError } from '../error-handler.ts';
import type { OpenApiDocument } from '../openapi/build-document.ts';
import { setSecurityHeaders } from '../security-headers.ts';

/** Everything comes from here, scripts and styles stand in files, nothing may frame it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Makes the server of the browsable page, which the app's own hands its requests to. */
export async function createDocsPage(document: OpenApiDocument): Promise<FastifyInstance> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  const app = fastify();
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw new AppError('not_found');
  });
  // biome-ignore lint/complexity/useMaxParams: the shape of the hook is Fastify's
  app.addHook('onSend', (request, reply, payload, done) => {
    setSecurityHeaders(request, reply);
    done(null, payload);
  });
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: policy,
    logo: null as never,
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none' },
  });
  await app.ready();
  return app;
}
