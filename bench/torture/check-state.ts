import { isDeepStrictEqual } from 'node:util';
import type { Entry, Intent, Outcome, Step } from './intent.ts';
import type { StoredChange, StoredRecord, StoredState } from './stored-state.ts';

/** A step that was written down, with the request that it is of. */
interface Meant extends Step {
  readonly intent: Intent;
  /** Its place in the journal. */
  readonly order: number;
}

/** Says what in the database contradicts the journal, or the log: nothing where every promise was kept. */
export function checkState(journal: readonly Entry[], state: StoredState): string[] {
  const check = new StateCheck(journal, state);
  return check.run();
}

class StateCheck {
  readonly #state: StoredState;
  readonly #intents: readonly Intent[];
  readonly #outcomes = new Map<string, Outcome>();
  /** By step; and deletes by record. */
  readonly #steps = new Map<string, Meant>();
  readonly #deletes = new Map<string, Meant>();
  /** The lines of the log that a step has caused. */
  readonly #lines = new Map<string, StoredChange[]>();
  readonly #problems: string[] = [];

  constructor(journal: readonly Entry[], state: StoredState) {
    this.#state = state;
    this.#intents = journal.filter((entry) => entry.type === 'intent');
    for (const entry of journal) if (entry.type === 'done' || entry.type === 'refused') this.#outcomes.set(entry.id, entry);
    for (const [order, intent] of this.#intents.entries()) {
      for (const step of intent.steps) {
        const meant = { ...step, intent, order };
        this.#steps.set(step.id, meant);
        if (step.action === 'delete') this.#deletes.set(step.record, meant);
      }
    }
  }

  run(): string[] {
    for (const said of this.#state.damage) this.#problem(`integrity: ${said}`);
    this.#checkPositions();
    const byRecord = new Map<string, StoredChange[]>();
    for (const change of this.#state.changes) {
      const key = `${change.collection} ${change.record}`;
      byRecord.set(key, [...(byRecord.get(key) ?? []), change]);
      this.#attribute(change);
    }
    const rows = new Map<string, StoredRecord>();
    for (const collection of ['things', 'parts'] as const)
      for (const row of this.#state[collection]) rows.set(`${collection} ${row.id}`, row);
    for (const [key, changes] of byRecord) this.#checkChain(key, changes, rows.get(key));
    for (const [key, row] of rows) if (!byRecord.has(key)) this.#problem(`${key} (${row.step}) is missing in the log`);
    for (const intent of this.#intents) this.#checkIntent(intent);
    this.#checkCascades(byRecord);
    return this.#problems;
  }

  #problem(sentence: string): void {
    this.#problems.push(sentence);
  }

  #checkPositions(): void {
    const given = this.#state.changes.flatMap(({ position }) => (position === null ? [] : [position])).sort((a, b) => a - b);
    const gap = given.findIndex((position, index) => position !== index + 1);
    if (gap >= 0) this.#problem(`the positions of the log are not dense: ${given[gap]} stands at place ${gap + 1}`);
  }

  /** Finds the step that caused a line. */
  #attribute(change: StoredChange): void {
    const { collection, action, before, after } = change;
    // A part goes with its thing; that is checked for all of them together.
    if (action === 'delete' && collection === 'parts') return;
    const step = action === 'delete' ? this.#deletes.get(String(before?.token)) : this.#steps.get(String(after?.step));
    const fits = step && step.collection === collection && step.action === action && step.record === (after ?? before)?.token;
    if (!fits) {
      this.#problem(`extra in the log: a ${action} of ${(after ?? before)?.token} in ${collection} that nobody asked for`);
      return;
    }
    const expected = step.value === 'more' ? (before?.value ?? 0) + 1 : step.value;
    if (after && expected !== undefined && after.value !== expected)
      this.#problem(`${step.id} was to make ${expected}, and made ${after.value}`);
    this.#lines.set(step.id, [...(this.#lines.get(step.id) ?? []), change]);
  }

  /** A record's lines are one life: from version 1, each beginning where the one before ended, the last as the record is. */
  #checkChain(key: string, changes: readonly StoredChange[], row: StoredRecord | undefined): void {
    let last: StoredRecord | null = null;
    let order = -1;
    for (const { before, after, seq } of changes) {
      if (!isDeepStrictEqual(before, last)) this.#problem(`${key}: line ${seq} of the log does not follow the one before`);
      if (after && after.version !== (last?.version ?? 0) + 1) this.#problem(`${key}: version ${after.version} does not follow in the log`);
      const meant = after ? this.#steps.get(after.step) : undefined;
      if (meant && meant.order < order) this.#problem(`${key}: ${meant.id} came after what was sent later`);
      order = meant?.order ?? order;
      last = after;
    }
    if (!isDeepStrictEqual(row ?? null, last)) this.#problem(`${key} is not as the log has it last`);
  }

  #checkIntent({ id, key, steps }: Intent): void {
    const outcome = this.#outcomes.get(id);
    const happened = steps.filter((step) => this.#lines.has(step.id));
    for (const step of steps) {
      const count = this.#lines.get(step.id)?.length ?? 0;
      if (count > 1) this.#problem(`${step.id}${key === undefined ? '' : ' under one key'} had ${count === 2 ? 'two' : count} effects`);
    }
    if (outcome?.type === 'refused' && happened.length > 0) this.#problem(`${id} was refused with ${outcome.code}, and happened`);
    if (outcome?.type === 'done') this.#checkDone(steps, outcome.records);
    else if (happened.length > 0 && happened.length < steps.length) {
      this.#problem(`only a part of ${id} happened: ${happened.length} of ${steps.length}`);
    }
  }

  #checkDone(steps: readonly Step[], records: readonly (string | null)[]): void {
    for (const [index, step] of steps.entries()) {
      const [line] = this.#lines.get(step.id) ?? [];
      const answered = records[index];
      if (!line) this.#problem(`${step.id} was acknowledged, and ${this.#seen(step) ? 'is missing in the log' : 'lost'}`);
      else if (answered !== null && answered !== line.record) this.#problem(`${step.id} was answered with another record than it made`);
    }
  }

  /** Whether anything but a line of its own shows that a step happened. */
  #seen(step: Step): boolean {
    const { things, parts, changes } = this.#state;
    const rows = step.collection === 'things' ? things : parts;
    if (step.action === 'delete') return !rows.some(({ token }) => token === step.record);
    return rows.some((row) => row.step === step.id) || changes.some(({ before }) => before?.step === step.id);
  }

  #checkCascades(byRecord: ReadonlyMap<string, readonly StoredChange[]>): void {
    const gone = (key: string) => byRecord.get(key)?.at(-1)?.action === 'delete';
    for (const key of byRecord.keys()) {
      if (!key.startsWith('parts ')) continue;
      const thing = byRecord.get(key)?.[0]?.after?.thing;
      if (gone(key) !== gone(`things ${thing}`)) this.#problem(`${key} ${gone(key) ? 'went without' : 'outlived'} what it is a part of`);
    }
  }
}
