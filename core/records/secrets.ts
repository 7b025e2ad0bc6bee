import type { Collection } from '../collections/collection.ts';
import type { FieldRead } from '../query/field-read.ts';
import type { Engine } from './engine.ts';
import type { Row } from './row.ts';

/** What a sealed value is bound to. */
function secretContext(collection: Collection, field: string, id: unknown): string {
  return `${collection.name}/${field}/${String(id)}`;
}

/** Seals the secrets among the fields that are being written, in place. */
export function sealSecrets(engine: Engine, collection: Collection, record: { id: unknown; data: Row }): void {
  for (const [name, value] of Object.entries(record.data)) {
    if (collection.fields.get(name)?.kind !== 'secret' || typeof value !== 'string') continue;
    record.data[name] = engine.secrets.seal(value, secretContext(collection, name, record.id));
  }
}

/** Opens the secrets that were asked for by name, in place; only the system can ask. */
export function openSecrets(
  { engine, collection }: { engine: Engine; collection: Collection },
  rows: readonly Row[],
  reads: readonly FieldRead[],
): void {
  for (const { field } of reads) {
    if (field.kind !== 'secret') continue;
    for (const row of rows) {
      const sealed = row[field.name];
      if (typeof sealed === 'string') row[field.name] = engine.secrets.open(sealed, secretContext(collection, field.name, row['id']));
    }
  }
}
