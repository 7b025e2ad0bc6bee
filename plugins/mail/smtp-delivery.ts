import { rootCertificates } from 'node:tls';
import { ConfigError } from '../../core/index.ts';
import { type Deliver, judgeFailure, type OutgoingMail, type SmtpFailure } from './delivery.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** How long connecting, and any silence of the server, may take, in milliseconds. */
const longestSilence = 10_000;

/** Sends mails by SMTP, each over a connection of its own. Loads the SMTP client; throws a ConfigError where it is not installed. */
export async function createSmtpDelivery(settings: SmtpSettings): Promise<Deliver> {
  const { createTransport } = await loadClient();
  const { host, port, tls, ca, user, password, from, timeout } = settings;
  const silence = Math.min(longestSilence, timeout);
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca: trusted(ca) }) },
    ...(user !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: silence,
    greetingTimeout: silence,
    socketTimeout: silence,
    dnsTimeout: silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (mail, signal) => {
    const attempt = new AbortController();
    const end = (): void => attempt.abort();
    const tooLong = setTimeout(end, timeout);
    signal.addEventListener('abort', end);
    try {
      await transport.sendMail({ ...toMessage(mail, from), signal: attempt.signal });
      return { outcome: 'sent' };
    } catch (error) {
      return judgeFailure(error as SmtpFailure);
    } finally {
      clearTimeout(tooLong);
      signal.removeEventListener('abort', end);
    }
  };
}

function toMessage({ id, to, subject, text, html }: OutgoingMail, from: SmtpSettings['from']) {
  return {
    envelope: { from: from.address, to },
    from,
    to: { name: '', address: to },
    subject,
    text,
    ...(html !== undefined && { html }),
    // The same at every attempt, so that a reader's server can see that a second one is the first again.
    messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false as const,
  };
}

/** An own list of certificates takes the place of the usual one, so the usual one is put before it. */
function trusted(ca: string): string[] {
  return [...rootCertificates, ca];
}

async function loadClient(): Promise<typeof import('nodemailer')> {
  try {
    return await import('nodemailer');
  } catch (error) {
    const problem = {
      path: 'plugins.mail.smtp',
      message: 'needs the package nodemailer, which cannot be loaded',
      hint: 'npm install nodemailer',
    };
    throw new ConfigError([problem], { cause: error });
  }
}
