import type { FieldsRecord, FieldsValue, Records, Schema } from '@plinth/client/types';
import type { Awaitable } from '../plugin/plugin.ts';
import type { TypedRuleContext } from './collection-config.ts';
import type { TypedCaller } from './typed-caller.ts';

/** What a function is given. */
export interface FunctionContext<Input extends FieldsRecord, S = Schema> {
  /** What was not given holds its default, else null. */
  readonly input: FieldsValue<S, Input>;
  readonly caller: TypedCaller<S>;
  /** The verbs with the caller's rules. */
  readonly records: Records<S, 'client'>;
  /** Aborted when the client has gone or the time is up. */
  readonly signal: AbortSignal;
}

// A method, whose parameter the compiler compares both ways, so that what `fn` made without a schema fits into any config.
interface Asking<S> {
  access(context: TypedRuleContext<S>): Awaitable<boolean>;
}

/** A typed call at `POST /api/rpc/<name>`. */
export interface FunctionConfig<Input extends FieldsRecord, Output extends FieldsRecord, S = Schema> {
  readonly input: Input;
  readonly output: Output;
  /** Who may call it; absent means "only admins". A call has no records to choose from. */
  readonly access?: boolean | Asking<S>['access'];
  run(context: FunctionContext<Input, S>): Awaitable<FieldsValue<S, Output>>;
}
