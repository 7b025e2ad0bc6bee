import type { CollectionField } from '../../../core/collections/collection.ts';
import type { Condition, Operand, Scalar } from '../../../core/where/condition.ts';
import { type Operator, operatorsOf } from '../../../core/where/operators.ts';
import type { SeededRandom } from './seeded-random.ts';
import { boxes, circles, pools } from './value-pools.ts';

const allCircles = circles();

/** A random condition on one collection's own values, in checked form and not folded, so that every odd case reaches the evaluators. */
export function randomCondition(random: SeededRandom, fields: readonly CollectionField[], depth: number): Condition {
  const roll = depth === 0 ? 1 : random.next();
  const members = () => random.list(random.below(4), () => randomCondition(random, fields, depth - 1));
  if (roll < 0.22) return { kind: 'and', all: members() };
  if (roll < 0.44) return { kind: 'or', any: members() };
  if (roll < 0.6) return { kind: 'not', it: randomCondition(random, fields, depth - 1) };
  const field = random.pick(fields);
  const op = random.pick(operatorsOf[field.value]);
  return { kind: 'compare', field, op, value: randomOperand(random, field, op) };
}

function randomOperand(random: SeededRandom, field: CollectionField, op: Operator): Operand {
  const pool = (pools[field.name as keyof typeof pools] ?? pools.owner) as readonly Scalar[];
  const scalar = () => (random.chance(0.12) ? null : random.pick(pool));
  if (op === 'in' || op === 'notIn') return random.list(random.below(5), scalar);
  if (op === 'near') return random.pick(allCircles);
  if (op === 'within') return random.pick(boxes);
  if (op === 'has') return random.pick(field.choices ?? []);
  if (operatorsOf[field.value].length === 2 || field.value === 'choices' || field.value === 'point') return null;
  if (op === 'contains' || op === 'startsWith' || op === 'endsWith') return part(random, String(random.pick(pool)));
  return scalar();
}

/** A part of a text, by code points, so that it stays well-formed. */
function part(random: SeededRandom, text: string): string {
  const points = Array.from(text);
  const start = random.below(points.length + 1);
  return points.slice(start, start + random.below(points.length + 1)).join('');
}
