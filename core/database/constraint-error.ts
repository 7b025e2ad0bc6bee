import { AppError } from '../errors.ts';

/** Which constraint a write broke, in database names; those of SQLite and PostgreSQL that are not known are empty. */
export interface BrokenConstraint {
  readonly table: string;
  readonly columns: readonly string[];
  /** The constraint's or index's name; SQLite does not tell it. */
  readonly constraint: string;
}

/** A write that the database refused: `unique_violation` or `reference_violation`. `records` names the fields from its columns. */
export class ConstraintError extends AppError {
  readonly table: string;
  readonly columns: readonly string[];
  readonly constraint: string;

  constructor(code: 'unique_violation' | 'reference_violation', broken: BrokenConstraint, cause: unknown) {
    super(code, {}, { cause });
    this.table = broken.table;
    this.columns = broken.columns;
    this.constraint = broken.constraint;
  }
}
