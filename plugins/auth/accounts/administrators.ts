import { AppError, type Records } from '../../../core/index.ts';
import type { AuthParts } from '../auth-parts.ts';
import { names } from '../collections/names.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import { changeCredential, passwordData } from './credential.ts';

/** Whether there is any administrator. */
export async function hasAdministrator(records: Records): Promise<boolean> {
  return (await records.list(names.admins, { fields: ['id'], limit: 1 })).items.length > 0;
}

/** An address in its stored form and a password that has been checked and hashed. */
export interface NewAdministrator {
  readonly email: string;
  readonly passwordHash: string;
}

/** Checks what an administrator is to be made of. Throws `validation_failed`. */
export async function prepareAdministrator(
  { host, adminPasswords }: AuthParts,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<NewAdministrator> {
  const stored = host.collections.get(names.admins)?.fields.get('email')?.normalize?.(email);
  if (typeof stored !== 'string') {
    throw new AppError('validation_failed', { errors: [{ path: 'email', code: 'invalid_value', message: 'must be an e-mail address' }] });
  }
  await checkNewPassword(password, adminPasswords.rules);
  return { email: stored, passwordHash: await adminPasswords.hasher.hash(password) };
}

/** Makes an administrator, in the calling transaction; answers the id. Whoever may do this is believed about the address. */
export async function createAdministrator(
  { host }: AuthParts,
  records: Records,
  { email, passwordHash }: NewAdministrator,
): Promise<string> {
  const account = String((await records.create(names.admins, { email, emailVerified: true })).id);
  await changeCredential(records, { collection: names.admins, account }, passwordData(passwordHash, host.now()));
  return account;
}
