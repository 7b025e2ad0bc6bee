/** A record as its collection's table has it, or as an image in the log has it. */
export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly token: string;
  readonly step: string;
  readonly value?: number;
  readonly thing?: string;
}

/** A line of the change log. */
export interface StoredChange {
  readonly seq: number;
  /** Null where nobody has put it in order yet. */
  readonly position: number | null;
  readonly collection: string;
  readonly record: string;
  readonly action: string;
  readonly before: StoredRecord | null;
  readonly after: StoredRecord | null;
}

/** All that a database holds after a kill. */
export interface StoredState {
  readonly things: readonly StoredRecord[];
  readonly parts: readonly StoredRecord[];
  /** By `seq`. */
  readonly changes: readonly StoredChange[];
  /** What the database itself says is broken. */
  readonly damage: readonly string[];
}

/** The database under torture, looked at from outside while no server runs. */
export interface TorturedDatabase {
  readonly name: 'sqlite' | 'postgres';
  /** As in `DATABASE_URL`. */
  readonly url: string;
  /** Answers undefined where the server has not come so far as to make its tables. */
  read(): Promise<StoredState | undefined>;
  remove(): Promise<void>;
}

/** The fields of a row, or of an image, that every record has or that the torture writes. */
export function toRecord(row: Readonly<Record<string, unknown>>): StoredRecord {
  const { id, version, token, step, value, thing } = row;
  return {
    id: String(id),
    version: Number(version),
    token: String(token),
    step: String(step),
    ...(value !== undefined && { value: Number(value) }),
    ...(thing !== undefined && { thing: String(thing) }),
  };
}

/** A line of the log from its row. */
export function toChange(row: Readonly<Record<string, unknown>>): StoredChange {
  const image = (text: unknown) => (text === null ? null : toRecord(JSON.parse(String(text)) as Record<string, unknown>));
  return {
    seq: Number(row['seq']),
    position: row['position'] === null ? null : Number(row['position']),
    collection: String(row['collection']),
    record: String(row['record']),
    action: String(row['action']),
    before: image(row['before']),
    after: image(row['after']),
  };
}
