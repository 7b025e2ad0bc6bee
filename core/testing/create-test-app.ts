import { type Client, createClient } from '@plinth/client';
import { type App, createApp } from '../app.ts';
import { anonymous, type Caller } from '../caller.ts';
import type { Records } from '../records/records.ts';
import { capturedMails, type MailChoice, type TestMail } from './captured-mails.ts';
import { injectFetch } from './inject-fetch.ts';
import { temporaryDatabase } from './temporary-database.ts';
import { createTestCallers, type TestCaller } from './test-callers.ts';
import { TestClock } from './test-clock.ts';

/** Where a test app lives. */
export interface TestAppOptions {
  /** A PostgreSQL url: the app gets a schema of its own there. SQLite in a temporary folder by default. */
  readonly postgres?: string | undefined;
  /** Where the clock stands at first; now by default. */
  readonly now?: Date;
  /** `silent` by default. */
  readonly log?: string;
  readonly development?: boolean;
}

/** An app of a test's own. Ends with `close()`, or by itself with `await using`. */
export interface TestApp<C> extends AsyncDisposable {
  readonly app: App;
  readonly clock: TestClock;
  /** The verbs as the system: no rules. */
  readonly records: Records;
  /** The client of an anonymous caller. */
  readonly client: Client<C>;
  /** The client of a caller. */
  as(caller: TestCaller): Client<C>;
  /** The verbs with a caller's rules. */
  recordsAs(caller: TestCaller): Records;
  /** Plain HTTP, without the client, as someone or anonymously. */
  request(path: string, init?: RequestInit, caller?: TestCaller): Promise<Response>;
  /** The mails that the app wrote, oldest first. */
  mails(choice?: MailChoice): Promise<TestMail[]>;
  close(): Promise<void>;
}

const address = 'http://test.local';

/** Starts an app of a config in this process, on an empty database of its own: nothing listens, nothing is left behind. */
export async function createTestApp<const C extends object>(config: C, options: TestAppOptions = {}): Promise<TestApp<C>> {
  const database = await temporaryDatabase(options.postgres);
  const clock = new TestClock(options.now);
  const callers = createTestCallers();
  const written = config as { readonly plugins?: readonly unknown[] };
  const app = await createApp(
    { ...config, plugins: [...(written.plugins ?? []), callers.plugin] },
    {
      data: database.data,
      database: database.url,
      migrate: true,
      log: options.log ?? 'silent',
      development: options.development ?? false,
      environment: { PLINTH_SECRET: 'a secret that only this test app has' },
      now: () => clock.now(),
    },
  ).catch(async (error: unknown) => {
    await database.remove();
    throw error;
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= app.close().finally(() => database.remove());
    return closing;
  };
  const clientOf = (caller?: TestCaller): Client<C> =>
    createClient<C>({ url: address, fetch: injectFetch(app, callers.headersOf(caller)) });
  return {
    app,
    clock,
    records: app.records,
    client: clientOf(),
    as: clientOf,
    recordsAs: (caller) => app.recordsAs(toCaller(caller)),
    request: (path, init, caller) => injectFetch(app, callers.headersOf(caller))(`${address}${path}`, init),
    mails: (choice) => capturedMails(app.records, choice),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toCaller(caller: TestCaller): Caller {
  return { ...anonymous, collection: caller.id === undefined ? undefined : 'users', ...caller };
}
