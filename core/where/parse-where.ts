import type { Condition, FieldLookup } from './condition.ts';
import { TextWhere } from './text-where.ts';
import type { WhereMode } from './where-mode.ts';
import { WhereParser } from './where-parser.ts';

/** How a `where` is to be read. */
export interface WhereOptions {
  /** The fields that the writer may name. */
  readonly lookup: FieldLookup;
  readonly mode: WhereMode;
}

/**
 * Turns a written `where` into a checked condition. A `TextWhere` is read as text whatever the mode.
 * Throws `unknown_field`, `unknown_operator`, `invalid_parameter` or `filter_too_complex`; nothing is ever dropped or guessed.
 */
export function parseWhere(written: unknown, options: WhereOptions): Condition {
  const mode = written instanceof TextWhere ? 'text' : options.mode;
  return new WhereParser(mode).parse(written instanceof TextWhere ? written.root : written, options.lookup);
}
