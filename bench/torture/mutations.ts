/** One place of a built module that is replaced as the module is loaded. */
export interface Edit {
  /** Below `dist/core`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A product that breaks a promise: the torture must notice. */
export interface Mutation {
  readonly name: string;
  /** A part of what the torture must say about it. */
  readonly told: RegExp;
  readonly edits: readonly Edit[];
}

const pause = (milliseconds: number) => `await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));`;

/** Each is a mistake that somebody could make, and that no request on its own would show. */
export const mutations: readonly Mutation[] = [
  {
    name: 'log-after-commit',
    told: /missing in the log|not as the log has it/,
    edits: [
      {
        file: 'records/append-change.js',
        find: 'await engine.changes.append(',
        replace:
          'const late = (change) => engine.database.afterCommit(() => void setTimeout(() => void engine.changes.append(change), 20)); late(',
      },
    ],
  },
  {
    name: 'acknowledge-before-commit',
    told: /acknowledged, and lost/,
    edits: [
      {
        file: 'database/transactions.js',
        find: 'return await this.#runOutermost(work, options.timeLimit ?? defaultTimeLimit);',
        // Migrations, which have a limit of their own, are left as they are.
        replace: `return await new Promise((resolve, reject) => {
          const early = async () => {
            const result = await work();
            if (options.timeLimit === undefined) { resolve(result); ${pause(15)} }
            return result;
          };
          this.#runOutermost(early, options.timeLimit ?? defaultTimeLimit).then(resolve, reject);
        });`,
      },
    ],
  },
  {
    name: 'key-outside-transaction',
    told: /two effects/,
    edits: [
      {
        file: 'records/idempotency.js',
        find: 'return this.#parts.database.transaction(async () => {',
        replace: 'return (async (run) => run())(async () => {',
      },
      { file: 'records/idempotency.js', find: "if (keep !== 'nothing')", replace: `${pause(15)} if (keep !== 'nothing')` },
    ],
  },
  {
    name: 'batch-not-atomic',
    told: /only a part/,
    edits: [
      {
        file: 'http/routes/run-batch.js',
        find: 'await request.records.transaction(async (records) => {',
        replace: 'await (async (run) => run(request.records))(async (records) => {',
      },
      {
        file: 'http/routes/run-batch.js',
        find: 'done.push(await runOperation(run, operation, index));',
        replace: `{ ${pause(5)} done.push(await runOperation(run, operation, index)); }`,
      },
    ],
  },
  {
    name: 'log-line-dropped',
    told: /missing in the log|does not follow/,
    edits: [
      {
        file: 'changes/change-log.js',
        find: 'const { caller } = change;',
        replace: 'const { caller } = change; if (Math.random() < 0.02) return;',
      },
    ],
  },
  {
    name: 'log-line-twice',
    told: /extra in the log|two effects|does not follow/,
    edits: [
      {
        file: 'records/append-change.js',
        find: 'await engine.changes.append(',
        replace:
          'if (Math.random() < 0.02) await engine.changes.append({ ...what, collection: collection.name, id, caller: scope.caller, requestId: scope.requestId }); await engine.changes.append(',
      },
    ],
  },
  {
    name: 'write-ahead-log-forgotten',
    told: /acknowledged, and lost|tables are gone/,
    edits: [
      {
        file: 'database/sqlite-connection.js',
        find: 'this.#database = new BetterSqlite3(',
        replace: 'if (!options.readonly) rmSync(options.path + "-wal", { force: true }); this.#database = new BetterSqlite3(',
      },
      {
        file: 'database/sqlite-connection.js',
        find: "import BetterSqlite3 from 'better-sqlite3';",
        replace: "import BetterSqlite3 from 'better-sqlite3'; import { rmSync } from 'node:fs';",
      },
    ],
  },
];
