import type { Collection } from '../../collections/collection.ts';
import { isJsonObject } from '../json/is-json-object.ts';
import type { IdReference } from './batch-operation.ts';

/** Whether a value is `{ $ref: "name" }`. */
export function isIdReference(value: unknown): value is IdReference {
  return isJsonObject(value) && typeof value['$ref'] === 'string' && Object.keys(value).length === 1;
}

/** The ids that a batch has made so far, by the names that its operations gave them. */
export class References {
  readonly #ids = new Map<string, string | number>();

  set(name: string, id: string | number): void {
    this.#ids.set(name, id);
  }

  get(name: string): string | number | undefined {
    return this.#ids.get(name);
  }

  /**
   * Puts ids in place of the references in the relations of a record's data, however deep; other fields are left alone, for JSON may hold
   * `$ref`s of its own. A name that nobody gave stays as it is: the field refuses it, or is itself unknown. `unknown` are their paths.
   */
  resolve(
    collection: Collection | undefined,
    data: Readonly<Record<string, unknown>>,
  ): { data: Record<string, unknown>; unknown: ReadonlyMap<string, string> } {
    const unknown = new Map<string, string>();
    const resolved = Object.entries(data).map(([name, value]) => [
      name,
      collection?.fields.get(name)?.kind === 'relation' ? this.#replace(value, name, unknown) : value,
    ]);
    return { data: Object.fromEntries(resolved) as Record<string, unknown>, unknown };
  }

  #replace(value: unknown, path: string, unknown: Map<string, string>): unknown {
    if (isIdReference(value)) {
      const id = this.#ids.get(value.$ref);
      if (id === undefined) unknown.set(path, value.$ref);
      return id ?? value;
    }
    if (Array.isArray(value)) return value.map((one, index) => this.#replace(one, `${path}.${index}`, unknown));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#replace(inner, `${path}.${key}`, unknown)]));
  }
}
