/** A mail as it goes to the server. */
export interface OutgoingMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
}

/**
 * What came of an attempt. `refused`: the server will never take this mail. `postponed`: it may take it later. `unreachable`: nothing was
 * heard about this mail, for the server itself is in trouble, or we with it; other mails would fare no better.
 */
export type Delivery = { readonly outcome: 'sent' } | { readonly outcome: 'refused' | 'postponed' | 'unreachable'; readonly error: string };

/** Sends one mail; never throws. The signal ends the attempt. */
export type Deliver = (mail: OutgoingMail, signal: AbortSignal) => Promise<Delivery>;

/** What an SMTP client tells of a failure. */
export interface SmtpFailure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  /** The server's answer: a number of three digits, and the whole of it. */
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/** Failures that are about one mail; all others are about the connection, the certificate or the password. */
const aboutMail = new Set(['EENVELOPE', 'EMESSAGE', 'ESTREAM']);
/** Answers that are about the connection, whatever they answer: shutting down, out of order, and what sign-in and encryption lack. */
const aboutServer = new Set([421, 454, 503, 523, 530, 534, 535, 538]);
const longestError = 500;

/** What a failure means for the mail. */
export function judgeFailure(failure: SmtpFailure): Delivery {
  const { code = '', responseCode } = failure;
  const error = describe(failure);
  if (!aboutMail.has(code) || aboutServer.has(responseCode ?? 0)) return { outcome: 'unreachable', error };
  // Without an answer the client found that the server could not take such a mail, for example for its size.
  const permanent = responseCode === undefined || responseCode >= 500;
  return { outcome: permanent ? 'refused' : 'postponed', error };
}

function describe({ message, code, response }: SmtpFailure): string {
  const said = code === 'EABORT' ? 'The mail server took too long.' : (response ?? message);
  const line = said.replace(/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ').trim();
  // Cut by characters, so that none is halved.
  return [...(code === undefined ? line : `${code}: ${line}`)].slice(0, longestError).join('');
}
