/** How the values of a field compare. */
export type ValueType =
  | 'text'
  | 'id'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'choice'
  | 'choices'
  | 'relations'
  | 'json'
  | 'point'
  | 'secret';

export type Operator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'notIn'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'has'
  | 'near'
  | 'within';

const equality = ['eq', 'ne', 'in', 'notIn'] as const;
const order = ['lt', 'lte', 'gt', 'gte'] as const;
const presence = ['eq', 'ne'] as const;

/** Which type allows which operator. `json`, `secret`, `choices` and `point` take `eq` and `ne` with null only; `relations` is asked by quantifier. */
export const operatorsOf: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: [...equality, ...order, 'contains', 'startsWith', 'endsWith'],
  id: [...equality, ...order],
  integer: [...equality, ...order],
  number: [...equality, ...order],
  decimal: [...equality, ...order],
  boolean: equality,
  date: [...equality, ...order],
  datetime: [...equality, ...order],
  choice: [...equality, ...order],
  choices: [...presence, 'has'],
  relations: ['has'],
  json: presence,
  point: [...presence, 'near', 'within'],
  secret: presence,
};
