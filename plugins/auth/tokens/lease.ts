import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For how long a process trusts what it read of a session, in milliseconds. Another process may end the session meanwhile; it answers only
 * when that time is over, so that nobody is believed any more once it has answered.
 */
export const leaseMilliseconds = 200;

/** Waits until every process has looked again at what was committed before the call. */
export async function everyLeaseOver(): Promise<void> {
  await sleep(leaseMilliseconds);
}
