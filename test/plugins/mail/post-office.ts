import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** A mail that the office took. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the line. */
  readonly raw: string;
  readonly messageId: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** What the office answers: nothing is yes, a number is a refusal, a promise lets the other side wait. */
export type Answer = number | undefined | Promise<number | undefined>;

/** How the office behaves; may be changed while it is open. */
export interface Manners {
  connect?: () => Answer;
  recipient?: (address: string) => Answer;
  data?: (raw: string) => Answer;
}

const noSession = { disabledCommands: ['AUTH'], authOptional: true };

/** A mail server of a test's own. */
export class PostOffice implements AsyncDisposable {
  readonly letters: Letter[] = [];
  readonly manners: Manners = {};
  /** Passwords that were told to it. */
  readonly passwords: (string | undefined)[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      logger: false,
      closeTimeout: 50,
      ...(options.authOptional === false ? {} : noSession),
      ...options,
      onAuth: ({ username, password }, _session, callback) => {
        this.passwords.push(password ?? undefined);
        const known = password === 'right';
        callback(known ? null : refusal(535), known ? { user: username ?? '' } : {});
      },
      onConnect: (_session, callback) => answer(this.manners.connect?.(), callback),
      onRcptTo: ({ address }, _session, callback) => answer(this.manners.recipient?.(address), callback),
      onData: (stream, session, callback) => {
        void text(stream).then((raw) =>
          answer(this.manners.data?.(raw), (error) => {
            if (!error) this.letters.push(toLetter(session, raw));
            callback(error);
          }),
        );
      },
    });
    // Clients that break off are what many tests are about.
    this.#server.on('error', () => {});
  }

  static async open(options: SMTPServerOptions = {}, port = 0): Promise<PostOffice> {
    const office = new PostOffice(options);
    office.#server.listen(port, '127.0.0.1');
    await once(office.#server.server, 'listening');
    return office;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function answer(given: Answer, callback: (error?: Error | null) => void): void {
  void Promise.resolve(given).then((code) => callback(code === undefined ? null : refusal(code)));
}

function refusal(code: number): Error {
  return Object.assign(new Error(`the office says ${code}`), { responseCode: code });
}

function toLetter({ envelope, secure, user }: SMTPServerSession, raw: string): Letter {
  const [, messageId = ''] = /^Message-ID: <(.*)>\r$/im.exec(raw) ?? [];
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    raw,
    messageId,
    secure,
    user: user as string | undefined,
  };
}
