import { AppError, type Host, type Records } from '../../core/index.ts';
import { names } from './collections/names.ts';
import type { Purpose } from './collections/session-data.ts';
import type { MailPages } from './options.ts';
import { createSecret } from './tokens/consume-once.ts';

/** What mails with links are made with. */
export interface MailParts {
  readonly host: Host;
  readonly pages: MailPages;
  readonly redirects: readonly string[];
}

/** A mail with a link that works once. */
export interface LinkMail {
  readonly purpose: Exclude<Purpose, 'first-admin'>;
  readonly collection: string;
  readonly account: string;
  readonly email: string;
  readonly session?: string | null;
  /** Where the client wants the link to lead; it must have been checked. */
  readonly redirect?: string | undefined;
}

const minutes: Readonly<Record<LinkMail['purpose'], number>> = { 'verify-email': 24 * 60, 'change-email': 60, 'reset-password': 60 };

/** Writes the mails of the plugin. */
export class AuthMails {
  readonly #parts: MailParts;

  constructor(parts: MailParts) {
    this.#parts = parts;
  }

  /** Sees to it that a client may have its link lead there: to an address of the list, letter for letter. Throws `redirect_not_allowed`. */
  checkRedirect(redirect: string | undefined): void {
    if (redirect !== undefined && !this.#parts.redirects.includes(redirect)) throw new AppError('redirect_not_allowed');
  }

  /** Makes a secret and mails its link, in the calling transaction. */
  async sendLink(records: Records, mail: LinkMail): Promise<void> {
    const { purpose, collection, account, email, session = null } = mail;
    const { host } = this.#parts;
    const expiresAt = new Date(host.now().getTime() + minutes[purpose] * 60_000);
    const secret = await createSecret(records, { purpose, collection, account, email, session, expiresAt });
    const link = this.#link(mail, secret);
    await host.service('mail').send({ to: email, template: purpose, data: { link, minutes: minutes[purpose] } });
  }

  /** Tells the owner of an address what happened. */
  async tell(
    to: string,
    template: 'password-changed' | 'email-changed' | 'sign-up-notice',
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await this.#parts.host.service('mail').send({ to, template, data });
  }

  /** From the configured public address only: what a request says of its host may be a stranger's. */
  #link({ purpose, collection, redirect }: LinkMail, secret: string): string {
    const { pages, host } = this.#parts;
    const own = { 'verify-email': pages.verifyEmail, 'change-email': pages.changeEmail, 'reset-password': pages.resetPassword }[purpose];
    const page = collection === names.admins ? `/admin/${purpose}` : (redirect ?? own ?? `/${purpose}`);
    const url = new URL(page.startsWith('/') ? `${host.settings.publicUrl}${page}` : page);
    url.searchParams.set('token', secret);
    return url.href;
  }
}
