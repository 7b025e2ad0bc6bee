import type { Collection, Collections } from '../../../core/collections/collection.ts';
import { type Declared, declareCollection } from './declare.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { TestRow } from './tables.ts';

const one = (collection: string): Declared => ({
  value: 'id',
  storage: 'text',
  relation: { collection, many: false, onDelete: 'setNull' },
});
const many = (collection: string, table: string): Declared => ({
  value: 'relations',
  relation: { collection, many: true, onDelete: 'unlink', table },
});
const back = (collection: string, by: string): Declared => ({
  value: 'relations',
  relation: { collection, many: true, onDelete: 'unlink', by },
});

/** People who write posts with tags: to-one, to-many, both reverses, and relations of a collection to itself. */
export const relatedCollections: Collections = new Map(
  [
    declareCollection('people', {
      name: { value: 'text', storage: 'text' },
      age: { value: 'integer', storage: 'integer' },
      boss: one('people'),
      reports: back('people', 'boss'),
      friends: many('people', 'people_friends'),
      friendOf: back('people', 'friends'),
      posts: back('posts', 'author'),
      liked: back('posts', 'likedBy'),
    }),
    declareCollection('posts', {
      title: { value: 'text', storage: 'text' },
      views: { value: 'integer', storage: 'integer' },
      author: one('people'),
      likedBy: many('people', 'posts_liked_by'),
      tags: many('tags', 'posts_tags'),
    }),
    declareCollection('tags', { label: { value: 'text', storage: 'text' }, posts: back('posts', 'tags') }),
  ].map((collection: Collection) => [collection.name, collection]),
);

export type RelatedRows = ReadonlyMap<string, readonly TestRow[]>;

export const names = ['Ann', 'Bo', 'Änne', '😀', null];
export const numbers = [0, 1, 2, 30, null];

/** Rows with missing values, missing relations, empty lists and relations to themselves. */
export function relatedRows(random: SeededRandom): RelatedRows {
  const idsOf = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index}`);
  const [people, posts, tags] = [idsOf('p', 9), idsOf('o', 14), idsOf('t', 4)];
  const some = (ids: string[]) => ids.filter(() => random.chance(0.3));
  const maybe = (ids: string[]) => (random.chance(0.25) ? null : random.pick(ids));
  return new Map<string, TestRow[]>([
    [
      'people',
      people.map((id) => ({ id, name: random.pick(names), age: random.pick(numbers), boss: maybe(people), friends: some(people) })),
    ],
    [
      'posts',
      posts.map((id) => ({
        id,
        title: random.pick(names),
        views: random.pick(numbers),
        author: maybe(people),
        likedBy: some(people),
        tags: some(tags),
      })),
    ],
    ['tags', tags.map((id) => ({ id, label: random.pick(names) }))],
  ]);
}
