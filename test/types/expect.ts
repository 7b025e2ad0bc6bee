/** True where both are the same type, `any` and optional keys told apart; a lookalike such as mutual assignability would let them pass. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the type is `true`: `expectType<Equal<A, B>>()`. */
export function expectType<_T extends true>(): void {}

/** Puts the parts of an intersection together, so that `Equal` sees keys and not how they were made. */
export type Flat<T> = { [P in keyof T]: T[P] } & {};
