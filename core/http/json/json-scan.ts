import type { ErrorCode } from '@plinth/client/types';
import { AppError } from '../../errors.ts';

const maxDepth = 64;
/** Up to this many keys of one object are compared one by one, which beats a set; beyond, a set is made. */
const fewKeys = 8;
/** A literal with fewer characters is always below 2^53. */
const safeLength = 16;

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const lowerU = 0x75;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Finds in JSON text what `JSON.parse` accepts or changes without a word: keys that stand twice, keys that reach prototypes, strings that
 * cannot be stored, numbers that cannot be kept, nesting without end. It decides nothing about grammar: of malformed text it only promises
 * to come to an end, and `JSON.parse` refuses it afterwards. One pass, no recursion.
 */
export class JsonScan {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Of each open container: where its keys begin in `#keys`; -1 for an array. */
  readonly #begins: number[] = [];
  /** The keys of all open objects, innermost last. */
  readonly #keys: string[] = [];
  /** Of each open object with many keys: its keys as a set. */
  readonly #sets: (Set<string> | undefined)[] = [];
  #keyNext = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Throws the coded refusal of the first offence in the text. */
  run(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) this.#string();
      else if (code === minus || (code >= 0x30 && code <= 0x39)) this.#number();
      else {
        if (code === openBrace) this.#open(this.#keys.length);
        else if (code === openBracket) this.#open(-1);
        else if (code === closeBrace || code === closeBracket) this.#close();
        else if (code === comma) this.#keyNext = this.#depth > 0 && this.#begins[this.#depth - 1] !== -1;
        this.#at++;
      }
    }
  }

  #open(begin: number): void {
    if (this.#depth === maxDepth) throw refuse('nesting_too_deep');
    this.#begins[this.#depth] = begin;
    this.#sets[this.#depth] = undefined;
    this.#depth++;
    this.#keyNext = begin !== -1;
  }

  #close(): void {
    if (this.#depth === 0) return;
    this.#depth--;
    const begin = this.#begins[this.#depth] as number;
    if (begin !== -1) this.#keys.length = begin;
    this.#keyNext = false;
  }

  #string(): void {
    const text = this.#text;
    const start = this.#at + 1;
    let at = start;
    let escaped = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === 0) throw refuse('invalid_string');
      if (code === backslash) {
        escaped = true;
        at++;
        if (text.charCodeAt(at) === lowerU) at = unicodeEscape(text, at);
      } else if (at >= text.length) {
        this.#at = at;
        return;
      }
    }
    this.#at = at + 1;
    if (!this.#keyNext) return;
    this.#keyNext = false;
    this.#key(escaped ? unescapeKey(text.slice(start - 1, at + 1)) : text.slice(start, at));
  }

  #key(key: string): void {
    if (key === '__proto__' || key === 'constructor') throw refuse('forbidden_key');
    const keys = this.#keys;
    const begin = this.#begins[this.#depth - 1] as number;
    let set = this.#sets[this.#depth - 1];
    if (set === undefined && keys.length - begin >= fewKeys) {
      set = new Set(keys.slice(begin));
      this.#sets[this.#depth - 1] = set;
    }
    if (set === undefined) {
      for (let index = begin; index < keys.length; index++) if (keys[index] === key) throw duplicate(key);
      keys.push(key);
      return;
    }
    if (set.has(key)) throw duplicate(key);
    set.add(key);
  }

  #number(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    let integer = true;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x30 && code <= 0x39) continue;
      // . + - E e
      if (code !== 0x2e && code !== 0x2b && code !== minus && code !== 0x45 && code !== 0x65) break;
      integer = false;
    }
    this.#at = at;
    if (integer && at - start < safeLength) return;
    const value = Number(text.slice(start, at));
    if (integer ? !Number.isSafeInteger(value) : Math.abs(value) === Number.POSITIVE_INFINITY) throw refuse('number_out_of_range');
  }
}

/** Reads the escape whose `u` is at `at`; answers where its last character is. A high surrogate must be followed by an escaped low one. */
function unicodeEscape(text: string, at: number): number {
  const unit = hexUnit(text, at + 1);
  if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) throw refuse('invalid_string');
  if (unit < 0xd800 || unit > 0xdbff) return unit === -1 ? at : at + 4;
  const low = text.startsWith('\\u', at + 5) ? hexUnit(text, at + 7) : -1;
  if (low < 0xdc00 || low > 0xdfff) throw refuse('invalid_string');
  return at + 10;
}

/** -1 where there are not four hexadecimal digits: `JSON.parse` refuses the text then. */
function hexUnit(text: string, from: number): number {
  const digits = text.slice(from, from + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

function unescapeKey(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch (cause) {
    throw new AppError('malformed_json', {}, { cause });
  }
}

function duplicate(key: string): AppError {
  return key.length > 80 ? refuse('duplicate_key') : new AppError('duplicate_key', { detail: `The body names the key "${key}" twice.` });
}

function refuse(code: ErrorCode): AppError {
  return new AppError(code);
}
