import { ConfigError, type Host } from '../../core/index.ts';
import type { SmtpOptions, TlsMode } from './options.ts';
import { parseSender, type SenderAddress } from './sender-address.ts';
import { parseSmtpUrl } from './smtp-url.ts';

/** The server and the sender, checked. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsMode;
  readonly ca: string | undefined;
  readonly from: SenderAddress;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
}

/** The variables that the plugin reads. */
export const mailEnvironment = {
  type: 'object',
  properties: {
    PLINTH_SMTP_URL: { type: 'string', description: 'The mail server: smtp:// or smtps://user:password@host:port.' },
    PLINTH_MAIL_FROM: { type: 'string', description: 'Who sends mails: no-reply@shop.example, or Shop <no-reply@shop.example>.' },
  },
};

const keys = ['url', 'host', 'port', 'user', 'password', 'tls', 'ca', 'from', 'timeout'];
const modes: readonly unknown[] = ['implicit', 'required', 'optional', 'off'];
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
const usualTimeout = 30_000;

interface Mistake {
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** Reads how mails are sent; undefined where nobody says. Throws a ConfigError with every mistake. */
export function readSmtp(options: SmtpOptions | undefined, environment: Host['environment']): SmtpSettings | undefined {
  const { PLINTH_SMTP_URL: url, PLINTH_MAIL_FROM: from } = environment;
  if (options === undefined && url === undefined) return undefined;
  const place = { url: url === undefined ? 'plugins.mail.smtp.url' : 'PLINTH_SMTP_URL', from: 'plugins.mail.smtp.from' };
  if (from !== undefined) place.from = 'PLINTH_MAIL_FROM';
  const mistakes: Mistake[] = [];
  // A server from the environment replaces the one of the config whole: its password must not go elsewhere.
  const server = readServer(url === undefined ? (options ?? {}) : { url }, place.url, mistakes);
  const sender = readSender(from ?? options?.from, place.from, mistakes);
  checkRest(options ?? {}, mistakes);
  if (mistakes.length > 0 || server === undefined || sender === undefined) throw new ConfigError(mistakes);
  return { ...server, ca: options?.ca, from: sender, timeout: options?.timeout ?? usualTimeout };
}

function readServer(written: SmtpOptions, path: string, mistakes: Mistake[]): Omit<SmtpSettings, 'ca' | 'from' | 'timeout'> | undefined {
  const parsed = written.url === undefined ? written : parseSmtpUrl(String(written.url));
  if (typeof parsed === 'string') {
    mistakes.push({ path, message: parsed });
    return undefined;
  }
  const at = (name: string): string => (written.url === undefined ? `plugins.mail.smtp.${name}` : path);
  const { host, user, password } = parsed;
  if (typeof host !== 'string' || !/^[A-Za-z0-9.:_-]+$/.test(host)) {
    mistakes.push({ path: at('host'), message: 'must be the name or the address of a mail server' });
    return undefined;
  }
  const usual = parsed.port === 465 ? 'implicit' : loopback.test(host) ? 'optional' : 'required';
  const { tls = usual } = parsed;
  if (!modes.includes(tls)) mistakes.push({ path: at('tls'), message: `must be one of ${modes.join(', ')}` });
  const { port = tls === 'implicit' ? 465 : 587 } = parsed;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) mistakes.push({ path: at('port'), message: 'must be a port, 1 to 65535' });
  if ((user === undefined) !== (password === undefined)) {
    mistakes.push({ path: at('password'), message: 'must be there where user is, and the other way round' });
  }
  return { host, port, user, password, tls };
}

function readSender(from: unknown, path: string, mistakes: Mistake[]): SenderAddress | undefined {
  const sender = typeof from === 'string' ? parseSender(from) : undefined;
  const hint = 'For example "Shop <no-reply@shop.example>".';
  if (from === undefined) mistakes.push({ path, message: 'must be there where a mail server is', hint });
  else if (sender === undefined) mistakes.push({ path, message: 'must be one address, with a name or without', hint });
  return sender;
}

function checkRest(written: SmtpOptions, mistakes: Mistake[]): void {
  const at = (name: string): string => `plugins.mail.smtp.${name}`;
  for (const key of Object.keys(written)) {
    if (!keys.includes(key)) mistakes.push({ path: at(key), message: 'there is no such key', hint: `There are ${keys.join(', ')}.` });
  }
  const besides = ['host', 'port', 'user', 'password', 'tls'].filter((key) => written[key as keyof SmtpOptions] !== undefined);
  if (written.url !== undefined && besides.length > 0) {
    mistakes.push({ path: at(besides[0] ?? ''), message: 'must be left out where url is', hint: 'Say it in the url.' });
  }
  const { timeout, ca } = written;
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 100 && timeout <= 300_000)) {
    mistakes.push({ path: at('timeout'), message: 'must be a number of milliseconds, 100 to 300000' });
  }
  if (ca !== undefined && (typeof ca !== 'string' || !ca.includes('-----BEGIN CERTIFICATE-----'))) {
    mistakes.push({ path: at('ca'), message: 'must be certificates as PEM' });
  }
}
