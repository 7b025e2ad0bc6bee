import { createVerifier } from 'fast-jwt';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { tokenSecret } from '../token.ts';

/** A Fastify server that knows who asks: each request must carry a token, and `callerOf` answers whose it is. */
export function createServer(): FastifyInstance {
  const verify = createVerifier({ key: tokenSecret, algorithms: ['HS256'] });
  const app = Fastify({ logger: false });
  app.decorateRequest('me', '');
  app.addHook('onRequest', (request, reply, done) => {
    const header = request.headers.authorization;
    if (!header?.startsWith('Bearer ')) {
      reply.code(401).send({ message: 'There is no token.' });
      return;
    }
    try {
      (request as WithCaller).me = verify(header.slice(7)).sub;
    } catch {
      reply.code(401).send({ message: 'The token is not valid.' });
      return;
    }
    done();
  });
  return app;
}

type WithCaller = FastifyRequest & { me: string };

export const callerOf = (request: FastifyRequest): string => (request as WithCaller).me;

/** Listens where the benchmark asks, and ends when it asks. */
export async function serve(app: FastifyInstance, port: number): Promise<void> {
  await app.listen({ host: '127.0.0.1', port });
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
}
