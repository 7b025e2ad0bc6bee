import { AppError, type Records } from '../../core/index.ts';
import { mails } from './mails-collection.ts';
import type { MailContent, MailTemplate } from './templates/mail-template.ts';

/** A mail that is to be sent: by the name of a template, or as it is. */
export interface Mail {
  /** One address, or several: each gets a mail of its own. */
  readonly to: string | readonly string[];
  /**
   * The name of a template, which says what the mail says. Where there is none of that name `subject`, `text` and `html` are taken, so that
   * whoever sends a mail can give it a name under which an author may replace it.
   */
  readonly template?: string | undefined;
  /** What the template is given. It is not stored. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** The reader's language as a tag: `de`, `pt-BR`. */
  readonly locale?: string | undefined;
  /** One line. */
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  /** It is sent as it is: whoever writes it escapes what he puts in. */
  readonly html?: string | undefined;
}

/** What the plugin `mail` offers to others. */
export interface MailService {
  /**
   * Stores a mail in the caller's transaction: it is sent once that commits, and never where it does not. Throws `validation_failed` for an
   * address that is none, a subject of more than one line, or a locale that is none.
   */
  send(mail: Mail): Promise<void>;
}

declare module '../../core/plugin/plugin.ts' {
  interface Services {
    readonly mail: MailService;
  }
}

/** What the service works with. */
export interface MailServiceParts {
  readonly records: Records;
  readonly templates: ReadonlyMap<string, MailTemplate>;
  /** The app's title. */
  readonly title: string;
}

/** The service that stores mails. */
export function createMailService(parts: MailServiceParts): MailService {
  return {
    send: async (mail) => {
      const addresses = typeof mail.to === 'string' ? [mail.to] : mail.to;
      if (!Array.isArray(addresses) || addresses.length === 0) throw noAddress();
      const { subject, text, html } = await contentOf(parts, mail);
      const content = { subject, text, html: html === undefined ? null : String(html) };
      const data = { ...content, template: mail.template ?? null, locale: mail.locale ?? null };
      await parts.records.transaction(async (records) => {
        for (const to of addresses) await records.create(mails, { ...data, to });
      });
    },
  };
}

async function contentOf({ templates, title }: MailServiceParts, mail: Mail): Promise<MailContent> {
  const { template: name, data = {}, locale, subject, text, html } = mail;
  const template = name === undefined ? undefined : templates.get(name);
  const content = template ? await template({ data, locale, title }) : { subject, text, html };
  const label = name === undefined ? 'A mail' : `The mail "${name}"`;
  if (typeof content.subject !== 'string' || typeof content.text !== 'string' || content.text.trim() === '') {
    const known = template ? '' : ` The templates are ${[...templates.keys()].join(', ')}.`;
    throw new Error(`${label} has no subject or no text.${name === undefined ? '' : known}`);
  }
  return { subject: content.subject, text: content.text, html: content.html };
}

function noAddress(): AppError {
  return new AppError('validation_failed', { errors: [{ path: 'to', code: 'required', message: 'must be one address or several' }] });
}
