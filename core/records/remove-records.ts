import type { Collection, CollectionField } from '../collections/collection.ts';
import { AppError } from '../errors.ts';
import { deleteLinksPlan, holdersPlan } from '../query/link-plans.ts';
import { bindPlan } from '../query/plan.ts';
import { deletePlan } from '../query/write-plans.ts';
import type { Condition, WhereField } from '../where/condition.ts';
import { everything } from '../where/condition.ts';
import { appendChange } from './append-change.ts';
import { isToMany } from './complete-record.ts';
import type { WriteEvent } from './hooks.ts';
import { readStored } from './read-stored.ts';
import type { Reference } from './references.ts';
import type { Row } from './row.ts';
import { runCommitHooks, runWriteHooks } from './run-hooks.ts';
import { linkTable } from './store-record.ts';
import { changeRecord } from './update.ts';
import type { WritePlace } from './write-transaction.ts';

type Id = string | number;
/** The records that go, by collection and id. */
type Going = Map<Collection, Map<Id, Row>>;

/**
 * Deletes records that were read in the same transaction, and all that must go with them, set by set: every record that is touched gets its
 * hooks and its version. Throws `reference_violation` where a record that stays may not lose what it refers to.
 */
export async function removeRecords(place: WritePlace, records: readonly Row[]): Promise<void> {
  const { engine } = place;
  const going: Going = new Map();
  await gather(place, going, records);
  for (const [collection, rows] of going) {
    for (const reference of engine.references.get(collection.name) ?? []) await letGo(place, going, { reference, ids: [...rows.keys()] });
  }
  const events = [...going].flatMap(([collection, rows]) => [...rows.values()].map((row) => deleteEvent(place, collection, row)));
  for (const event of events) await runWriteHooks(engine, 'beforeWrite', event);
  for (const [collection, rows] of going) {
    await removeRows(place, collection, [...rows.keys()]);
    for (const row of rows.values()) await appendChange({ ...place, collection }, { action: 'delete', before: row, after: undefined });
  }
  for (const event of events) {
    await runWriteHooks(engine, 'afterWrite', event);
    runCommitHooks(engine, event);
  }
}

function deleteEvent({ engine, scope }: WritePlace, collection: Collection, row: Row): WriteEvent {
  return {
    collection: collection.name,
    action: 'delete',
    id: row['id'] as Id,
    data: {},
    before: row,
    after: undefined,
    caller: scope.caller,
    records: engine.records,
  };
}

/** Adds records to those that go, and those that cascade from them, level by level. */
async function gather(place: WritePlace, going: Going, records: readonly Row[]): Promise<void> {
  let level: { collection: Collection; rows: readonly Row[] }[] = [{ collection: place.collection, rows: records }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { collection, rows } of level) {
      const fresh = add(going, collection, rows);
      if (fresh.length === 0) continue;
      for (const { holder, field } of place.engine.references.get(collection.name) ?? []) {
        if (field.relation?.onDelete === 'cascade') next.push({ collection: holder, rows: await holders(place, { holder, field }, fresh) });
      }
    }
    level = next;
  }
}

function add(going: Going, collection: Collection, rows: readonly Row[]): Id[] {
  const present = going.get(collection) ?? new Map<Id, Row>();
  going.set(collection, present);
  const fresh = rows.filter((row) => !present.has(row['id'] as Id));
  for (const row of fresh) present.set(row['id'] as Id, row);
  return fresh.map((row) => row['id'] as Id);
}

/** The records that refer to any of these ids, whole. */
async function holders({ engine }: WritePlace, { holder, field }: Reference, ids: readonly Id[]): Promise<Row[]> {
  if (!isToMany(field)) return readStored(engine, holder, inList(field, ids));
  const plan = holdersPlan(engine.planner, linkTable(engine, holder, field));
  const rows = await engine.database.query(plan, bindPlan(plan, [ids]));
  const id = holder.fields.get('id') as CollectionField;
  return rows.length === 0
    ? []
    : readStored(
        engine,
        holder,
        inList(
          id,
          rows.map((row) => row['source'] as Id),
        ),
      );
}

function inList(field: WhereField, ids: readonly Id[]): Condition {
  return { kind: 'compare', field, op: 'in', value: ids };
}

/** Lets the records that stay let go of those that go. */
async function letGo(place: WritePlace, going: Going, { reference, ids }: { reference: Reference; ids: readonly Id[] }): Promise<void> {
  const { holder, field } = reference;
  const onDelete = field.relation?.onDelete;
  if (onDelete === 'cascade') return;
  const staying = (await holders(place, reference, ids)).filter((row) => !going.get(holder)?.has(row['id'] as Id));
  if (staying.length === 0) return;
  // Names nothing: the caller may not be allowed to know of what refers to his record.
  if (onDelete === 'restrict') throw new AppError('reference_violation', { detail: 'Other records still refer to this one.' });
  const gone = new Set<unknown>(ids);
  const system = { engine: place.engine, scope: place.engine.system, collection: holder };
  const free = { rows: everything, finished: everything, writable: new Set<string>(), fields: new Map<string, Condition>() };
  for (const row of staying) {
    const value = isToMany(field) ? (row[field.name] as Id[]).filter((id) => !gone.has(id)) : null;
    await changeRecord(system, free, { before: row, data: { [field.name]: value } });
  }
}

async function removeRows({ engine }: WritePlace, collection: Collection, ids: readonly Id[]): Promise<void> {
  for (const field of collection.fields.values()) {
    if (!isToMany(field)) continue;
    const plan = deleteLinksPlan(engine.planner, linkTable(engine, collection, field), 'source');
    await engine.database.execute(plan, bindPlan(plan, [ids]));
  }
  const plan = deletePlan(engine.planner, collection);
  await engine.database.execute(plan, bindPlan(plan, [ids]));
}
