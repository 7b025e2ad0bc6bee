import type { JsonSchema } from '../../collections/field-type.ts';
import { errorDefinitions } from '../../errors.ts';

/** What can go wrong on each kind of route. Any request may be `internal` besides. */
export const routeErrors = {
  list: [
    'unknown_parameter',
    'invalid_parameter',
    'limit_too_large',
    'invalid_cursor',
    'unknown_field',
    'unknown_operator',
    'filter_too_complex',
    'bad_url',
  ],
  get: ['unknown_parameter', 'invalid_parameter', 'unknown_field', 'bad_url'],
  aggregate: [
    'unknown_parameter',
    'invalid_parameter',
    'limit_too_large',
    'unknown_field',
    'unknown_operator',
    'filter_too_complex',
    'bad_url',
  ],
  create: [],
  update: ['precondition_failed', 'invalid_parameter'],
  put: ['precondition_failed', 'invalid_parameter'],
  delete: ['precondition_failed', 'invalid_parameter', 'reference_violation'],
  restore: ['precondition_failed', 'invalid_parameter', 'unknown_parameter'],
  function: [],
  batch: ['batch_too_large', 'precondition_failed', 'precondition_required'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RouteKind = keyof typeof routeErrors;

const always = [
  'unauthorized',
  'invalid_token',
  'session_revoked',
  'forbidden',
  'insufficient_scope',
  'not_found',
  'rate_limited',
  'internal',
  'unavailable',
];
const ofBodies = [
  ...['malformed_json', 'validation_failed', 'unknown_field', 'duplicate_key', 'forbidden_key', 'invalid_string', 'number_out_of_range'],
  ...['nesting_too_deep', 'unknown_parameter', 'payload_too_large', 'unsupported_media_type', 'unsupported_encoding'],
];
const ofWrites = ['unique_violation', 'reference_violation', 'conflict', 'storage_full'];
const ofKeys = ['idempotency_key_reused', 'idempotency_in_progress', 'invalid_parameter', 'conflict'];
const withBody: ReadonlySet<RouteKind> = new Set<RouteKind>(['create', 'update', 'put', 'function', 'batch']);
const writing: ReadonlySet<RouteKind> = new Set<RouteKind>(['create', 'update', 'put', 'delete', 'restore', 'batch']);

/** Whether a kind of route takes an `Idempotency-Key`. */
export function takesKey(kind: RouteKind): boolean {
  return kind === 'function' || writing.has(kind);
}

/** The error answers of a kind of route, by status, as references into the document. */
export function problemReferences(kind: RouteKind): Record<string, JsonSchema> {
  return Object.fromEntries(
    [...codesByStatus(kind).keys()].map((status) => [String(status), { $ref: `#/components/responses/${kind}_${status}` }]),
  );
}

/** The error answers of all kinds of routes, by name. */
export function problemResponses(): Record<string, JsonSchema> {
  const responses: Record<string, JsonSchema> = {};
  for (const kind of Object.keys(routeErrors) as RouteKind[]) {
    for (const [status, codes] of codesByStatus(kind)) responses[`${kind}_${status}`] = response(codes);
  }
  return responses;
}

/** The body of every error answer. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'An error (RFC 9457). Programs go by `code`; the sentences are for people.',
  properties: {
    type: { type: 'string', description: 'Where the code is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request id; the same id stands in the log.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'code', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
};

function codesByStatus(kind: RouteKind): Map<number, string[]> {
  const codes = [
    ...routeErrors[kind],
    ...(withBody.has(kind) ? ofBodies : []),
    ...(writing.has(kind) ? ofWrites : []),
    ...(takesKey(kind) ? ofKeys : []),
    ...always,
  ];
  const found = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const status = errorDefinitions().get(code)?.status ?? 500;
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return new Map([...found].sort(([left], [right]) => left - right));
}

function response(codes: readonly string[]): JsonSchema {
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] };
  return { description: codes.map((code) => `\`${code}\``).join(', '), content: { 'application/problem+json': { schema } } };
}
