import { AppError } from '../../../core/index.ts';

/** Which texts a body holds: those that must be there, and those that may. */
export interface BodyShape<Required extends string, Optional extends string> {
  readonly required?: readonly Required[];
  readonly optional?: readonly Optional[];
}

type Body<Required extends string, Optional extends string> = Readonly<Record<Required, string>> &
  Readonly<Partial<Record<Optional, string>>>;

interface Mistake {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Reads a body that holds texts and nothing else. Throws `unknown_field` for what does not belong there, and `validation_failed` with every
 * text that is missing, empty or no text.
 */
export function readBody<Required extends string = never, Optional extends string = never>(
  body: unknown,
  shape: BodyShape<Required, Optional>,
): Body<Required, Optional> {
  const { texts, rest } = splitBody(body, shape);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new AppError('unknown_field', { detail: `There is no field "${unknown}" here.` });
  return texts;
}

/** The same, but what does not belong there is answered as `rest`. */
export function splitBody<Required extends string = never, Optional extends string = never>(
  body: unknown,
  { required = [], optional = [] }: BodyShape<Required, Optional>,
): { readonly texts: Body<Required, Optional>; readonly rest: Readonly<Record<string, unknown>> } {
  const given = objectOf(body, required.length === 0);
  const texts: Record<string, string> = {};
  const mistakes: Mistake[] = [];
  for (const name of [...required, ...optional]) {
    const value = given[name];
    if (value === undefined && (optional as readonly string[]).includes(name)) continue;
    const mistake = mistakeIn(value);
    if (mistake) mistakes.push({ path: name, ...mistake });
    else texts[name] = value as string;
  }
  if (mistakes.length > 0) throw new AppError('validation_failed', { errors: mistakes });
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !([...required, ...optional] as string[]).includes(name)));
  return { texts: texts as Body<Required, Optional>, rest };
}

function objectOf(body: unknown, mayBeAbsent: boolean): Readonly<Record<string, unknown>> {
  if (body === undefined && mayBeAbsent) return {};
  if (body === undefined) throw new AppError('malformed_json', { detail: 'A JSON body is needed.' });
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Readonly<Record<string, unknown>>;
  throw new AppError('validation_failed', { errors: [{ path: '', code: 'invalid_type', message: 'The body must be an object.' }] });
}

function mistakeIn(value: unknown): Omit<Mistake, 'path'> | undefined {
  if (value === undefined || value === null || value === '') return { code: 'required', message: 'must be given' };
  return typeof value === 'string' ? undefined : { code: 'invalid_type', message: 'must be text' };
}
