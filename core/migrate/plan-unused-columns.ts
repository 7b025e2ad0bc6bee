import { quoteName } from '../database/schema-dialect.ts';
import type { MigrationStep } from './migration-plan.ts';
import type { RecordedColumn } from './recorded-tables.ts';
import { findColumn, type TableDifference } from './table-difference.ts';

/** The recorded columns that no declared column is or was. */
export function unusedColumns(difference: TableDifference): readonly RecordedColumn[] {
  const { declared, recorded, actual } = difference;
  const used = new Set<string>();
  for (const column of declared.columns) {
    const place = findColumn(difference, column);
    if (place.kind === 'present' || place.kind === 'renamed') used.add(place.was.name);
  }
  return recorded.columns.filter((column) => !used.has(column.name) && actual.columns.has(column.name));
}

/** What becomes of columns whose field is gone: they are kept, and must not stand in the way of new records. */
export function planUnusedColumns(difference: TableDifference): MigrationStep[] {
  const { declared, actual } = difference;
  return unusedColumns(difference).flatMap((column): MigrationStep[] => {
    const subject = `${declared.collection}.${column.field}`;
    const kept: MigrationStep = {
      verdict: 'kept',
      subject,
      sentence: `is no longer declared; its column "${column.name}" keeps its values${column.references === undefined ? '' : `, and what they refer to in "${column.references}" cannot be deleted`}`,
      statements: [],
    };
    if (actual.columns.get(column.name)?.nullable !== false) return [kept];
    const sql = `alter table ${quoteName(declared.name)} alter column ${quoteName(column.name)} drop not null`;
    return [
      {
        verdict: 'safe',
        subject,
        sentence: 'is no longer declared; its column becomes optional, so that new records need no value',
        statements: [sql],
      },
      kept,
    ];
  });
}
