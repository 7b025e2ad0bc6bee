import type { Collection } from '../../../core/collections/collection.ts';
import { type UnitVector, unitVector } from '../../../core/where/unit-vector.ts';
import type { WhereDatabase } from './where-database.ts';

/** A row with API values, as `matches` takes it. */
export type TestRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** Makes the tables of a collection, its join tables included, and fills them. */
export async function createTable(database: WhereDatabase, collection: Collection, rows: readonly TestRow[]): Promise<void> {
  const { dialect } = database;
  const columns = [...collection.fields.values()].flatMap((field) => field.columns);
  await database.run(
    `create table "${collection.table}" (${columns.map((column) => `"${column.name}" ${dialect.columnType(column)}`).join(', ')})`,
  );
  for (const field of collection.fields.values()) {
    if (field.relation?.table) await database.run(`create table "${field.relation.table}" (source text, target text, position integer)`);
  }
  for (const row of rows) await insertRow(database, collection, row);
}

async function insertRow(database: WhereDatabase, collection: Collection, row: TestRow): Promise<void> {
  const names: string[] = [];
  const values: unknown[] = [];
  for (const field of collection.fields.values()) {
    const value = row[field.name] ?? null;
    const parts = field.storage === 'point' ? pointParts(value as { lat: number; lon: number } | null) : [value];
    field.columns.forEach((column, index) => {
      const part = parts[index] ?? null;
      const encode = database.dialect.encode(column);
      names.push(`"${column.name}"`);
      values.push(part === null || !encode ? part : encode(part));
    });
    if (field.relation?.table) await insertPairs(database, field.relation.table, { id: row.id, targets: (value ?? []) as string[] });
  }
  const marks = names.map((_, index) => (database.dialect.name === 'sqlite' ? '?' : `$${index + 1}`));
  await database.run(`insert into "${collection.table}" (${names.join(', ')}) values (${marks.join(', ')})`, values);
}

async function insertPairs(database: WhereDatabase, table: string, source: { id: string; targets: readonly string[] }): Promise<void> {
  // Ids of the suite are plain letters and digits.
  for (const [position, target] of source.targets.entries())
    await database.run(`insert into "${table}" values ('${source.id}', '${target}', ${position})`);
}

function pointParts(point: { lat: number; lon: number } | null): (number | null)[] {
  if (point === null) return [];
  const { x, y, z }: UnitVector = unitVector(point);
  return [point.lat, point.lon, x, y, z];
}
