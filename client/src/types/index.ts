export type { Caller } from './caller.ts';
export type { ErrorCode } from './error-code.ts';
export type * from './factories.ts';
export type * from './field.ts';
export type * from './field-options.ts';
export type { Problem, ProblemItem } from './problem.ts';
