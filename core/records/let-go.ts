import type { Collection } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { type Condition, everything } from '../where/condition.ts';
import { isToMany } from './complete-record.ts';
import type { Engine } from './engine.ts';
import type { Going } from './going.ts';
import { holdersOf, type Id } from './holders.ts';
import { isTrashed, present } from './presence.ts';
import type { Reference } from './references.ts';
import type { Row } from './row.ts';
import { updateRecord } from './store-record.ts';
import { changeRecord } from './update.ts';

const free = { rows: everything, finished: everything, writable: new Set<string>(), fields: new Map<string, Condition>() };

/**
 * Lets the records that stay let go of those that go for good, and sees to it that none is left that may not. Of what goes to the trash they
 * keep hold: it may be back. Throws `reference_violation` where a record that stays may not lose what it refers to.
 */
export async function letGo(engine: Engine, going: Going): Promise<void> {
  for (const [collection, rows] of going.toTrash) {
    for (const reference of engine.references.get(collection.name) ?? []) {
      if (reference.field.relation?.onDelete !== 'restrict') continue;
      const holding = await holdersOf(engine, reference, { ids: [...rows.keys()], where: present(reference.holder) });
      if (holding.some((row) => !goes(going, reference.holder, row))) throw stillReferred();
    }
  }
  for (const [collection, rows] of going.forGood) {
    for (const reference of engine.references.get(collection.name) ?? []) await loosen(engine, going, { reference, ids: [...rows.keys()] });
  }
}

function goes({ toTrash, forGood }: Going, collection: Collection, row: Row): boolean {
  const id = row['id'] as Id;
  return toTrash.get(collection)?.has(id) === true || forGood.get(collection)?.has(id) === true;
}

/** Names nothing: the caller may not be allowed to know of what refers to his record. */
function stillReferred(): AppError {
  return new AppError('reference_violation', { detail: 'Other records still refer to this one.' });
}

async function loosen(engine: Engine, going: Going, { reference, ids }: { reference: Reference; ids: readonly Id[] }): Promise<void> {
  const { holder, field } = reference;
  if (field.relation?.onDelete === 'cascade') return;
  const gone = new Set<unknown>(ids);
  for (const row of await holdersOf(engine, reference, { ids, where: everything })) {
    if (going.forGood.get(holder)?.has(row['id'] as Id)) continue;
    if (isTrashed(holder, row) || going.toTrash.get(holder)?.has(row['id'] as Id)) await loosenUnseen(engine, reference, row);
    else if (field.relation?.onDelete === 'restrict') throw stillReferred();
    else {
      const value = isToMany(field) ? (row[field.name] as Id[]).filter((id) => !gone.has(id)) : null;
      await changeRecord({ engine, scope: engine.system, collection: holder }, free, { before: row, data: { [field.name]: value } });
    }
  }
}

/** A record in the trash is changed without a word: nobody sees it. Links go with what they lead to. */
async function loosenUnseen(engine: Engine, { holder, field }: Reference, row: Row): Promise<void> {
  if (!isToMany(field)) await updateRecord(engine, holder, { record: { ...row, [field.name]: null }, names: [field.name] });
}
