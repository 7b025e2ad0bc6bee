import { AppError } from '../errors.ts';
import type { MigrationPlan } from './migration-plan.ts';

/** The database is not what is declared, and nobody said that it may be changed. */
export class DatabaseBehindError extends AppError {
  readonly plan: MigrationPlan;

  constructor(plan: MigrationPlan) {
    super('conflict', {
      detail: `The database is behind what is declared:\n${plan.print()}\nRun \`plinth start --migrate\` to bring it up to date.`,
    });
    this.plan = plan;
  }
}
