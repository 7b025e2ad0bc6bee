import type { Html } from './html.ts';

/** What a template is given. */
export interface TemplateContext {
  /** What the mail is about, by the name of the template; it may come from strangers. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The reader's language as a tag (`de`, `pt-BR`), where it is known. */
  readonly locale: string | undefined;
  /** The app's title. */
  readonly title: string;
}

/** What a mail says. */
export interface MailContent {
  /** One line. */
  readonly subject: string;
  /** For readers without HTML; it must be there. */
  readonly text: string;
  /** As text it is sent as it is: write it with `html`, which escapes. */
  readonly html?: Html | string | undefined;
}

/** Writes a mail. It runs inside the caller's transaction, so it must not wait for other services. */
export type MailTemplate = (context: TemplateContext) => MailContent | Promise<MailContent>;
