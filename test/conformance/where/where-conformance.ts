import type { Test } from 'tap';
import type { Collection, CollectionField } from '../../../core/collections/collection.ts';
import { createFragmentCompiler } from '../../../core/query/compile-fragment.ts';
import { conditionShape } from '../../../core/query/condition-shape.ts';
import { conditionSql } from '../../../core/query/condition-sql.ts';
import type { Condition } from '../../../core/where/condition.ts';
import { matches } from '../../../core/where/matches.ts';
import { parseWhere } from '../../../core/where/parse-where.ts';
import { simplify } from '../../../core/where/simplify.ts';
import { declareCollection, lookupOf } from './declare.ts';
import { matchingIds, sqlContext } from './matching-ids.ts';
import { namedCases, namedRows } from './named-cases.ts';
import { randomCondition } from './random-condition.ts';
import { RelatedConditions } from './random-related.ts';
import { relatedCollections, relatedRows } from './related-world.ts';
import { RelationOracle } from './relation-oracle.ts';
import { SeededRandom } from './seeded-random.ts';
import { createTable, type TestRow } from './tables.ts';
import { edgeCircles, kinds, pools } from './value-pools.ts';
import type { WhereDatabase } from './where-database.ts';

/** How much chance to try; the same seed tries the same. */
export interface Chance {
  readonly seed: number;
  readonly conditions: number;
  readonly related: number;
}

/** Most disagreements that a failure prints. */
const shown = 5;

/** Checks that a database gives conditions the meaning that they have in memory. */
export async function whereConformance(t: Test, database: WhereDatabase, chance: Chance): Promise<void> {
  t.comment(`seed ${chance.seed}: set WHERE_SEED to repeat`);
  await t.test('each named case finds the same rows in memory and in the database', (t) => namedConformance(t, database));
  await t.test(`${chance.conditions} random conditions agree on every row`, (t) => randomConformance(t, database, chance));
  await t.test('distances agree to the last bit', (t) => distanceConformance(t, database, chance));
  await t.test(`${chance.related} random conditions through relations agree with a plain reading`, (t) =>
    relatedConformance(t, database, chance),
  );
}

async function namedConformance(t: Test, database: WhereDatabase): Promise<void> {
  const collection = declareCollection('named', kinds);
  const collections = new Map([[collection.name, collection]]);
  await createTable(database, collection, namedRows);
  const conditions = namedCases.map(({ where }) => parseWhere(where, { lookup: lookupOf(collections, 'named'), mode: 'json' }));
  const found = await matchingIds(database, { collection, collections }, conditions);
  for (const [index, { name, finds }] of namedCases.entries()) {
    const condition = conditions[index] as Condition;
    const inMemory = namedRows.filter((row) => matches(condition, row)).map((row) => row.id);
    t.same(inMemory.sort(), [...finds].sort(), `${name} (in memory)`);
    t.same(found[index], [...finds].sort(), `${name} (${database.dialect.name})`);
  }
}

async function randomConformance(t: Test, database: WhereDatabase, chance: Chance): Promise<void> {
  const random = new SeededRandom(chance.seed);
  const collection = declareCollection('values', kinds);
  const collections = new Map([[collection.name, collection]]);
  const rows = Array.from({ length: 60 }, (_, index) => randomRow(random, `r${index}`));
  await createTable(database, collection, rows);
  const fields = [...collection.fields.values()];
  const conditions = random.list(chance.conditions, () => randomCondition(random, fields, 4));
  const found = await matchingIds(database, { collection, collections }, conditions);
  const foundSimplified = await matchingIds(database, { collection, collections }, conditions.map(simplify));
  const wrong = conditions.flatMap((condition, index) => {
    const inMemory = idsWhere(rows, condition);
    const answers = [inMemory, idsWhere(rows, simplify(condition)), found[index], foundSimplified[index]].map((ids) => JSON.stringify(ids));
    return new Set(answers).size === 1 ? [] : [{ condition: print(condition), answers }];
  });
  t.equal(wrong.length, 0, 'no disagreement', { found: wrong.slice(0, shown) });
  t.ok(
    found.filter((ids) => ids.length > 0 && ids.length < rows.length).length > chance.conditions / 3,
    'a good part of the conditions tells rows apart',
  );
  checkShapes(t, { database, collection, conditions });
}

async function distanceConformance(t: Test, database: WhereDatabase, chance: Chance): Promise<void> {
  const random = new SeededRandom(chance.seed);
  const collection = declareCollection('places', { place: kinds.place });
  const places = random.list(40, () => ({ lat: random.next() * 180 - 90, lon: random.next() * 360 - 180 }));
  const rows = places.map((place, index): TestRow => ({ id: `r${index}`, place }));
  await createTable(database, collection, rows);
  const field = collection.fields.get('place') as CollectionField;
  const conditions = places
    .slice(0, 10)
    .flatMap((from) => places.flatMap((to) => edgeCircles(from, to)))
    .map((value): Condition => ({ kind: 'compare', field, op: 'near', value }));
  const found = await matchingIds(database, { collection, collections: new Map() }, conditions);
  const wrong = conditions.filter((condition, index) => JSON.stringify(idsWhere(rows, condition)) !== JSON.stringify(found[index]));
  t.equal(wrong.length, 0, 'no disagreement', { found: wrong.slice(0, shown).map(print) });
}

function randomRow(random: SeededRandom, id: string): TestRow {
  const values = Object.entries(pools).map(([field, pool]) => [field, random.chance(0.2) ? null : random.pick(pool)]);
  return { ...Object.fromEntries(values), id };
}

function idsWhere(rows: readonly TestRow[], condition: Condition): string[] {
  return rows
    .filter((row) => matches(condition, row) === true)
    .map((row) => row.id)
    .sort();
}

/** One key stands for one SQL, with one placeholder at least for each value. */
function checkShapes(t: Test, tried: { database: WhereDatabase; collection: Collection; conditions: readonly Condition[] }): void {
  const { database, collection, conditions } = tried;
  const compile = createFragmentCompiler(database.dialect);
  const kept = new Map<string, string>();
  const wrong = conditions.filter((condition) => {
    const values: unknown[] = [];
    const shape = conditionShape(condition, values);
    const plan = compile(conditionSql(condition, { collection, alias: 't' }, sqlContext(database, new Map())));
    const same = (kept.get(shape) ?? plan.sql) === plan.sql;
    kept.set(shape, plan.sql);
    return !same || new Set(plan.parameters.map((placeholder) => placeholder.index)).size !== values.length;
  });
  t.equal(wrong.length, 0, 'the same shape is the same SQL', { found: wrong.slice(0, shown).map(print) });
}

async function relatedConformance(t: Test, database: WhereDatabase, chance: Chance): Promise<void> {
  const random = new SeededRandom(chance.seed);
  const rows = relatedRows(random);
  for (const collection of relatedCollections.values()) await createTable(database, collection, rows.get(collection.name) ?? []);
  const make = new RelatedConditions(random, relatedCollections);
  const oracle = new RelationOracle(relatedCollections, rows);
  let telling = 0;
  for (const collection of relatedCollections.values()) {
    const conditions = random.list(Math.ceil(chance.related / relatedCollections.size), () => make.make(collection.name));
    const found = await matchingIds(database, { collection, collections: relatedCollections }, conditions);
    const simplified = await matchingIds(database, { collection, collections: relatedCollections }, conditions.map(simplify));
    const wrong = conditions.flatMap((condition, index) => {
      const meant = oracle.ids(collection.name, condition);
      if (meant.length > 0 && meant.length < (rows.get(collection.name)?.length ?? 0)) telling += 1;
      const same = [found[index], simplified[index]].every((ids) => JSON.stringify(ids) === JSON.stringify(meant));
      return same && memoryAgrees(condition, rows.get(collection.name) ?? [], meant)
        ? []
        : [{ condition: print(condition), meant, found: found[index] }];
    });
    t.equal(wrong.length, 0, `no disagreement about ${collection.name}`, { found: wrong.slice(0, shown) });
  }
  t.ok(telling > chance.related / 4, `a good part of the conditions tells rows apart (${telling})`);
}

/** In memory the answer may be open, and must be right where it is not. */
function memoryAgrees(condition: Condition, rows: readonly TestRow[], meant: readonly string[]): boolean {
  return rows.every((row) => (matches(condition, row) ?? meant.includes(row.id)) === meant.includes(row.id));
}

function print(condition: Condition): string {
  return JSON.stringify(condition, (key, value) => (key === 'field' || key === 'relation' ? value.name : value));
}
