import type { App } from '../app.ts';

const sweepMilliseconds = 50;

/**
 * Closes an app when the requests that run have their answers. A connection that was busy when closing began is kept open by Node for its next
 * request, which will never be taken; so connections are swept up as they fall idle.
 */
export async function drain(app: App): Promise<void> {
  const sweep = setInterval(() => app.server.server.closeIdleConnections(), sweepMilliseconds);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
