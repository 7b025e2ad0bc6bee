import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ConstraintError } from '../../../core/database/constraint-error.ts';
import type { Database } from '../../../core/database/database.ts';
import { openPostgres } from '../../../core/database/postgres-database.ts';
import { AppError } from '../../../core/errors.ts';
import { log, logged, testDatabases } from './databases.ts';

const tables = [
  'create table owners (id text not null primary key, name text not null unique)',
  'create table pets (id text not null primary key, owner text references owners (id) deferrable initially deferred)',
  'create table counters (id integer not null primary key, hits bigint not null)',
];

async function names(database: Database): Promise<unknown[]> {
  return (await database.query({ sql: 'select name from owners order by name' }, [])).map((row) => row['name']);
}

async function thrown(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

const code = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

for (const { name, skip, open, remove } of testDatabases('database')) {
  t.test(name, { skip }, async (t) => {
    const statement = (sql: string) => ({ sql: name === 'SQLite' ? sql.replaceAll(/\$\d/g, '?') : sql });
    const insertOwner = statement('insert into owners (id, name) values ($1, $2)');
    const insertPet = statement('insert into pets (id, owner) values ($1, $2)');
    const database = await open();
    for (const sql of tables) await database.execute({ sql }, []);
    t.teardown(async () => {
      await database.close();
      await remove();
    });
    t.beforeEach(async () => {
      for (const table of ['pets', 'owners', 'counters']) await database.execute({ sql: `delete from ${table}` }, []);
      logged.length = 0;
    });

    t.test('a statement outside a transaction is committed by itself', async (t) => {
      t.equal(await database.execute(insertOwner, ['1', 'Ann']), 1);
      t.same(await names(database), ['Ann']);
      t.same(await database.query(statement('insert into owners (id, name) values ($1, $2) returning name'), ['2', 'Bob']), [
        { name: 'Bob' },
      ]);
      t.equal(await database.execute({ sql: 'update owners set name = name' }, []), 2);
    });

    t.test('a transaction is seen whole after its commit and not before', async (t) => {
      const inside = await database.transaction(async () => {
        t.equal(database.inTransaction, true);
        await database.execute(insertOwner, ['1', 'Ann']);
        return names(database);
      });
      t.same(inside, ['Ann'], 'a transaction sees what it wrote');
      t.equal(database.inTransaction, false);

      let go = (): void => {};
      const waiting = new Promise<void>((resolve) => {
        go = resolve;
      });
      const running = database.transaction(async () => {
        await database.execute(insertOwner, ['2', 'Bob']);
        await waiting;
      });
      await sleep(20);
      t.same(await names(database), ['Ann'], 'others do not see it yet');
      go();
      await running;
      t.same(await names(database), ['Ann', 'Bob']);
    });

    t.test('a transaction that throws leaves nothing', async (t) => {
      const reason = new Error('no');
      const error = await thrown(() =>
        database.transaction(async () => {
          await database.execute(insertOwner, ['1', 'Ann']);
          throw reason;
        }),
      );
      t.equal(error, reason);
      t.same(await names(database), []);
    });

    t.test('a savepoint undoes only its own part', async (t) => {
      await database.transaction(async () => {
        await database.execute(insertOwner, ['1', 'Ann']);
        const error = await thrown(() =>
          database.transaction(async () => {
            await database.execute(insertOwner, ['2', 'Bob']);
            await database.transaction(() => database.execute(insertOwner, ['3', 'Cid']));
            await database.execute(insertOwner, ['4', 'Ann']);
          }),
        );
        t.equal(code(error), 'unique_violation');
        await database.transaction(() => database.execute(insertOwner, ['5', 'Dan']));
      });
      t.same(await names(database), ['Ann', 'Dan']);
    });

    t.test('parallel savepoints take turns, so that each can be undone', async (t) => {
      await database.transaction(async () => {
        const results = await Promise.allSettled(
          ['Ann', 'Bob', 'Cid', 'Dan'].map((owner, index) =>
            database.transaction(async () => {
              await database.execute(insertOwner, [String(index), owner]);
              await sleep(5);
              if (index % 2 === 1) throw new Error('no');
            }),
          ),
        );
        t.same(
          results.map((result) => result.status),
          ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
        );
      });
      t.same(await names(database), ['Ann', 'Cid']);
    });

    t.test('a failed statement cannot be swallowed and then committed', async (t) => {
      await database.execute(insertOwner, ['1', 'Ann']);
      const error = await thrown(() =>
        database.transaction(async () => {
          await database.execute(insertOwner, ['2', 'Bob']);
          await database.execute(insertOwner, ['3', 'Ann']).catch(() => {});
          t.equal(code(await thrown(() => names(database))), 'unique_violation', 'what follows fails alike');
        }),
      );
      t.equal(code(error), 'unique_violation');
      t.same(await names(database), ['Ann']);
    });

    t.test('work that outlives its transaction is refused', async (t) => {
      let late: Promise<unknown> = Promise.resolve();
      await database.transaction(async () => {
        late = sleep(20).then(() => database.execute(insertOwner, ['1', 'Late']));
        late.catch(() => {});
      });
      t.match(await thrown(() => late), { message: /has ended/ });
      t.same(await names(database), []);
    });

    t.test('a transaction past its time limit is rolled back and frees the database', async (t) => {
      let leftOver: unknown;
      const error = await thrown(() =>
        database.transaction(
          async () => {
            await database.execute(insertOwner, ['1', 'Slow']);
            await sleep(200);
            leftOver = await thrown(() => database.execute(insertOwner, ['2', 'Slower']));
          },
          { timeLimit: 50 },
        ),
      );
      t.equal(code(error), 'unavailable');
      await database.transaction(async () => {
        await database.execute(insertOwner, ['3', 'Next']);
        await sleep(250);
      });
      t.equal(code(leftOver), 'unavailable', 'what was left over is told why');
      t.same(await names(database), ['Next'], 'the work that was left over did not write into a later transaction');
    });

    t.test('what waits for the commit runs after it, in order, and outside of it', async (t) => {
      const seen: string[] = [];
      await database.transaction(async () => {
        database.afterCommit(async () => {
          await sleep(5);
          seen.push(`first ${database.inTransaction} ${(await names(database)).length}`);
        });
        await thrown(() =>
          database.transaction(async () => {
            database.afterCommit(() => void seen.push('of a savepoint that was undone'));
            throw new Error('no');
          }),
        );
        await database.transaction(async () => {
          database.afterCommit(() => void seen.push('second'));
          await database.execute(insertOwner, ['1', 'Ann']);
        });
        database.afterCommit(() => {
          throw new Error('bad callback');
        });
        database.afterCommit(() => void seen.push('third'));
        t.same(seen, []);
      });
      t.same(seen, ['first false 1', 'second', 'third']);
      t.equal(logged.length, 1, 'the callback that threw is logged');
      await thrown(() =>
        database.transaction(async () => {
          database.afterCommit(() => void seen.push('never'));
          throw new Error('no');
        }),
      );
      database.afterCommit(() => void seen.push('at once'));
      t.same(seen.slice(3), ['at once']);
    });

    t.test('fifty parallel writers lose no update', async (t) => {
      await database.execute({ sql: 'insert into counters (id, hits) values (1, 0)' }, []);
      const lock = database.dialect.forUpdate;
      await Promise.all(
        Array.from({ length: 50 }, () =>
          database.transaction(async () => {
            const [row] = await database.query({ sql: `select hits from counters where id = 1${lock}` }, []);
            await new Promise(setImmediate);
            await database.execute(statement('update counters set hits = $1'), [Number(row?.['hits']) + 1]);
          }),
        ),
      );
      t.same(await database.query({ sql: 'select hits from counters' }, []), [{ hits: 50 }]);
    });

    t.test('two openings of one database wait for each other', async (t) => {
      const other = await open();
      t.teardown(() => other.close());
      await database.execute({ sql: 'insert into counters (id, hits) values (1, 0)' }, []);
      const add = { sql: 'update counters set hits = hits + 1' };
      await Promise.all(
        [database, other].flatMap((one) =>
          Array.from({ length: 10 }, () =>
            one.transaction(async () => {
              await one.execute(add, []);
              await sleep(3);
            }),
          ),
        ),
      );
      t.same(await other.query({ sql: 'select hits from counters' }, []), [{ hits: 20 }]);
    });

    t.test('a broken unique constraint names its table and columns', async (t) => {
      await database.execute(insertOwner, ['1', 'Ann']);
      const error = await thrown(() => database.execute(insertOwner, ['2', 'Ann']));
      t.ok(error instanceof ConstraintError);
      t.match(error, { code: 'unique_violation', table: 'owners', columns: ['name'] });
      t.same((error as AppError).details, {}, 'nothing of it reaches the answer by itself');
      const key = await thrown(() => database.execute(insertOwner, ['1', 'Bob']));
      t.match(key, { code: 'unique_violation', columns: ['id'] });
    });

    t.test('a broken reference fails at the commit, and nobody is told success', async (t) => {
      const committed: string[] = [];
      let reached = false;
      const error = await thrown(() =>
        database.transaction(async () => {
          database.afterCommit(() => void committed.push('x'));
          await database.execute(insertPet, ['1', 'nobody']);
          reached = true;
        }),
      );
      t.equal(reached, true, 'the reference is deferred');
      t.equal(code(error), 'reference_violation');
      t.same(committed, []);
      t.same(await database.query({ sql: 'select * from pets' }, []), []);
      t.equal(code(await thrown(() => database.execute(insertPet, ['1', 'nobody']))), 'reference_violation');
      await database.transaction(async () => {
        await database.execute(insertPet, ['1', 'later']);
        await database.execute(insertOwner, ['later', 'Ann']);
      });
      t.same(await names(database), ['Ann'], 'a reference that is mended before the commit is none');
    });

    t.test('a number that does not fit is told as such', async (t) => {
      await database.execute({ sql: 'insert into counters (id, hits) values (1, 9223372036854775807)' }, []);
      const sum =
        name === 'SQLite'
          ? 'select sum(hits + 0) from (select hits from counters union all select hits from counters)'
          : 'select hits + 1 from counters';
      t.equal(code(await thrown(() => database.query({ sql: sum }, []))), 'number_out_of_range');
    });

    t.test('a mistake in our SQL passes as it is', async (t) => {
      const error = await thrown(() => database.query({ sql: 'select * from nowhere' }, []));
      t.ok(error instanceof Error && !(error instanceof AppError));
    });

    t.test('closing waits for what runs and refuses what comes later', async (t) => {
      const other = await open();
      const running = other.transaction(async () => {
        await other.execute(insertOwner, ['1', 'Ann']);
        await sleep(30);
      });
      await sleep(5);
      await Promise.all([running, other.close()]);
      t.same(await names(database), ['Ann']);
      t.equal(code(await thrown(() => other.query({ sql: 'select 1' }, []))), 'unavailable');
      t.equal(code(await thrown(() => other.transaction(async () => {}))), 'unavailable');
      await database.ping();
    });

    if (name === 'PostgreSQL') {
      t.test('transactions that PostgreSQL gives up for another run again', async (t) => {
        await database.execute({ sql: 'insert into counters (id, hits) values (1, 0), (2, 0)' }, []);
        const add = statement('update counters set hits = hits + 1 where id = $1');
        let runs = 0;
        const swap = (first: number, second: number): Promise<void> =>
          database.transaction(async () => {
            runs++;
            await database.execute(add, [first]);
            await sleep(50);
            await database.execute(add, [second]);
          });
        await Promise.all([swap(1, 2), swap(2, 1)]);
        t.same(await database.query({ sql: 'select sum(hits)::int as sum from counters' }, []), [{ sum: 4 }]);
        t.ok(runs > 2, 'one of the two was given up and run again');
      });

      t.test('a lost connection is unavailable, and the next call has a new one', async (t) => {
        const error = await thrown(() =>
          database.transaction(async () => {
            const [row] = await database.query({ sql: 'select pg_backend_pid() as pid' }, []);
            const other = await open();
            await other.query(statement('select pg_terminate_backend($1)'), [row?.['pid']]);
            await other.close();
            await database.execute(insertOwner, ['1', 'Ann']);
          }),
        );
        t.equal(code(error), 'unavailable');
        t.same(await names(database), []);
      });

      t.test('a server that is not there is unavailable', async (t) => {
        const nowhere = { url: 'postgres://postgres@127.0.0.1:1/postgres', poolSize: 1, schema: 'public', log };
        t.equal(code(await thrown(() => openPostgres(nowhere))), 'unavailable');
      });
    }
  });
}
