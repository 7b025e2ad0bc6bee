import { AppError, type PluginCommand } from '../../core/index.ts';
import { createAdministrator, prepareAdministrator } from './accounts/administrators.ts';
import type { AuthParts } from './auth-parts.ts';
import { names } from './collections/names.ts';
import { writeEvent } from './trail.ts';

const flags = {
  email: { type: 'string', description: 'The address of the administrator', valueHint: 'address' },
  password: { type: 'string', description: 'The password; better left out, then it is asked for', valueHint: 'text' },
} as const;

/** `plinth admin create` */
export function adminCreate(parts: AuthParts): PluginCommand {
  return {
    name: 'admin create',
    description: 'Make an administrator',
    flags,
    async run({ email, password }, terminal) {
      if (typeof email !== 'string') throw new AppError('validation_failed', { detail: 'Say whose address it is, with --email.' });
      const secret = typeof password === 'string' ? password : await terminal.askSecret(`Password for ${email}`);
      const stored = await make(parts, { email, password: secret }).catch(inWords);
      terminal.print(`${stored} is an administrator.`);
    },
  };
}

async function make(parts: AuthParts, wanted: { readonly email: string; readonly password: string }): Promise<string> {
  const administrator = await prepareAdministrator(parts, wanted);
  await parts.host.records.transaction(async (records) => {
    const account = await createAdministrator(parts, records, administrator);
    await writeEvent(records, { action: 'admin-create', collection: names.admins, account, method: 'command' });
  });
  return administrator.email;
}

/** A person reads a sentence, not a list of paths. */
function inWords(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'unique_violation')
    throw new AppError('conflict', { detail: 'There is an administrator with this address already.' }, { cause: error });
  const said = error.details.errors?.map(({ path, message }) => `The ${path} ${message}.`).join(' ');
  throw said ? new AppError('validation_failed', { detail: said }, { cause: error }) : error;
}
