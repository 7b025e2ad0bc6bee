import { AppError } from '../errors.ts';
import type { ExpandQuery, ExpandTree } from './records.ts';

const maxDepth = 4;
const maxRelations = 50;
const queryKeys = new Set(['where', 'sort', 'limit', 'fields', 'expand']);

/** One relation to expand, with how to read what it leads to. */
export type ExpandPlan = ReadonlyMap<string, ExpandQuery & { readonly children: ExpandPlan }>;

interface Growing {
  readonly query: ExpandQuery;
  readonly children: Map<string, Growing>;
}

/** Brings an expand to one form: dotted paths or a tree, at most four levels deep. Throws `invalid_parameter`. */
export function parseExpand(written: ExpandTree | readonly string[] | undefined): ExpandPlan {
  if (written === undefined) return new Map();
  const left = { relations: maxRelations };
  const grown = Array.isArray(written) ? growPaths(written as readonly string[], left) : growTree(written as ExpandTree, 1, left);
  return settle(grown);
}

function refuse(detail: string): never {
  throw new AppError('invalid_parameter', { detail });
}

function growPaths(paths: readonly string[], left: { relations: number }): Map<string, Growing> {
  const root = new Map<string, Growing>();
  for (const path of paths) {
    if (typeof path !== 'string' || path === '') refuse('expand must name relations.');
    const names = path.split('.');
    if (names.length > maxDepth) refuse(`expand goes at most ${maxDepth} levels deep.`);
    let level = root;
    for (const name of names) level = descend(level, name, left).children;
  }
  return root;
}

function descend(level: Map<string, Growing>, name: string, left: { relations: number }): Growing {
  let next = level.get(name);
  if (!next) {
    if (left.relations-- <= 0) refuse(`expand names at most ${maxRelations} relations.`);
    next = { query: {}, children: new Map() };
    level.set(name, next);
  }
  return next;
}

function growTree(tree: unknown, depth: number, left: { relations: number }): Map<string, Growing> {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) refuse('expand must be an object of relations.');
  if (depth > maxDepth) refuse(`expand goes at most ${maxDepth} levels deep.`);
  const grown = new Map<string, Growing>();
  for (const [name, value] of Object.entries(tree as object)) {
    if (left.relations-- <= 0) refuse(`expand names at most ${maxRelations} relations.`);
    if (value === true) {
      grown.set(name, { query: {}, children: new Map() });
      continue;
    }
    const query = checkQuery(name, value);
    grown.set(name, { query, children: query.expand === undefined ? new Map() : growTree(query.expand, depth + 1, left) });
  }
  return grown;
}

function checkQuery(name: string, value: unknown): ExpandQuery {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`expand.${name} must be true or an object.`);
  const query = value as ExpandQuery;
  const stranger = Object.keys(query).find((key) => !queryKeys.has(key));
  if (stranger !== undefined) refuse(`expand.${name} does not take "${stranger}".`);
  if (query.fields !== undefined && !(Array.isArray(query.fields) && query.fields.every((field) => typeof field === 'string'))) {
    refuse(`expand.${name}.fields must be a list of fields.`);
  }
  return query;
}

function settle(level: Map<string, Growing>): ExpandPlan {
  return new Map([...level].map(([name, { query, children }]) => [name, { ...query, children: settle(children) }]));
}
