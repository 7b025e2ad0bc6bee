import t from 'tap';
import { AppError } from '../../../core/errors.ts';
import { parseJson } from '../../../core/http/json/parse-json.ts';

type Outcome = { readonly value: unknown } | { readonly code: string };

function outcome(body: Buffer): Outcome {
  try {
    return { value: parseJson(body) };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code };
    throw error;
  }
}

function codeOf(text: string | Buffer): string {
  const found = outcome(Buffer.from(text));
  return 'code' in found ? found.code : 'accepted';
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const manyKeys = Array.from({ length: 40 }, (_, index) => `"k${index}":0`).join(',');

const table: readonly (readonly [name: string, text: string | Buffer, code: string])[] = [
  ['an object', '{"a":1,"b":[true,false,null,"x"]}', 'accepted'],
  ['white space around it', ' \t\r\n{ "a" : 1 , "b" : 2 } ', 'accepted'],
  ['a bare text, number or null', '"x"', 'accepted'],
  ['the same key in different objects', '{"a":{"a":[{"a":1},{"a":2}]}}', 'accepted'],
  ['the same word as key and value', '{"a":"a","b":"a"}', 'accepted'],
  ['a forbidden key as a value', '{"a":"__proto__","b":["constructor"]}', 'accepted'],
  ['the key prototype', '{"prototype":1}', 'accepted'],
  ['brackets, quotes and commas inside text', '{"a":"{\\"a\\":[","b":",:}]"}', 'accepted'],
  ['a body cut short', '{"title":', 'malformed_json'],
  ['an empty body', '', 'malformed_json'],
  ['a body of blanks', '  ', 'malformed_json'],
  ['text that does not end', '{"a":"', 'malformed_json'],
  ['text that ends in a backslash', '{"a":"\\', 'malformed_json'],
  ['an escape cut short', '{"a":"\\u12', 'malformed_json'],
  ['an unknown escape', '{"a\\x":1}', 'malformed_json'],
  ['two values', '{} {}', 'malformed_json'],
  ['a trailing comma', '[1,]', 'malformed_json'],
  ['a leading zero', '{"a":01}', 'malformed_json'],
  ['a byte order mark', '\ufeff{}', 'malformed_json'],
  ['closing brackets only', ']]}}', 'malformed_json'],
  ['crossed brackets', '{"a":[}]', 'malformed_json'],
  ['NaN', '{"a":NaN}', 'malformed_json'],
  ['a raw control character in text', '{"a":"\u0001"}', 'malformed_json'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'malformed_json'],
  ['a raw surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'malformed_json'],
  ['an overlong NUL', Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'malformed_json'],
  ['a key twice', '{"role":"user","role":"admin"}', 'duplicate_key'],
  ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'duplicate_key'],
  ['a key twice with another object between', '{"a":1,"b":{"a":[{}]},"a":2}', 'duplicate_key'],
  ['a key twice deep down', '[[{"x":[{"a":1,"a":1}]}]]', 'duplicate_key'],
  ['an empty key twice', '{"":1,"":2}', 'duplicate_key'],
  ['many keys', `{${manyKeys}}`, 'accepted'],
  ['the first of many keys again', `{${manyKeys},"k0":1}`, 'duplicate_key'],
  ['the last of many keys again', `{${manyKeys},"\\u006b39":1}`, 'duplicate_key'],
  ['many keys in two objects', `[{${manyKeys}},{"z":{${manyKeys}},${manyKeys}}]`, 'accepted'],
  ['__proto__', '{"__proto__":{"admin":true}}', 'forbidden_key'],
  ['__proto__ in escapes', '{"\\u005f_proto__":1}', 'forbidden_key'],
  ['constructor deep down', '{"a":[{"constructor":{"prototype":{}}}]}', 'forbidden_key'],
  ['an escaped NUL', '{"a":"\\u0000"}', 'invalid_string'],
  ['a raw NUL', '{"a":"\0"}', 'invalid_string'],
  ['an escaped NUL in a key', '{"\\u0000":1}', 'invalid_string'],
  ['a lone high surrogate', '{"a":"\\ud800"}', 'invalid_string'],
  ['a lone low surrogate', '{"a":"\\udc00x"}', 'invalid_string'],
  ['two high surrogates', '{"a":"\\ud800\\ud800"}', 'invalid_string'],
  ['a high surrogate before an astral character', '{"a":"\\ud83d😀"}', 'invalid_string'],
  ['a surrogate pair in escapes', '{"a":"\\ud83d\\ude00\\uD83D\\uDE00"}', 'accepted'],
  ['an escaped backslash before u0000', '{"a":"\\\\u0000"}', 'accepted'],
  ['2^53 - 1', '{"n":9007199254740991,"m":-9007199254740991}', 'accepted'],
  ['2^53 + 1', '{"n":9007199254740993}', 'number_out_of_range'],
  ['-(2^53)', '[-9007199254740992]', 'number_out_of_range'],
  ['an integer of 400 digits', '9'.repeat(400), 'number_out_of_range'],
  ['a fraction that becomes infinite', '{"n":1e400}', 'number_out_of_range'],
  ['a negative one', '{"n":-1.5E+999}', 'number_out_of_range'],
  ['a large fraction', '{"n":1e300,"m":0.1234567890123456789}', 'accepted'],
  ['minus zero and 1.0', '[-0,1.0]', 'accepted'],
  ['64 levels', nested(64), 'accepted'],
  ['65 levels', nested(65), 'nesting_too_deep'],
  ['100,000 levels of objects', '{"a":'.repeat(100_000), 'nesting_too_deep'],
];

t.test('the JSON edge', async (t) => {
  for (const [name, text, expected] of table) t.equal(codeOf(text), expected, `${name}: ${expected}`);
});

t.test('what is accepted is what JSON.parse reads', async (t) => {
  const text = '{"a":"\\u0061\\ud83d\\ude00é😀\\n","b":[1,-0.5e3,{"c":null}],"d":{}}';
  t.same(parseJson(Buffer.from(text)), JSON.parse(text));
});

/** A slow second opinion: splits the text into tokens and judges decoded values. Only for text that JSON.parse accepts. */
function offences(text: string): Set<string> {
  const found = new Set<string>();
  const open: (Set<string> | undefined)[] = [];
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/gs)].map((match) => match[0]);
  tokens.forEach((token, index) => {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    if (open.length > 64) found.add('nesting_too_deep');
    if (token === '}' || token === ']') open.pop();
    if (token.startsWith('"')) judgeText(JSON.parse(token) as string, tokens[index + 1] === ':' ? open.at(-1) : undefined, found);
    if (/^-?\d/.test(token)) judgeNumber(token, found);
  });
  return found;
}

function judgeText(value: string, keys: Set<string> | undefined, found: Set<string>): void {
  if (/\p{Surrogate}/u.test(value) || value.includes('\0')) found.add('invalid_string');
  if (!keys) return;
  if (['__proto__', 'constructor'].includes(value)) found.add('forbidden_key');
  if (keys.has(value)) found.add('duplicate_key');
  keys.add(value);
}

function judgeNumber(token: string, found: Set<string>): void {
  if (/^-?\d+$/.test(token)) {
    const size = BigInt(token.replace('-', ''));
    if (size > 9007199254740991n) found.add('number_out_of_range');
  } else if (!Number.isFinite(JSON.parse(token))) found.add('number_out_of_range');
}

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const words = [
  'a',
  'b',
  '\\u0061',
  '__proto__',
  'constructor',
  '\\u005f_proto__',
  'k',
  'é',
  '😀',
  '',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\u0000',
  '\\"',
  '\\\\',
  'long key with spaces',
];
const numbers = [
  '0',
  '-0',
  '1',
  '-17',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '123456789012345',
  '1234567890123456',
  '1e400',
  '-1e309',
  '1.5',
  '1e5',
  '0.1',
];

function document(next: () => number, depth: number): string {
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] as string;
  const word = () => `"${next() < 0.7 ? `w${Math.floor(next() * 30)}` : pick(words)}"`;
  const roll = next();
  if (depth === 0 || roll < 0.25) return word();
  if (roll < 0.4) return next() < 0.8 ? String(Math.floor(next() * 1e6)) : pick(numbers);
  if (roll < 0.45) return pick(['true', 'false', 'null']);
  if (roll < 0.46) return '['.repeat(70) + ']'.repeat(70);
  const size = Math.floor(next() * (roll < 0.5 ? 14 : 4));
  const parts = Array.from({ length: size }, () => document(next, depth - 1));
  if (roll < 0.7) return `[${parts.join(next() < 0.1 ? ' , ' : ',')}]`;
  return `{${parts.map((part) => `${word()}${next() < 0.1 ? ' : ' : ':'}${part}`).join(',')}}`;
}

function damage(text: string, next: () => number): string {
  const at = Math.floor(next() * text.length);
  const inserted = ['', '"', '\\', '{', '}', ']', ',', ':', '\0', '\\u00', '9'][Math.floor(next() * 11)];
  // Half of an emoji does not survive the way into bytes.
  return Buffer.from(text.slice(0, at) + inserted + text.slice(at + Math.floor(next() * 2))).toString();
}

t.test('30,000 random documents are judged as by the slow second opinion', async (t) => {
  const next = random(20_261);
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  for (let index = 0; index < 30_000; index++) {
    const whole = document(next, 4);
    const text = next() < 0.2 ? damage(whole, next) : whole;
    const result = outcome(Buffer.from(text));
    const judged = judge(text, result);
    if (!judged) wrong.push(text);
    const name = 'code' in result ? result.code : 'accepted';
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  t.same(wrong, []);
  for (const code of [
    'accepted',
    'malformed_json',
    'duplicate_key',
    'forbidden_key',
    'invalid_string',
    'number_out_of_range',
    'nesting_too_deep',
  ]) {
    t.ok((seen.get(code) ?? 0) > 50, `${code} came up ${seen.get(code)} times`);
  }
});

function judge(text: string, result: Outcome): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'code' in result;
  }
  const expected = offences(text);
  if ('code' in result) return expected.has(result.code);
  return expected.size === 0 && JSON.stringify(result.value) === JSON.stringify(parsed);
}

t.test('a hostile megabyte is judged without holding up others', async (t) => {
  const bodies = {
    'deep arrays': '['.repeat(1_000_000),
    'one object of 100,000 keys': `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
    'text of escapes': `"${'\\u00e9'.repeat(160_000)}"`,
    'empty objects': `[${'{},'.repeat(300_000)}{}]`,
  };
  for (const [name, text] of Object.entries(bodies)) {
    const body = Buffer.from(text);
    const start = performance.now();
    outcome(body);
    t.ok(performance.now() - start < 250, name);
  }
});
