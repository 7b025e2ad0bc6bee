/**
 * Who wrote a `where`: `json` a client or other code, `text` a URL (every value is text), `rule` an author, for whom comparing with
 * `undefined` is false, and under `not`, `ne`, `notIn`, `none` or `every` makes the whole rule false.
 */
export type WhereMode = 'json' | 'text' | 'rule';
