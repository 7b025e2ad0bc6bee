import type { FieldsRecord, FieldsValue, Schema, SchemaOf } from '@plinth/client/types';
import type { Awaitable } from '../plugin/plugin.ts';
import type { FunctionConfig } from './function-config.ts';

/** A declared function whose input and output are known; `run` is not called through this type. */
export interface DeclaredFunction<Input extends FieldsRecord, Output extends FieldsRecord, S = Schema> {
  readonly input: Input;
  readonly output: Output;
  readonly access?: boolean | ((context: never) => Awaitable<boolean>);
  run(context: never): Awaitable<FieldsValue<S, Output>>;
}

/**
 * Declares a typed call: `input` and `output` are fields, `run` is typed by them.
 *
 * Its `records` take any collection unless a schema comes first: a call that stands inside `defineConfig` is typed before the
 * collections beside it are known. The plain object without `fn` has `records` typed by those collections.
 */
export function fn<const Input extends FieldsRecord, const Output extends FieldsRecord>(
  declaration: FunctionConfig<Input, Output>,
): DeclaredFunction<Input, Output>;
export function fn<Declaration, const Input extends FieldsRecord, const Output extends FieldsRecord>(
  schema: Declaration,
  declaration: FunctionConfig<Input, Output, SchemaOf<Declaration>>,
): DeclaredFunction<Input, Output, SchemaOf<Declaration>>;
export function fn(first: unknown, second?: unknown): unknown {
  return second ?? first;
}
