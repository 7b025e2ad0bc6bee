import type { Records } from '../../core/index.ts';
import type { ClientInfo } from './client-info.ts';
import { names } from './collections/names.ts';

/** Something that was done with an account, or that was tried. */
export interface AuthEvent {
  readonly action: string;
  readonly result?: 'success' | 'failure';
  /** Why it failed: a code. */
  readonly reason?: string;
  readonly collection?: string;
  readonly account?: string | null;
  /** Who did it, where that is somebody else. */
  readonly by?: string | null;
  readonly method?: string;
  readonly client?: ClientInfo;
}

/** Writes down what was done. In a transaction it is written if that commits. */
export async function writeEvent(records: Records, { client, result = 'success', ...event }: AuthEvent): Promise<void> {
  await records.create(names.events, { ...event, result, ip: client?.ip ?? null, device: client?.device ?? null });
}
