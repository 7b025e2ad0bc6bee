import { AppError } from '../errors.ts';

/** What a transaction ends with when it took longer than it may; its connection may still be at work. */
export class TimeLimitError extends AppError {
  constructor(timeLimit: number) {
    super('unavailable', { detail: `The transaction took longer than ${timeLimit / 1000} seconds and was rolled back.` });
  }
}
