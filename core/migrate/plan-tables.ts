import type { Collections } from '../collections/collection.ts';
import type { Database } from '../database/database.ts';
import type { ActualTable } from '../database/schema-dialect.ts';
import { type DeclaredTable, declaredTables } from './declared-tables.ts';
import type { MigrationStep } from './migration-plan.ts';
import { planKnownTable, planNewTable, tableSubject } from './plan-table.ts';
import { type RecordedTable, readRecordedTables } from './recorded-tables.ts';

/** What is to be done for all tables, and what changes in the platform's notes of them. */
export interface TablesPlan {
  readonly steps: readonly MigrationStep[];
  readonly records: readonly RecordedTable[];
  /** Names that tables no longer have. */
  readonly forget: readonly string[];
}

interface Found {
  readonly actual: ReadonlyMap<string, ActualTable>;
  readonly recorded: ReadonlyMap<string, RecordedTable>;
}

/** Compares every declared table with what is there. */
export async function planTables(
  database: Database,
  collections: Collections,
  actual: ReadonlyMap<string, ActualTable>,
): Promise<TablesPlan> {
  const found: Found = { actual, recorded: await readRecordedTables(database, actual) };
  const created: MigrationStep[] = [];
  const changed: MigrationStep[] = [];
  const records: RecordedTable[] = [];
  const forget: string[] = [];
  const used = new Set<string>();
  for (const declared of declaredTables(collections)) {
    const known = findTable(declared, found);
    if (known) used.add(known.recorded.name);
    if (known && known.recorded.name !== declared.name) forget.push(known.recorded.name);
    const obstacle = known ? cardinalityOfColumns(declared, found) : (cardinalityOfJoin(declared, found) ?? foreignTable(declared, found));
    if (obstacle) {
      changed.push(obstacle);
      continue;
    }
    const plan = known ? await planKnownTable({ database, declared, ...known }) : planNewTable(database, declared);
    (known ? changed : created).push(...plan.steps);
    if (JSON.stringify(plan.record) !== JSON.stringify(found.recorded.get(plan.record.name))) records.push(plan.record);
  }
  // Tables come first: added columns may refer to them.
  const steps = [...created, ...changed, ...unusedTables(found, used)];
  return { steps, records, forget };
}

/** Our table for what is declared; a join table may still have the name of the field before it was renamed. */
function findTable(declared: DeclaredTable, { actual, recorded }: Found): { recorded: RecordedTable; actual: ActualTable } | undefined {
  const before = declared.field?.renamedFrom;
  const names = [declared.name];
  if (before !== undefined && !actual.has(declared.name)) {
    for (const table of recorded.values()) if (table.collection === declared.collection && table.field === before) names.push(table.name);
  }
  for (const name of names) {
    const own = recorded.get(name);
    const there = actual.get(name);
    if (own && there) return { recorded: own, actual: there };
  }
  return undefined;
}

function foreignTable(declared: DeclaredTable, { actual }: Found): MigrationStep | undefined {
  if (!actual.has(declared.name)) return undefined;
  return refused(
    tableSubject(declared),
    `there is a table "${declared.name}" that was not made from a declaration, and it is not touched; rename one of the two`,
  );
}

/** A relation to one that becomes one to many would silently lose what it holds. */
function cardinalityOfJoin({ collection, field }: DeclaredTable, { recorded }: Found): MigrationStep | undefined {
  if (!field) return undefined;
  const before = [...recorded.values()].find((table) => table.collection === collection && table.field === undefined);
  if (!before?.columns.some((column) => column.field === field.name)) return undefined;
  return refused(
    `${collection}.${field.name}`,
    'changes from holding one value to referring to many; add a new field instead and copy the values over',
  );
}

function cardinalityOfColumns({ kind, collection, columns }: DeclaredTable, { recorded }: Found): MigrationStep | undefined {
  if (kind === 'joins') return undefined;
  const joins = new Set(
    [...recorded.values()].flatMap((table) => (table.collection === collection && table.field !== undefined ? [table.field] : [])),
  );
  const column = columns.find(({ field }) => joins.has(field));
  return (
    column &&
    refused(
      `${collection}.${column.field}`,
      'changes from referring to many to holding one value; add a new field instead and copy the values over',
    )
  );
}

function unusedTables({ actual, recorded }: Found, used: ReadonlySet<string>): MigrationStep[] {
  return [...recorded.values()]
    .filter((table) => !used.has(table.name) && actual.has(table.name))
    .map(({ name, collection, field }) => ({
      verdict: 'kept',
      subject: field === undefined ? collection : `${collection}.${field}`,
      sentence: `is no longer declared; its table "${name}" keeps its rows, and what they refer to cannot be deleted`,
      statements: [],
    }));
}

function refused(subject: string, sentence: string): MigrationStep {
  return { verdict: 'refused', subject, sentence, statements: [] };
}
