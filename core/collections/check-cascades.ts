import type { Collections } from './collection.ts';
import type { ProblemList } from './config-problem.ts';
import type { DeclaredCollection } from './declared-collection.ts';

/**
 * Refuses a cascade out of a collection with a trash into one of the author's that has none: a delete that can be taken back would destroy
 * records for good. A plugin's own records go, for it alone knows what they are worth without the record.
 */
export function checkCascades(collections: Collections, all: ReadonlyMap<string, DeclaredCollection>, problems: ProblemList): void {
  for (const holder of collections.values()) {
    if (holder.softDelete !== undefined || holder.name.startsWith('_')) continue;
    for (const { name, relation } of holder.fields.values()) {
      if (relation?.onDelete !== 'cascade' || collections.get(relation.collection)?.softDelete === undefined) continue;
      problems.add(
        `${all.get(holder.name)?.path}.fields.${name}.onDelete`,
        `would delete these records for good when one of "${relation.collection}" goes to the trash`,
        `Give "${holder.name}" a trash too: \`softDelete: true\`.`,
      );
    }
  }
}
