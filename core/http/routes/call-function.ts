import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';
import { closeObjects } from '../close-objects.ts';
import { mutation } from '../mutation.ts';
import { refuseParameters } from '../query/read-parameters.ts';
import type { SchemaValidators } from '../schema-validators.ts';
import type { RpcFunction, ServerParts } from '../server-parts.ts';
import { type SchemaMistake, validationProblem } from '../validation-problem.ts';

interface Validators {
  readonly input: ValidateFunction;
  readonly output: ValidateFunction;
}

/** `POST /api/rpc/<name>`: a typed call. Its input and its output must have the declared shapes. */
export function addFunctionRoute(app: FastifyInstance, functions: ServerParts['functions'], schemas: SchemaValidators): void {
  const compiled = new Map<string, Validators>();
  app.post('/api/rpc/:name', mutation, async (request, reply) => {
    const called = functions.get((request.params as { readonly name: string }).name);
    if (!called) throw new AppError('not_found');
    refuseParameters(request.url);
    await called.authorize(request.caller);
    const validators = compiled.get(called.name) ?? compile(called, schemas);
    compiled.set(called.name, validators);
    const input = request.body === undefined ? {} : request.body;
    if (!validators.input(input)) throw validationProblem((validators.input.errors ?? []) as readonly SchemaMistake[]);
    const output = await called.run({ input, caller: request.caller, records: request.records, signal: request.signal });
    return reply.header('content-type', 'application/json; charset=utf-8').send(serialize(called.name, output, validators.output));
  });
}

function compile(called: RpcFunction, schemas: SchemaValidators): Validators {
  return { input: schemas.body(closeObjects(called.input)), output: schemas.body(closeObjects(called.output)) };
}

/** Checks what would leave, not what was returned: dates become text on the way, and `toJSON` may do anything. */
function serialize(name: string, output: unknown, validate: ValidateFunction): string {
  const text = JSON.stringify(output) ?? 'null';
  if (!validate(JSON.parse(text))) {
    const { instancePath, message } = validate.errors?.[0] ?? {};
    throw new Error(`The function "${name}" returned what its output does not allow: ${instancePath || 'the value'} ${message}.`);
  }
  return text;
}
