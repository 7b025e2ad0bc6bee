import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, createApp, definePlugin, type Host } from '../../../core/index.ts';
import { createTestApp, type TestApp } from '../../../core/testing/index.ts';
import { type MailOptions, type MailService, mail, type SmtpOptions } from '../../../plugins/mail/index.ts';
import type { DatabaseChoice } from '../../each-database.ts';

/** An app that writes mails. */
export interface MailApp extends AsyncDisposable {
  readonly test: TestApp<object>;
  readonly mail: MailService;
  readonly host: Host;
  /** The only mail there is, as it is stored. */
  stored(): Promise<Record<string, unknown>>;
}

/** Hands out what plugins are given. */
function peephole(): { readonly plugin: ReturnType<ReturnType<typeof definePlugin>>; host(): Host } {
  let seen: Host | undefined;
  const plugin = definePlugin(() => ({
    name: 'peephole',
    needs: ['mail'],
    setup: (host) => {
      seen = host;
    },
  }));
  return {
    plugin: plugin(),
    host: () => {
      if (!seen) throw new Error('The app was not set up.');
      return seen;
    },
  };
}

/** Starts an app; with `smtp` it sends. Its clock stands still until it is moved. */
export async function startMailApp(choice: DatabaseChoice, options: MailOptions = {}): Promise<MailApp> {
  const { plugin, host } = peephole();
  const config = { title: 'Tea & <Cake>', collections: {}, plugins: [mail(options), plugin], port: 0 };
  const test = await createTestApp(config, choice);
  if (options.smtp) await test.app.listen();
  return {
    test,
    mail: host().service('mail'),
    host: host(),
    stored: async () => {
      const { items } = await test.records.list('_mails');
      if (items.length !== 1) throw new Error(`There are ${items.length} mails.`);
      return items[0] as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => test.close(),
  };
}

/** The settings for a server on this machine. */
export function local(port: number, more: SmtpOptions = {}): { smtp: SmtpOptions } {
  return { smtp: { host: '127.0.0.1', port, tls: 'off', from: 'Shop <no-reply@shop.example>', ...more } };
}

/** Waits until something is so; throws with the last answer where it is not in time. */
export async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) if (await check()) return;
  throw new AssertionError({ message: `never came true: ${check.toString()}` });
}

/** Another app on the database of one, as another process would be. Its clock is ahead by `later` milliseconds. */
export async function neighbour({ settings }: App, options: MailOptions, later = 0): Promise<App> {
  const { database, data } = settings;
  const config = {
    collections: {},
    plugins: [mail(options)],
    port: 0,
    data,
    database: database.kind === 'sqlite' ? `sqlite:${database.path}` : { url: database.url, schema: database.schema, poolSize: 3 },
  };
  return createApp(config, {
    environment: { PLINTH_SECRET: 'a secret that only this test app has' },
    log: 'silent',
    now: () => new Date(Date.now() + later),
  });
}
