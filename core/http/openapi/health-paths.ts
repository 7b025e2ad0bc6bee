import type { JsonSchema } from '../../collections/field-type.ts';

const fine = {
  description: 'Yes.',
  content: {
    'application/json': { schema: { type: 'object', properties: { status: { type: 'string', const: 'ok' } }, required: ['status'] } },
  },
};
const problem = {
  description: '`unavailable`',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The paths that tell whether the app lives and can serve. */
export const healthPaths: Readonly<Record<string, JsonSchema>> = {
  '/api/health': {
    get: { tags: ['health'], operationId: 'health.live', summary: 'Does the process live?', security: [], responses: { 200: fine } },
  },
  '/api/health/ready': {
    get: { tags: ['health'], operationId: 'health.ready', summary: 'Can it serve?', security: [], responses: { 200: fine, 503: problem } },
  },
};
