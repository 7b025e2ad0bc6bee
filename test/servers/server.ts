/** A database server for tests: one that was found, or one that was started for this run. */
export interface TestServer {
  readonly url: string;
  /** Where it came from, for people. */
  readonly origin: string;
  /** Stops it, if it was started for this run. */
  stop(): Promise<void>;
}
