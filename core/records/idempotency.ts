import type { Caller } from '../caller.ts';
import type { Database } from '../database/database.ts';
import { AppError } from '../errors.ts';
import { keepAnswerPlan, lockKeyPlan, readAnswerPlan, trimAnswersPlan } from '../query/idempotency-plans.ts';
import { bindPlan, type Plan } from '../query/plan.ts';
import type { Planner } from '../query/planner.ts';

const keptMilliseconds = 24 * 60 * 60 * 1000;
const trimPauseMilliseconds = 60_000;
/** Deleted by one step: small enough that other writes hardly wait for it. */
const trimStep = 500;

/** An answer as it can be given again. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
}

/** What a request with a key ended in, and what of it may be kept. */
export interface Outcome {
  readonly answer: Answer;
  /** `key`: that it was done, but not what was answered. `nothing`: as if it had not been sent. */
  readonly keep: 'answer' | 'key' | 'nothing';
}

export interface KeyedRequest {
  readonly caller: Caller;
  readonly key: string;
  /** Says which request it is: another one under the same key is refused. */
  readonly hash: string;
}

/** What answers are kept with. */
export interface IdempotencyParts {
  readonly database: Database;
  readonly planner: Planner;
  now(): Date;
}

/**
 * Does what a key stands for once, however often it is sent: the answer is kept in the transaction of the effect, so that neither is there
 * without the other.
 */
export class Idempotency {
  readonly #parts: IdempotencyParts;
  #nextTrim = 0;

  constructor(parts: IdempotencyParts) {
    this.#parts = parts;
  }

  /**
   * Runs `work` in a transaction, or gives again what it answered before. `work` may run more than once, and what it throws undoes
   * everything. Throws `idempotency_key_reused`, `idempotency_in_progress`, and `conflict` where the answer was not to be kept.
   */
  async run(request: KeyedRequest, work: () => Promise<Outcome>): Promise<{ readonly answer: Answer; readonly replayed: boolean }> {
    const place = placeOf(request);
    return this.#parts.database.transaction(async () => {
      await this.#lock(place);
      const kept = await this.#read(place, request.hash);
      if (kept) return { answer: kept, replayed: true };
      const { answer, keep } = await work();
      if (keep !== 'nothing') await this.#keep(place, { hash: request.hash, answer: keep === 'answer' ? answer : undefined });
      return { answer, replayed: false };
    });
  }

  /** On SQLite whoever comes second has waited for the writer's turn, and finds the answer. */
  async #lock({ scope, key }: Place): Promise<void> {
    const [row] = await this.#query(lockKeyPlan(this.#parts.planner), [`idempotency ${scope} ${key}`]);
    if (Number(row?.['free']) !== 1) throw new AppError('idempotency_in_progress', { headers: { 'retry-after': '1' } });
  }

  async #read({ scope, key }: Place, hash: string): Promise<Answer | undefined> {
    const [row] = await this.#query(readAnswerPlan(this.#parts.planner), [scope, key, this.#expiry()]);
    if (!row) return undefined;
    if (row['request'] !== hash) throw new AppError('idempotency_key_reused');
    if (row['status'] === null) {
      throw new AppError('conflict', { detail: 'This was done before. Its answer held credentials, which are not kept.' });
    }
    const headers = JSON.parse(row['headers'] as string) as Answer['headers'];
    return { status: Number(row['status']), headers, body: (row['body'] as string | null) ?? undefined };
  }

  async #keep({ scope, key }: Place, { hash, answer }: { hash: string; answer: Answer | undefined }): Promise<void> {
    const { database, planner } = this.#parts;
    const now = this.#parts.now();
    const said = answer ? [answer.status, JSON.stringify(answer.headers), answer.body ?? null] : [null, null, null];
    const plan = keepAnswerPlan(planner);
    await database.execute(plan, bindPlan(plan, [scope, key, hash, ...said, now.toISOString()]));
    if (now.getTime() >= this.#nextTrim) database.afterCommit(() => this.#trim());
  }

  /** Goes on with the next key as long as there is more than one step can take. */
  async #trim(): Promise<void> {
    const { database, planner } = this.#parts;
    const plan = trimAnswersPlan(planner);
    const count = await database.execute(plan, bindPlan(plan, [this.#expiry(), trimStep]));
    this.#nextTrim = count === trimStep ? 0 : this.#parts.now().getTime() + trimPauseMilliseconds;
  }

  #expiry(): string {
    return new Date(this.#parts.now().getTime() - keptMilliseconds).toISOString();
  }

  #query(plan: Plan, values: readonly unknown[]) {
    return this.#parts.database.query(plan, bindPlan(plan, values));
  }
}

interface Place {
  readonly scope: string;
  readonly key: string;
}

/** A key is its caller's own. Strangers share none: for them the request is a part of the key. */
function placeOf({ caller, key, hash }: KeyedRequest): Place {
  if (caller.id === undefined) return { scope: 'anonymous', key: `${key} ${hash}` };
  return { scope: JSON.stringify([caller.collection ?? null, caller.id]), key };
}
