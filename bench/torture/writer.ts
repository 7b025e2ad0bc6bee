import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './intent.ts';
import type { Journal } from './journal.ts';
import { type Known, type PlannedRequest, planRequest } from './plan-request.ts';
import type { Random } from './random.ts';

/** What the writers share. */
export interface WriterPlace {
  readonly url: string;
  readonly journal: Journal;
  readonly random: Random;
  /** Answers once there is a server to talk to. */
  serving(): Promise<void>;
  /** Whether to begin nothing new. */
  over(): boolean;
  count(what: 'acknowledged' | 'cutOff' | 'sentAgain' | 'refused'): void;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly id?: string;
    readonly code?: string;
    readonly results?: readonly { readonly record: { readonly id: string } | null }[];
  };
}

const busy = new Set(['idempotency_in_progress']);
const mostKnown = 30;

/** Writes one request after another to records of its own, so that of each record it is known in which order it was written to. */
export class Writer {
  readonly #place: WriterPlace;
  readonly #name: string;
  readonly #known: Known[] = [];

  constructor(place: WriterPlace, name: string) {
    this.#place = place;
    this.#name = name;
  }

  async run(): Promise<void> {
    const { random, journal, serving, over } = this.#place;
    for (let number = 0; !over(); number++) {
      await serving();
      if (over()) return;
      const request = planRequest(random, `${this.#name}-${number}`, this.#known);
      await journal.write(request.intent);
      const outcome = await this.#send(request);
      if (outcome) await journal.write(outcome);
      this.#learn(request, outcome);
    }
  }

  /** Sends until there is an answer, where a key allows it; undefined where nobody knows what became of it. */
  async #send(request: PlannedRequest): Promise<Outcome | undefined> {
    const { count, serving } = this.#place;
    for (let again = false; ; again = true) {
      if (again) count('sentAgain');
      const answer = await this.#fetch(request).catch(() => undefined);
      if (answer && busy.has(answer.body.code ?? '')) await sleep(20);
      else if (answer) return this.#outcome(request, answer);
      else {
        count('cutOff');
        if (request.intent.key === undefined) return undefined;
        await sleep(5);
        await serving();
      }
    }
  }

  async #fetch({ method, path, body, intent }: PlannedRequest): Promise<Answer> {
    const response = await fetch(`${this.#place.url}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(intent.key !== undefined && { 'idempotency-key': intent.key }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  }

  #outcome({ intent }: PlannedRequest, { status, body }: Answer): Outcome {
    if (status < 200 || status > 299) {
      this.#place.count('refused');
      return { type: 'refused', id: intent.id, status, code: body.code ?? '' };
    }
    this.#place.count('acknowledged');
    const records = body.results ? body.results.map(({ record }) => record?.id ?? null) : [body.id ?? null];
    return { type: 'done', id: intent.id, records };
  }

  #learn({ intent, about }: PlannedRequest, outcome: Outcome | undefined): void {
    for (const [index, step] of intent.steps.entries()) {
      if (step.collection !== 'things') continue;
      const id = outcome?.type === 'done' ? outcome.records[index] : undefined;
      if (step.action === 'create' && id) this.#known.push({ token: step.record, id });
      if (step.action === 'delete' && about) this.#known.splice(this.#known.indexOf(about), 1);
    }
    if (this.#known.length > mostKnown) this.#known.shift();
  }
}
