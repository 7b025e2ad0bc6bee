import type { Database } from '../database/database.ts';
import { quoteName } from '../database/schema-dialect.ts';
import type { DeclaredTable } from './declared-tables.ts';
import type { MigrationStep } from './migration-plan.ts';
import { planColumn } from './plan-column.ts';
import { planIndexes } from './plan-indexes.ts';
import { planTrash } from './plan-trash.ts';
import { planUnusedColumns, unusedColumns } from './plan-unused-columns.ts';
import type { RecordedColumn, RecordedTable } from './recorded-tables.ts';
import type { TableDifference } from './table-difference.ts';
import { addReferencesSql, createIndexSql, createTableSql } from './table-sql.ts';

/** What is to be done for one table, and what is noted of it afterwards. */
export interface TablePlan {
  readonly steps: readonly MigrationStep[];
  readonly record: RecordedTable;
}

/** How a table that is not there is made. */
export function planNewTable(database: Database, table: DeclaredTable): TablePlan {
  const { dialect } = database;
  const indexes = table.indexes.map((index) => createIndexSql(table.name, index, dialect));
  const step: MigrationStep = {
    verdict: 'safe',
    subject: tableSubject(table),
    sentence: `make the ${table.kind === 'joins' ? 'join table' : 'table'} "${table.name}"`,
    statements: [createTableSql(table, dialect), ...indexes],
    later: addReferencesSql(table, dialect),
  };
  return { steps: [step], record: recordOf(database, table, []) };
}

/** How a table that is there becomes what is declared. */
export async function planKnownTable(difference: TableDifference): Promise<TablePlan> {
  const { database, declared, actual } = difference;
  const steps: MigrationStep[] = [];
  for (const column of declared.columns) steps.push(...(await planColumn(difference, column)));
  steps.push(...(await planTrash(difference)));
  steps.push(...planUnusedColumns(difference), ...(await planIndexes(difference)));
  // First of all: the other statements call the table by its new name.
  if (actual.name !== declared.name) steps.unshift(renameTable(difference));
  return { steps, record: recordOf(database, declared, unusedColumns(difference)) };
}

/** A word for a table that an author knows: its collection, or its relation. */
export function tableSubject({ collection, field }: Pick<DeclaredTable, 'collection' | 'field'>): string {
  return field ? `${collection}.${field.name}` : collection;
}

function renameTable({ declared, actual }: TableDifference): MigrationStep {
  const sql = `alter table ${quoteName(actual.name)} rename to ${quoteName(declared.name)}`;
  return {
    verdict: 'safe',
    subject: tableSubject(declared),
    sentence: `rename the join table "${actual.name}" to "${declared.name}"`,
    statements: [sql],
  };
}

function recordOf({ dialect }: Database, table: DeclaredTable, unused: readonly RecordedColumn[]): RecordedTable {
  const columns = table.columns.map(({ column, field, references }): RecordedColumn => {
    const { name, storage, precision, scale } = column;
    return {
      name,
      field,
      storage,
      ...(precision !== undefined && { precision }),
      ...(scale !== undefined && { scale }),
      ...(references !== undefined && { references }),
    };
  });
  const indexes = table.indexes.map((index) => ({ name: index.name, sql: createIndexSql(table.name, index, dialect) }));
  return { name: table.name, collection: table.collection, field: table.field?.name, columns: [...columns, ...unused], indexes };
}
