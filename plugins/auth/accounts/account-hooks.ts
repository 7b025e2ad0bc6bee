import { AppError, type Host, type RecordHooks, type WriteEvent } from '../../../core/index.ts';
import { names } from '../collections/names.ts';
import type { Callers } from '../tokens/callers.ts';
import { endSecrets } from '../tokens/consume-once.ts';
import type { AccountCollection } from './account-collections.ts';

/** Keeps what is known of accounts true to their records, however these are changed. */
export function joinAccountHooks(host: Host, callers: Callers, collections: Iterable<AccountCollection>): void {
  for (const collection of collections) host.hooks(collection.name, accountHooks(collection, callers));
  host.hooks(names.sessions, {
    /** The end of a session is known in this process before whoever ended it is answered. */
    onCommit: ({ action, before, after }) => {
      if (action === 'delete' || after?.revokedAt != null) callers.forget(String(before?.account));
    },
  });
}

function accountHooks({ claims }: AccountCollection, callers: Callers): RecordHooks {
  const narrows = ({ action, before, after }: WriteEvent): boolean =>
    action === 'delete' || (action === 'update' && claims.some((claim) => before?.[claim] !== after?.[claim]));
  return {
    /** Whoever could change an address without proving the new one could take an account. */
    beforeWrite: ({ action, caller, data, before }) => {
      if (action !== 'update' || !caller || data.email === undefined || data.email === before?.email) return;
      throw new AppError('forbidden', { detail: 'An address is changed by its owner, who proves the new one.' });
    },
    afterWrite: async (event) => {
      const { action, id, before, after, records } = event;
      const account = String(id);
      if (action === 'update' && before?.email !== after?.email) await endSecrets(records, account);
      if (action === 'delete') await forgetAccount(event, account);
    },
    onCommit: (event) => {
      if (narrows(event)) callers.forget(String(event.id));
    },
  };
}

async function forgetAccount({ records }: WriteEvent, account: string): Promise<void> {
  for (const name of [names.credentials, names.sessions, names.identities, names.secrets]) await records.deleteMany(name, { account });
}
