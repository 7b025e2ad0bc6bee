import type { Records } from '../../../core/index.ts';
import { changeCredential, passwordData } from '../accounts/credential.ts';
import type { AuthParts } from '../auth-parts.ts';
import { endSecrets } from '../tokens/consume-once.ts';
import { type EndReason, endSessions } from '../tokens/sessions.ts';

/** A password that is to be set. */
export interface PasswordSetting {
  readonly collection: string;
  readonly account: string;
  readonly passwordHash: string;
  readonly because: Extract<EndReason, 'password-change' | 'password-reset'>;
}

/** Gives an account a new password, in the calling transaction. Everything that the old one could have opened ends: sessions, and codes under way. */
export async function setPassword({ host }: AuthParts, records: Records, setting: PasswordSetting): Promise<void> {
  const { collection, account, passwordHash, because } = setting;
  const now = host.now();
  await changeCredential(records, { collection, account }, passwordData(passwordHash, now));
  await endSessions(records, { account }, { because, now });
  await endSecrets(records, account);
}
