import { undocumented } from './undocumented.ts';

/** For the platform's own routes that change something: they take an `Idempotency-Key`, and OpenAPI describes them in another way. */
export const mutation = Object.freeze({ ...undocumented, config: Object.freeze({ idempotent: true }) });
