import type { FastifyServerOptions } from 'fastify';
import type { JsonSchema } from '../collections/field-type.ts';
import { SchemaValidators } from './schema-validators.ts';

type Factory = NonNullable<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>['buildValidator']>;

interface Compiled {
  readonly schema: JsonSchema;
  readonly httpPart?: string;
}

/** How Fastify compiles the schemas of authors' routes: bodies as they are, everything else as text. Its types know only Ajv's own pool. */
export const validatorFactory = ((shared: Readonly<Record<string, unknown>>) => {
  const validators = new SchemaValidators(shared);
  return ({ schema, httpPart }: Compiled) => (httpPart === 'body' ? validators.body(schema) : validators.text(schema));
}) as unknown as Factory;
