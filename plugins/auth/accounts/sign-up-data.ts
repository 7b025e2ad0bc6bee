import { AppError, type Caller, type CollectionField, type Host } from '../../../core/index.ts';

/** What an account's record is to hold, and who wants it so. */
export interface SignUpData {
  readonly collection: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
}

/**
 * Checks the fields that somebody signs up with, beyond address and password. Only what everybody may write is there: a field with a rule of
 * its own for writing is `unknown_field`, as is all that the platform sets. Values are checked when the record is made.
 */
export async function checkSignUpData(host: Host, { collection, data, caller }: SignUpData): Promise<void> {
  const fields = host.collections.get(collection)?.fields;
  for (const [name, value] of Object.entries(data)) {
    const field = fields?.get(name);
    if (!field || !isOpen(field)) throw new AppError('unknown_field', { detail: `There is no field "${name}" here.` });
    if (field.relation) await checkTargets(host, caller, { name, collection: field.relation.collection, value });
  }
}

function isOpen({ system, hidden, writable, access }: CollectionField): boolean {
  return !system && !hidden && writable && (access.write === undefined || access.write === true);
}

/** Whoever sets a relation must be able to read its target; one that is hidden from him is one that does not exist. */
async function checkTargets(host: Host, caller: Caller, to: { name: string; collection: string; value: unknown }): Promise<void> {
  const ids = [to.value].flat().filter((id) => id !== null && id !== undefined);
  for (const id of ids) {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    await host
      .recordsAs(caller)
      .get(to.collection, id, { fields: ['id'] })
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        const item = { path: to.name, code: 'reference_violation', message: 'refers to a record that does not exist' };
        throw new AppError('reference_violation', { errors: [item] });
      });
  }
}
