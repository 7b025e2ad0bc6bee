import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly milliseconds: number;
}

/** A request as `node:http` sends it: the path is left as it is written. */
export interface PlainRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

const agent = new Agent({ keepAlive: true });

/** Sends a request over a connection that may be used again. */
export function send(port: number, { method = 'GET', path, headers = {}, body }: PlainRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request({ port, method, path, agent, headers: { ...length, ...headers } as Record<string, string> }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const answered = { status: response.statusCode as number, headers: response.headers, body: Buffer.concat(parts).toString() };
        resolve({ ...answered, milliseconds: performance.now() - started });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Bytes, or what makes them until the other side has had enough. */
export type Bytes = string | Buffer | Iterable<string | Buffer>;

/** Sends bytes as they are, and waits until the server has closed the connection; throws where it has not after five seconds. */
export function sendBytes(port: number, bytes: Bytes): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`The connection was left open after: ${Buffer.concat(received).toString()}`));
    }, 5000);
    socket.on('data', (part: Buffer) => received.push(part));
    // What is still being sent when the server has ended is lost; the answer is what counts.
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ ...readAnswer(Buffer.concat(received).toString()), milliseconds: performance.now() - started });
    });
    const all = (typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes)[Symbol.iterator]();
    const pump = () => {
      while (!socket.destroyed) {
        const { value, done } = all.next();
        if (done) return;
        if (!socket.write(value)) {
          socket.once('drain', pump);
          return;
        }
      }
    };
    pump();
  });
}

function readAnswer(text: string): Omit<Answer, 'milliseconds'> {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]), headers, body: text.slice(end + 4) };
}
