import { connect } from 'node:net';

/** Whether a Redis server answers at this address within a second. One that asks for a password counts too. */
export async function answersRedis(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 1000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(/^(\+PONG|-NOAUTH)/.test(String(data))));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}
