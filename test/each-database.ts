import type { Test } from 'tap';

/** Where a test's app is to live; passed on to `createTestApp`. */
export interface DatabaseChoice {
  readonly postgres?: string;
}

/** Runs the same tests on SQLite and on PostgreSQL; without a server the second are skipped by name. */
export function eachDatabase(t: Test, tests: (t: Test, choice: DatabaseChoice) => Promise<void>): void {
  t.test('SQLite', (t) => tests(t, {}));
  const postgres = process.env['POSTGRES_URL'];
  if (postgres === undefined) t.test('PostgreSQL', { skip: 'no PostgreSQL' }, async () => {});
  else t.test('PostgreSQL', (t) => tests(t, { postgres }));
}
