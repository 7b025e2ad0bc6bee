/** Where a database says what it cannot answer to anybody: a failed `afterCommit`, a connection lost while idle. */
export interface DatabaseLog {
  warn(details: object, message?: string): void;
  error(details: object, message?: string): void;
}
