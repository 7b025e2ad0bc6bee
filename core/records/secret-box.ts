import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key and the name under which stored values remember it. */
export interface NamedKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

const algorithm = 'aes-256-gcm';

/**
 * Encrypts the values of `secret` fields with AES-256-GCM. A sealed value is `v1.<key id>.<nonce>.<tag>.<ciphertext>`, parts in base64url,
 * so that keys can be changed while old values stay readable. `context` (collection, field and record) is authenticated, so that a
 * ciphertext cannot be moved to another record.
 */
export class SecretBox {
  readonly #keys: readonly NamedKey[];

  /** The first key seals; all of them open. */
  constructor(keys: readonly NamedKey[]) {
    if (keys.length === 0) throw new Error('A secret box needs a key.');
    this.#keys = keys;
  }

  seal(plain: string, context: string): string {
    const { id, key } = this.#keys[0] as NamedKey;
    const nonce = randomBytes(12);
    const cipher = createCipheriv(algorithm, key, nonce);
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return ['v1', id, nonce.toString('base64url'), cipher.getAuthTag().toString('base64url'), sealed.toString('base64url')].join('.');
  }

  /** Throws where the key is not known any more or the value was tampered with. */
  open(sealed: string, context: string): string {
    const [version, id, nonce, tag, body] = sealed.split('.');
    const named = this.#keys.find((key) => key.id === id);
    if (version !== 'v1' || !named || nonce === undefined || tag === undefined || body === undefined) {
      throw new Error(`A stored secret was sealed with the key "${id}", which is not among the secrets of this app.`);
    }
    const decipher = createDecipheriv(algorithm, named.key, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
  }
}
