import type {} from '@fastify/swagger';

/** Keeps a route out of the collected ones: OpenAPI describes what the platform generates in another way. */
export const undocumented = Object.freeze({ schema: { hide: true } });
