const drainMilliseconds = 25_000;

/** On SIGTERM or SIGINT lets the requests that are running finish, then exits with 0. A second signal does not wait. */
export function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => {
      process.stderr.write('Some requests did not finish in time; they were cut off.\n');
      process.exit(1);
    }, drainMilliseconds).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The app did not stop cleanly: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
