import { quoteName } from '../database/schema-dialect.ts';
import type { DeclaredColumn } from './declared-tables.ts';
import type { MigrationStep } from './migration-plan.ts';
import type { RecordedColumn } from './recorded-tables.ts';
import { countRows, findColumn, hasRows, recordsHave, type TableDifference } from './table-difference.ts';

/** The steps that bring one declared column of a table that is there to what is declared. */
export async function planColumn(difference: TableDifference, declared: DeclaredColumn): Promise<MigrationStep[]> {
  const place = findColumn(difference, declared);
  const name = declared.column.name;
  switch (place.kind) {
    case 'foreign':
      return [
        refused(
          difference,
          declared,
          `the table "${difference.actual.name}" already has a column "${name}" that was not made from a declaration`,
        ),
      ];
    case 'missing':
      return [await addColumn(difference, declared)];
    case 'present':
      return changeColumn(difference, declared, place.was);
    case 'renamed': {
      const sql = `alter table ${quoteName(difference.declared.name)} rename column ${quoteName(place.was.name)} to ${quoteName(name)}`;
      const rename = safe(difference, declared, { sentence: `rename the column "${place.was.name}" to "${name}"`, statements: [sql] });
      return [rename, ...(await changeColumn(difference, declared, place.was))];
    }
  }
}

async function addColumn(difference: TableDifference, declared: DeclaredColumn): Promise<MigrationStep> {
  const { dialect } = difference.database;
  const { column, references, fill } = declared;
  const statements = (withFill: boolean): readonly string[] =>
    dialect.schema.addColumn(difference.declared.name, {
      column,
      type: dialect.columnType(column),
      ...(references !== undefined && { references }),
      ...(withFill && { fill: dialect.schema.literal(column, fill) }),
    });
  const rows = await hasRows(difference);
  if (fill !== undefined && rows) {
    return safe(difference, declared, {
      sentence: `add the column "${column.name}", with the default for the records that are there`,
      statements: statements(true),
    });
  }
  if (column.nullable || !rows)
    return safe(difference, declared, { sentence: `add the column "${column.name}"`, statements: statements(false) });
  return refused(
    difference,
    declared,
    'is required and the collection already has records, which would have no value; give it a constant default, or add it as optional, fill it, and make it required then',
  );
}

async function changeColumn(difference: TableDifference, declared: DeclaredColumn, was: RecordedColumn): Promise<MigrationStep[]> {
  const { column } = declared;
  if (was.storage !== column.storage) {
    return [
      refused(difference, declared, `changes from ${was.storage} to ${column.storage}; add a new field instead and copy the values over`),
    ];
  }
  if (was.references !== declared.references) {
    return [
      refused(
        difference,
        declared,
        `changes what it refers to (from ${referred(was.references)} to ${referred(declared.references)}); add a new field instead`,
      ),
    ];
  }
  if ((was.scale ?? 0) !== (column.scale ?? 0)) {
    return [
      refused(
        difference,
        declared,
        `changes its digits behind the point from ${was.scale ?? 0} to ${column.scale ?? 0}; add a new field instead`,
      ),
    ];
  }
  const precision = (column.precision ?? 0) - (was.precision ?? 0);
  if (precision < 0) return [refused(difference, declared, `would hold fewer digits (${column.precision} in place of ${was.precision})`)];
  return [...(precision > 0 ? [widen(difference, declared)] : []), ...(await changeNullable(difference, declared, was))];
}

function widen(difference: TableDifference, declared: DeclaredColumn): MigrationStep {
  const { dialect } = difference.database;
  const { column } = declared;
  const statements = dialect.schema.widenDecimal(difference.declared.name, column, dialect.columnType(column));
  return safe(difference, declared, { sentence: `let it hold ${column.precision} digits`, statements });
}

async function changeNullable(difference: TableDifference, declared: DeclaredColumn, was: RecordedColumn): Promise<MigrationStep[]> {
  const { column, fill } = declared;
  const { dialect } = difference.database;
  const table = quoteName(difference.declared.name);
  const nullable = difference.actual.columns.get(was.name)?.nullable ?? column.nullable;
  if (nullable === column.nullable) return [];
  const alter = `alter table ${table} alter column ${quoteName(column.name)} ${column.nullable ? 'drop' : 'set'} not null`;
  if (column.nullable) return [safe(difference, declared, { sentence: 'becomes optional', statements: [alter] })];
  const missing = await countRows(difference, `${quoteName(was.name)} is null`);
  if (missing === 0) return [safe(difference, declared, { sentence: 'becomes required', statements: [alter] })];
  if (fill === undefined)
    return [
      refused(
        difference,
        declared,
        `becomes required, but ${recordsHave(missing)} no value; fill them first, or give it a constant default`,
      ),
    ];
  const update = `update ${table} set ${quoteName(column.name)} = ${dialect.schema.literal(column, fill)} where ${quoteName(column.name)} is null`;
  return [
    safe(difference, declared, {
      sentence: `becomes required; ${recordsHave(missing)} no value and will have the default`,
      statements: [update, alter],
    }),
  ];
}

function safe(difference: TableDifference, declared: DeclaredColumn, what: Pick<MigrationStep, 'sentence' | 'statements'>): MigrationStep {
  return { verdict: 'safe', subject: subject(difference, declared), ...what };
}

function refused(difference: TableDifference, declared: DeclaredColumn, sentence: string): MigrationStep {
  return { verdict: 'refused', subject: subject(difference, declared), sentence, statements: [] };
}

function subject({ declared }: TableDifference, { field }: DeclaredColumn): string {
  return `${declared.collection}.${declared.field?.name ?? field}`;
}

function referred(table: string | undefined): string {
  return table === undefined ? 'nothing' : `"${table}"`;
}
