import type { JsonSchema } from '../collections/field-type.ts';
import { isJsonObject } from './json/is-json-object.ts';

/** Makes every object of a schema that lists its properties refuse others, unless it says otherwise itself. Combined schemas are left as they are. */
export function closeObjects(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'];
  const closed: Record<string, unknown> = { ...schema };
  if (isJsonObject(properties)) {
    closed['properties'] = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, close(inner)]));
    if (!('additionalProperties' in schema || 'unevaluatedProperties' in schema || 'allOf' in schema))
      closed['additionalProperties'] = false;
  }
  if ('items' in schema) closed['items'] = close(schema['items']);
  if (Array.isArray(schema['prefixItems'])) closed['prefixItems'] = schema['prefixItems'].map(close);
  return closed;
}

function close(schema: unknown): unknown {
  return isJsonObject(schema) ? closeObjects(schema) : schema;
}
