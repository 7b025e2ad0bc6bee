import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import type { SortHop, SortKey } from '../query/sort-key.ts';
import { collectionOf, type Engine } from './engine.ts';
import { readOf } from './resolve-reads.ts';
import type { Scope } from './scope.ts';

const maxKeys = 8;
const maxHops = 4;
const unsortable = new Set(['choices', 'relations', 'json', 'point', 'secret']);

/** Reads a sort (`-createdAt`, `author.name`) with the caller's eyes, and adds the id as the last key so that the order is total. */
export function resolveSort(
  place: { engine: Engine; scope: Scope; collection: Collection },
  sort: string | readonly string[] | undefined,
): SortKey[] {
  const written = sort === undefined ? [] : typeof sort === 'string' ? [sort] : sort;
  if (!Array.isArray(written) || written.some((key) => typeof key !== 'string' || key === '' || key === '-')) {
    throw new AppError('invalid_parameter', { detail: 'sort must name fields.' });
  }
  if (written.length > maxKeys) throw new AppError('invalid_parameter', { detail: `sort takes at most ${maxKeys} keys.` });
  const keys = written.map((key) => resolveKey(place, key));
  const last = keys.at(-1);
  if (keys.some((key) => key.hops.length === 0 && key.field.name === 'id' && key.when === undefined)) return keys;
  const id = place.collection.fields.get('id') as CollectionField;
  return [...keys, { hops: [], field: id, when: undefined, descending: last?.descending ?? false }];
}

function resolveKey({ engine, scope, collection }: { engine: Engine; scope: Scope; collection: Collection }, written: string): SortKey {
  const descending = written.startsWith('-');
  const path = descending ? written.slice(1) : written;
  const names = path.split('.');
  if (names.length > maxHops + 1) throw new AppError('invalid_parameter', { detail: `sort follows at most ${maxHops} relations.` });
  const hops: SortHop[] = [];
  let place = collection;
  for (const name of names.slice(0, -1)) {
    const { field, when } = readOf({ scope, collection: place }, name, path);
    if (field.kind !== 'relation' || !field.relation || field.relation.many) {
      throw new AppError('invalid_parameter', { detail: `"${path}" cannot be sorted by: only to-one relations are followed.` });
    }
    const target = collectionOf(engine, field.relation.collection);
    hops.push({ relation: field, when, target, rows: scope.read(target.name).rows });
    place = target;
  }
  const { field, when } = readOf({ scope, collection: place }, names.at(-1) as string, path);
  if (field.columns.length !== 1 || unsortable.has(field.value))
    throw new AppError('invalid_parameter', { detail: `"${path}" cannot be sorted by.` });
  return { hops, field, when, descending };
}
