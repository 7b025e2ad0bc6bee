import type { JsonSchema } from '../../collections/field-type.ts';
import type { ServerParts } from '../server-parts.ts';
import { batchPaths } from './batch-paths.ts';
import { collectionPaths } from './collection-paths.ts';
import { collectionSchemas } from './collection-schemas.ts';
import { functionPaths } from './function-paths.ts';
import { healthPaths } from './health-paths.ts';
import { problemResponses, problemSchema } from './problem-responses.ts';
import { visibleCollections } from './visible-fields.ts';

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = JsonSchema & {
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Describes what the platform generates: collections, functions, health. Routes of authors and plugins are added to it. */
export function buildDocument({
  collections,
  functions,
  settings,
}: Pick<ServerParts, 'collections' | 'functions' | 'settings'>): OpenApiDocument {
  const visible = visibleCollections(collections);
  const isVisible = (name: string) => collections.has(name) && !name.startsWith('_');
  const merge = <T>(parts: readonly Record<string, T>[]): Record<string, T> => Object.assign({}, ...parts);
  return {
    openapi: '3.1.0',
    info: { title: settings.title, version: '1' },
    tags: [
      ...visible.map(({ name }) => ({ name })),
      ...(functions.size > 0 ? [{ name: 'functions' }] : []),
      { name: 'batch' },
      { name: 'health' },
    ],
    // Anonymous callers may do what the rules let them.
    security: [{}, { bearer: [] }],
    paths: { ...merge(visible.map(collectionPaths)), ...functionPaths(functions), ...batchPaths(settings.batchLimit), ...healthPaths },
    components: {
      schemas: { Problem: problemSchema, ...merge(visible.map((collection) => collectionSchemas(collection, isVisible))) },
      responses: problemResponses(),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key.' } },
    },
  };
}
