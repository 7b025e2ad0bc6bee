import type { SmtpOptions, TlsMode } from './options.ts';

/** The parts of a server's address, as they would be written one by one. */
export type SmtpAddress = Pick<SmtpOptions, 'host' | 'port' | 'user' | 'password' | 'tls'>;

/** Takes a server's address apart. Answers a sentence without its subject where it cannot; it never repeats the password. */
export function parseSmtpUrl(text: string): SmtpAddress | string {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return 'must be an address such as smtp://user:password@host:587';
  const url = new URL(text);
  if (url.hostname === '' || (url.pathname !== '' && url.pathname !== '/') || url.hash !== '') {
    return 'must end after the host and the port; special characters in the password are percent-encoded';
  }
  const other = [...url.searchParams.keys()].find((name) => name !== 'tls');
  if (other !== undefined) return 'knows no parameter but tls';
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined) return 'must have user and password percent-encoded';
  const tls = url.searchParams.get('tls') ?? (url.protocol === 'smtps:' ? 'implicit' : undefined);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(user !== '' && { user }),
    ...(password !== '' && { password }),
    ...(tls !== undefined && { tls: tls as TlsMode }),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // What is no percent-encoding is the mistake that the caller reports.
    return undefined;
  }
}
