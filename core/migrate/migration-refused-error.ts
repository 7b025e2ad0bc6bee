import { AppError } from '../errors.ts';
import type { MigrationPlan } from './migration-plan.ts';

/** A plan that cannot be carried out without losing data or breaking what is there. Nothing has been changed. */
export class MigrationRefusedError extends AppError {
  readonly plan: MigrationPlan;

  constructor(plan: MigrationPlan) {
    const reasons = plan.refused.map((step) => `${step.subject} ${step.sentence}.`);
    super('conflict', { detail: `The database cannot be brought to what is declared. ${reasons.join(' ')}` });
    this.plan = plan;
  }
}
