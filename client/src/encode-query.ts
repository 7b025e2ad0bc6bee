import { checkDefined } from './check-defined.ts';

/** A query of any collection, as the typed methods let it through. */
export interface AnyQuery {
  readonly where?: unknown;
  readonly expand?: unknown;
  readonly [parameter: string]: unknown;
}

interface AnyExpand {
  readonly where?: unknown;
  readonly expand?: Readonly<Record<string, unknown>>;
}

/** Writes a query as it stands in a URL, with its question mark; an empty text where there is nothing to say. */
export function encodeQuery(query: AnyQuery = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === false) continue;
    if (name === 'where') checkDefined(value);
    parameters.set(name, name === 'where' ? JSON.stringify(value) : name === 'expand' ? encodeExpand(value) : String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** Dotted paths where names are all there is to say, JSON where a relation has options. */
function encodeExpand(expand: unknown): string {
  if (Array.isArray(expand)) return expand.join(',');
  const paths = pathsOf(expand as Readonly<Record<string, unknown>>);
  return paths ? paths.join(',') : JSON.stringify(expand);
}

/** Undefined where a relation has options; conditions in them are checked on the way. */
function pathsOf(tree: Readonly<Record<string, unknown>>, path = 'expand'): string[] | undefined {
  let plain = true;
  const paths: string[] = [];
  for (const [name, how] of Object.entries(tree)) {
    const { expand, ...options } = (how === true ? {} : how) as AnyExpand;
    if (options.where !== undefined) checkDefined(options.where, `${path}.${name}.where`);
    if (Object.keys(options).length > 0) plain = false;
    const nested = expand ? pathsOf(expand, `${path}.${name}.expand`) : [];
    if (!nested) plain = false;
    else paths.push(...(nested.length > 0 ? nested.map((rest) => `${name}.${rest}`) : [name]));
  }
  return plain ? paths : undefined;
}
