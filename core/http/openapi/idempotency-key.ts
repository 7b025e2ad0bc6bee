import type { JsonSchema } from '../../collections/field-type.ts';

/** The header with which a write that is sent again happens once. */
export const idempotencyKey: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same request with the same key has one effect; it is answered the same again for 24 hours.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
};
