import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector } from 'kysely';
import type { Dialect, Fragment } from '../database/dialect.ts';
import type { Placeholder, Plan } from './plan.ts';

/** Turns fragments into plans for one dialect. Kysely only writes the SQL here; it never runs it. */
export function createFragmentCompiler(dialect: Dialect): (fragment: Fragment) => Plan {
  const writer = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
  return (fragment) => {
    const { sql, parameters } = fragment.compile(writer);
    return { sql, parameters: parameters as readonly Placeholder[] };
  };
}
