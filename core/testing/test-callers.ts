import { randomBytes } from 'node:crypto';
import { anonymous, type Caller } from '../caller.ts';
import { definePlugin } from '../plugin/plugin.ts';

/** Whom a test speaks as; what is left out is as for an ordinary account of `users`. */
export type TestCaller = Partial<Caller>;

const header = 'x-test-caller';

/** Lets a test name its callers: each gets a ticket that only this app knows, in a header that only test apps read. */
export function createTestCallers() {
  const tickets = new Map<string, Caller>();
  const plugin = definePlugin(() => ({
    name: 'test-callers',
    setup(host) {
      host.identify((request) => tickets.get(String(request.headers[header])));
    },
  }));
  return {
    plugin: plugin(),
    /** The headers that make a request the caller's; none for anonymous. */
    headersOf(caller: TestCaller | undefined): Record<string, string> {
      if (caller === undefined) return {};
      const ticket = randomBytes(12).toString('hex');
      const whole: Caller = { ...anonymous, collection: caller.id === undefined ? undefined : 'users', ...caller };
      tickets.set(ticket, whole);
      return { [header]: ticket };
    },
  };
}
