export type { ErrorCode } from './error-code.ts';
export type { Problem, ProblemItem } from './problem.ts';
