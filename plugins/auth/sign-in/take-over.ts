import type { Records } from '../../../core/index.ts';
import { changeCredential, passwordData } from '../accounts/credential.ts';
import type { AuthParts } from '../auth-parts.ts';
import { names } from '../collections/names.ts';
import { endSecrets } from '../tokens/consume-once.ts';
import { endSessions } from '../tokens/sessions.ts';
import { writeEvent } from '../trail.ts';

/**
 * Gives an account whose address was never proven to the one who has now proven it, in the calling transaction. Whoever made it, perhaps to
 * lie in wait, loses every way in: password, sessions, identities elsewhere, pending codes.
 */
export async function takeOver({ host }: AuthParts, records: Records, of: { collection: string; account: string }): Promise<void> {
  const { account } = of;
  const now = host.now();
  await changeCredential(records, of, passwordData(null, now));
  await endSessions(records, { account }, { because: 'takeover', now });
  await records.deleteMany(names.identities, { account });
  await endSecrets(records, account);
  await records.update(of.collection, account, { data: { emailVerified: true } });
  await writeEvent(records, { action: 'take-over', ...of });
}
