import { randomUUID } from 'node:crypto';
import { createAccess } from '../../../core/access/create-access.ts';
import { createGuard } from '../../../core/access/guard.ts';
import { anonymous } from '../../../core/caller.ts';
import { followChanges } from '../../../core/changes/follow-changes.ts';
import { type TrimParts, trimChanges } from '../../../core/changes/trim-changes.ts';
import { compileCollections } from '../../../core/collections/compile-collections.ts';
import { bringUpToDate } from '../../../core/migrate/bring-up-to-date.ts';
import { createEngine } from '../../../core/records/create-engine.ts';
import { recordsWith } from '../../../core/records/records-with.ts';
import { TestClock } from '../../../core/testing/test-clock.ts';
import type { TestDatabase } from '../database/databases.ts';

const key = { id: 'test', key: Buffer.alloc(32, 7) };

/** A process's view of the data, as far as records and the change log go: several of them may share a database. */
export async function openInstance(test: TestDatabase, declared: object) {
  const { collections, problems } = compileCollections(declared);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const database = await test.open();
  await bringUpToDate(database, collections, { apply: true });
  const access = createAccess(collections);
  const clock = new TestClock();
  const failures: unknown[] = [];
  const engine = createEngine({
    collections,
    database,
    system: access.systemScope,
    hooks: [],
    keys: { cursor: [key], secret: [key] },
    log: { error: (details) => void failures.push(details) },
    now: () => clock.now(),
  });
  const guard = createGuard({ access, recordsWith: (scope) => recordsWith(engine, scope) });
  const holder = randomUUID();
  const followers = followChanges({
    database,
    planner: engine.planner,
    log: engine.changes,
    holder,
    failed: (error) => void failures.push(error),
  });
  const late: TrimParts['late'] extends (details: infer D) => void ? D[] : never = [];
  return {
    database,
    clock,
    engine,
    holder,
    log: engine.changes,
    records: guard.system,
    /** The verbs as an account, for a request of that id. */
    as: (id: string, requestId?: string) => guard.recordsAs({ ...anonymous, id, collection: 'users' }, { requestId }),
    followers,
    failures,
    /** The alarms that `trim` raised. */
    late,
    trim: (retention: TrimParts['retention']) =>
      trimChanges({ ...engine, log: engine.changes, retention, late: (details) => void late.push(details) }),
    async close() {
      await followers.stop();
      await database.close();
    },
  };
}

export type Instance = Awaited<ReturnType<typeof openInstance>>;

/** Answers once a condition holds; throws when it does not for far too long. */
export async function eventually(holds: () => boolean | Promise<boolean>, within = 10_000): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > within) throw new Error(`It did not happen within ${within} ms: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - start;
}
