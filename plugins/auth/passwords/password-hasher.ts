import { randomBytes } from 'node:crypto';

/** What one hash costs. */
export interface HashCost {
  /** Memory, in KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** As OWASP recommends for argon2id; about 30 ms. */
export const defaultCost: HashCost = { memory: 19_456, passes: 2 };

/** Turns passwords into argon2id hashes, which hold their own parameters and salt. Passwords are hashed whole, in Unicode's NFKC. */
export class PasswordHasher {
  readonly #cost: HashCost;
  #decoy: Promise<string> | undefined;

  constructor(cost: HashCost) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const { hash } = await import('@node-rs/argon2');
    return hash(bytesOf(password), { memoryCost: this.#cost.memory, timeCost: this.#cost.passes, parallelism: 1 });
  }

  /** Whether a password is the hashed one. Where there is none it takes as long and says no. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const { verify } = await import('@node-rs/argon2');
    // Made in either case, so that the first who asks cannot tell.
    this.#decoy ??= this.hash(randomBytes(24).toString('base64url'));
    const decoy = await this.#decoy;
    const same = await verify(stored ?? decoy, bytesOf(password));
    return same && stored !== undefined;
  }

  /** Whether a hash was made at another cost than is asked for now. */
  async isOutdated(stored: string): Promise<boolean> {
    const { parseOptions } = await import('@node-rs/argon2');
    const { memoryCost, timeCost } = parseOptions(stored);
    return memoryCost !== this.#cost.memory || timeCost !== this.#cost.passes;
  }
}

function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}
