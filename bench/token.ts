import { createSigner } from 'fast-jwt';

/** What both servers verify tokens with; it guards nothing. */
export const tokenSecret = 'benchmark-only-benchmark-only-benchmark-only';

/** A token for an author, as both servers take it. */
export function tokenFor(author: string): string {
  return createSigner({ key: tokenSecret, algorithm: 'HS256', expiresIn: '1d' })({ sub: author });
}
