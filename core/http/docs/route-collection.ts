import type { FastifyInstance, RouteOptions } from 'fastify';

/** Remembers the routes that authors and plugins add, so that OpenAPI can describe them when somebody asks. */
export class RouteCollection {
  readonly #routes: RouteOptions[] = [];

  /** Notes every route that is registered from now on and not hidden. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const hidden = (route.schema as { readonly hide?: boolean } | undefined)?.hide === true;
      // Every GET brings a HEAD with it, which says nothing new.
      if (!hidden && route.method !== 'HEAD' && route.url.startsWith('/api/')) this.#routes.push({ ...route });
    });
  }

  all(): readonly RouteOptions[] {
    return this.#routes;
  }
}
