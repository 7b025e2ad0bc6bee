import type { Intent, Step } from './intent.ts';
import type { Random } from './random.ts';

/** A record that its writer knows to be there. */
export interface Known {
  readonly token: string;
  readonly id: string;
}

/** What goes over the wire. */
export interface PlannedRequest {
  readonly intent: Intent;
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** The record that it is about, where there is one already. */
  readonly about?: Known;
}

/** Decides what a writer does next. `name` is unique; the names of steps and new records are made of it. */
export function planRequest(random: Random, name: string, known: readonly Known[]): PlannedRequest {
  const about = known[random.whole(known.length)];
  const keyed = random.chance(0.4) ? { key: `key-${name}` } : {};
  const intent = (...steps: Step[]): Intent => ({ type: 'intent', id: name, ...keyed, steps });
  if (!about || random.chance(0.25)) return planCreate(name, intent);
  if (random.chance(0.3)) return planBatch(name, about, intent);
  if (random.chance(0.15)) {
    const step: Step = { id: `${name}:d`, collection: 'things', record: about.token, action: 'delete' };
    return { intent: intent(step), method: 'DELETE', path: `/api/things/${about.id}`, about };
  }
  return planUpdate(random, { name, about, intent });
}

type MakeIntent = (...steps: Step[]) => Intent;

function planCreate(name: string, intent: MakeIntent): PlannedRequest {
  const step: Step = { id: `${name}:c`, collection: 'things', record: name, action: 'create', value: 1 };
  return { intent: intent(step), method: 'POST', path: '/api/things', body: { token: name, step: step.id, value: 1 } };
}

function planUpdate(random: Random, { name, about, intent }: { name: string; about: Known; intent: MakeIntent }): PlannedRequest {
  const step = { id: `${name}:u`, collection: 'things', record: about.token, action: 'update' } as const;
  const path = `/api/things/${about.id}`;
  if (random.chance(0.4)) {
    const body = { step: step.id, value: { increment: 1 } };
    return { intent: intent({ ...step, value: 'more' }), method: 'PATCH', path, body, about };
  }
  const value = random.whole(1000);
  const put = random.chance(0.3);
  const body = { step: step.id, value, ...(put && { token: about.token }) };
  return { intent: intent({ ...step, value }), method: put ? 'PUT' : 'PATCH', path, body, about };
}

/** Makes a thing with two parts, and changes a thing that was there. */
function planBatch(name: string, about: Known, intent: MakeIntent): PlannedRequest {
  const [made, one, two, changed] = ['c', 'p1', 'p2', 'u'].map((suffix) => `${name}:${suffix}`) as [string, string, string, string];
  const part = (id: string): Step => ({ id, collection: 'parts', record: id, action: 'create' });
  const createPart = (id: string) => ({
    method: 'create',
    collection: 'parts',
    data: { token: id, step: id, thing: { $ref: 'made' } },
  });
  const operations = [
    { method: 'create', collection: 'things', as: 'made', data: { token: name, step: made, value: 1 } },
    createPart(one),
    { method: 'update', collection: 'things', id: about.id, data: { step: changed, value: { increment: 1 } } },
    createPart(two),
  ];
  const steps: Step[] = [
    { id: made, collection: 'things', record: name, action: 'create', value: 1 },
    part(one),
    { id: changed, collection: 'things', record: about.token, action: 'update', value: 'more' },
    part(two),
  ];
  return { intent: intent(...steps), method: 'POST', path: '/api/batch', body: { operations }, about };
}
