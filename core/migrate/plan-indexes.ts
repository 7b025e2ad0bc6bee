import { quoteName } from '../database/schema-dialect.ts';
import type { DeclaredIndex } from './declared-tables.ts';
import type { MigrationStep } from './migration-plan.ts';
import { findColumn, recordsHave, type TableDifference } from './table-difference.ts';
import { createIndexSql, presentSql } from './table-sql.ts';

/** The steps that bring the indexes of a table that is there to what is declared. Indexes hold no data, so those of ours that are not declared go. */
export async function planIndexes(difference: TableDifference): Promise<MigrationStep[]> {
  const { declared, recorded, actual, database } = difference;
  const steps: MigrationStep[] = [];
  const wanted = new Map(
    declared.indexes.map((index) => [index.name, { index, sql: createIndexSql(declared.name, index, database.dialect) }]),
  );
  const sound = new Set<string>();
  for (const { name, sql } of recorded.indexes) {
    if (!actual.indexes.has(name)) continue;
    // The statement names its table, which may be about to be renamed.
    if (wanted.get(name)?.sql === sql) sound.add(name);
    else steps.push(step(difference, name, { verdict: 'safe', sentence: 'drop the index', statements: [`drop index ${quoteName(name)}`] }));
  }
  const ours = new Set(recorded.indexes.map((index) => index.name));
  for (const [name, { index, sql }] of wanted) {
    if (sound.has(name)) continue;
    if (actual.indexes.has(name) && !ours.has(name)) {
      steps.push(
        step(difference, name, {
          verdict: 'refused',
          sentence: 'there is an index of this name that was not made from a declaration',
          statements: [],
        }),
      );
      continue;
    }
    steps.push(await createIndex(difference, index, sql));
  }
  return steps;
}

async function createIndex(difference: TableDifference, index: DeclaredIndex, sql: string): Promise<MigrationStep> {
  const columns = index.keys.map(({ column }) => `"${column.name}"`).join(', ');
  const duplicates = index.unique ? await countDuplicates(difference, index) : 0;
  if (duplicates > 0) {
    const sentence = `${recordsHave(duplicates)} a value in ${columns} that another one has too, and it is to be unique; change them first`;
    return step(difference, index.name, { verdict: 'refused', sentence, statements: [] });
  }
  return step(difference, index.name, {
    verdict: 'safe',
    sentence: `make the ${index.unique ? 'unique ' : ''}index over ${columns}`,
    statements: [sql],
  });
}

/** How many records have values that an earlier one has too. Columns that are still to be made count as what they will be filled with. */
async function countDuplicates(difference: TableDifference, index: DeclaredIndex): Promise<number> {
  const { declared, actual, database } = difference;
  const names: string[] = [];
  for (const { column } of index.keys) {
    const key = declared.columns.find((one) => one.column.name === column.name);
    const place = key ? findColumn(difference, key) : undefined;
    if (place?.kind === 'present' || place?.kind === 'renamed') names.push(quoteName(place.was.name));
    // Nulls are never the same as one another.
    else if (key?.fill === undefined) return 0;
  }
  // Rows in the trash are no duplicates; where the trash is still to be made there are none.
  const trash = index.only === 'present' && actual.columns.has('deleted_at') ? [presentSql] : [];
  const present = [...names.map((name) => `${name} is not null`), ...trash].join(' and ') || '1 = 1';
  const groups = names.length > 0 ? `group by ${names.join(', ')} having count(*) > 1` : 'having count(*) > 1';
  const sql = `select sum(same - 1) as count from (select count(*) as same from ${quoteName(actual.name)} where ${present} ${groups}) as d`;
  const [row] = await database.query({ sql }, []);
  return Number(row?.['count'] ?? 0);
}

function step({ declared }: TableDifference, name: string, what: Omit<MigrationStep, 'subject'>): MigrationStep {
  return { ...what, subject: `${declared.collection} (${name})` };
}
