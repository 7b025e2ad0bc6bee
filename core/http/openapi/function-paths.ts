import type { JsonSchema } from '../../collections/field-type.ts';
import { closeObjects } from '../close-objects.ts';
import type { ServerParts } from '../server-parts.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { problemReferences } from './problem-responses.ts';

/** The paths of the typed calls. */
export function functionPaths(functions: ServerParts['functions']): Record<string, JsonSchema> {
  return Object.fromEntries(
    [...functions.values()].map(({ name, input, output }) => [
      `/api/rpc/${name}`,
      {
        post: {
          tags: ['functions'],
          operationId: `rpc.${name}`,
          summary: `Call ${name}`,
          parameters: [idempotencyKey],
          requestBody: { content: { 'application/json': { schema: closeObjects(input) } } },
          responses: {
            200: { description: 'What the function returns.', content: { 'application/json': { schema: closeObjects(output) } } },
            ...problemReferences('function'),
          },
        },
      },
    ]),
  );
}
