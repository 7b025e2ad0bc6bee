import type { CollectionField, Column } from '../collections/collection.ts';

/** The one column of a field that has just one; throws for fields that have none or several, which is a bug of the caller. */
export function fieldColumn(field: CollectionField): Column {
  const column = field.columns[0];
  if (!column || field.columns.length > 1) throw new Error(`The field "${field.name}" does not lie in one column.`);
  return column;
}
