import type { MailTemplate } from './templates/mail-template.ts';

/** How mails are sent. Either `url`, or `host` and what goes with it; `PLINTH_SMTP_URL` and `PLINTH_MAIL_FROM` win over both. */
export interface SmtpOptions {
  /** `smtps://user:password@host:465` or `smtp://user:password@host:587?tls=required`; special characters percent-encoded. */
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  /** 465 where `tls` is `implicit`, else 587. */
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /**
   * `implicit`: from the first byte (the default on port 465). `required`: by STARTTLS, or nothing is sent (the default elsewhere).
   * `optional`: by STARTTLS where the server offers it (the default on the same machine). `off`: never.
   */
  readonly tls?: TlsMode | undefined;
  /** Certificates to be trusted besides the usual ones, as PEM. */
  readonly ca?: string | undefined;
  /** Who sends: `no-reply@shop.example` or `Shop <no-reply@shop.example>`. */
  readonly from?: string | undefined;
  /** How long one attempt may take, in milliseconds; 30,000 by default. */
  readonly timeout?: number | undefined;
}

export type TlsMode = 'implicit' | 'required' | 'optional' | 'off';

/** How the app sends mails. Without `smtp` they stay where they are, in the collection `_mails`. */
export interface MailOptions {
  readonly smtp?: SmtpOptions | undefined;
  /** Templates by name; they replace the platform's own, or add to them. */
  readonly templates?: Readonly<Record<string, MailTemplate>> | undefined;
}
