import { createHash, randomBytes } from 'node:crypto';

/** A secret that nobody guesses: 256 bits, as text that needs no escape in a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How a secret is stored. It needs no salt: there are too many secrets to try. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
