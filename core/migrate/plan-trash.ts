import type { MigrationStep } from './migration-plan.ts';
import { countRows, recordsHave, type TableDifference } from './table-difference.ts';
import { trashedSql } from './table-sql.ts';

/**
 * What stands in the way of a trash that comes or goes: records in it would be back at once without it, and what a field of the author's
 * once held would be taken for deletions.
 */
export async function planTrash(difference: TableDifference): Promise<MigrationStep[]> {
  const { declared, recorded, actual } = difference;
  // The columns stay when a trash goes; its index does not.
  const had = recorded.indexes.some(({ sql }) => sql.endsWith(` where ${trashedSql}`));
  if (had === declared.trash || !actual.columns.has('deleted_at')) return [];
  const count = await countRows(difference, trashedSql);
  if (count === 0) return [];
  const sentence = had
    ? `has no trash any more, but ${count === 1 ? '1 record lies' : `${count} records lie`} in it and would be back; restore them, or wait until they are purged`
    : `gets a trash, but ${recordsHave(count)} a value in "deleted_at", which was a field of its own and would be taken for a deletion; rename the column`;
  return [{ verdict: 'refused', subject: declared.collection, sentence, statements: [] }];
}
