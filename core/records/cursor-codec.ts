import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';

const signatureBytes = 16;

/**
 * Makes the cursors of lists: opaque, signed, and bound to what they belong to (collection, where, sort, caller), so that a cursor that
 * was edited or is used elsewhere is `invalid_cursor`.
 */
export class CursorCodec {
  readonly #keys: readonly Buffer[];

  /** The first key signs; all of them are accepted. */
  constructor(keys: readonly Buffer[]) {
    if (keys.length === 0) throw new Error('A cursor codec needs a key.');
    this.#keys = keys;
  }

  encode(values: readonly unknown[], bound: string): string {
    const body = Buffer.from(JSON.stringify(values));
    return Buffer.concat([this.#sign(this.#keys[0] as Buffer, body, bound), body]).toString('base64url');
  }

  /** The values; throws `invalid_cursor`. */
  decode(cursor: string, bound: string): unknown[] {
    const bytes = Buffer.from(cursor, 'base64url');
    // Buffer skips what is not base64url; a cursor with a stray letter in it is none of ours.
    if (bytes.length <= signatureBytes || bytes.toString('base64url') !== cursor) throw new AppError('invalid_cursor');
    const signature = bytes.subarray(0, signatureBytes);
    const body = bytes.subarray(signatureBytes);
    if (!this.#keys.some((key) => timingSafeEqual(this.#sign(key, body, bound), signature))) throw new AppError('invalid_cursor');
    return JSON.parse(body.toString('utf8')) as unknown[];
  }

  #sign(key: Buffer, body: Buffer, bound: string): Buffer {
    return createHmac('sha256', key).update(bound).update('\n').update(body).digest().subarray(0, signatureBytes);
  }
}
