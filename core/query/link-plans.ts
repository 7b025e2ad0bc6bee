import { sql } from 'kysely';
import type { Collection, CollectionField } from '../collections/collection.ts';
import { isEverything } from '../where/combine.ts';
import type { Condition } from '../where/condition.ts';
import { conditionShape } from './condition-shape.ts';
import { conditionSql } from './condition-sql.ts';
import type { SqlContext } from './condition-sql-context.ts';
import { Placeholder, type Plan } from './plan.ts';
import type { Planner } from './planner.ts';
import { idColumn } from './write-plans.ts';

/** A to-many relation: its holder, its field, and the collection that it leads to. Its links lie in a join table. */
export interface LinkTable {
  readonly holder: Collection;
  readonly field: CollectionField;
  readonly target: Collection;
}

function tableName(links: LinkTable): string {
  const table = links.field.relation?.table;
  if (!table) throw new Error(`The field "${links.field.name}" has no join table.`);
  return table;
}

const name = (links: LinkTable): string => `${links.holder.name}.${links.field.name}`;

/** Reads `source`, `target` of all links of some holders, in their order; only links to targets that satisfy `rows`. The first value is the list of holders' ids. */
export function linksPlan(planner: Planner, links: LinkTable, rows: Condition): { plan: Plan; values: unknown[] } {
  const values: unknown[] = [undefined];
  const key = `links ${name(links)} ${conditionShape(rows, values)}`;
  const { plan } = planner.plan(key, (context) => {
    const source = idColumn(links.holder);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(source)));
    const at = { collection: links.target, alias: context.nextAlias() };
    const holders = context.dialect.inList(source, sql.ref('l.source'), list);
    const condition = conditionSql(rows, at, context);
    return {
      fragment: sql`select l.source as ${sql.ref('source')}, l.target as ${sql.ref('target')} from ${sql.table(tableName(links))} as l join ${sql.table(links.target.table)} as ${sql.ref(at.alias)} on ${sql.ref(`${at.alias}.id`)} = l.target where ${holders} and ${condition} order by l.source, l.position, l.target`,
      extra: undefined,
    };
  });
  return { plan, values };
}

const encoder = (context: SqlContext, collection: Collection) => context.dialect.encode(idColumn(collection));

/** Adds one link; values: source, target, position. */
export function insertLinkPlan(planner: Planner, links: LinkTable): Plan {
  const { plan } = planner.plan(`link ${name(links)}`, (context) => {
    const source = sql.val(new Placeholder(context.nextIndex(), encoder(context, links.holder)));
    const target = sql.val(new Placeholder(context.nextIndex(), encoder(context, links.target)));
    const position = sql.val(new Placeholder(context.nextIndex()));
    return {
      fragment: sql`insert into ${sql.table(tableName(links))} (source, target, position) values (${source}, ${target}, ${position})`,
      extra: undefined,
    };
  });
  return plan;
}

/** Deletes all links whose `end` is in the one value, a list of ids. */
export function deleteLinksPlan(planner: Planner, links: LinkTable, end: 'source' | 'target'): Plan {
  const { plan } = planner.plan(`unlink ${name(links)} ${end}`, (context) => {
    const column = idColumn(end === 'source' ? links.holder : links.target);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(column)));
    return {
      fragment: sql`delete from ${sql.table(tableName(links))} where ${context.dialect.inList(column, sql.ref(end), list)}`,
      extra: undefined,
    };
  });
  return plan;
}

/** Deletes the links of one holder to targets that satisfy `rows`. The first value is a list of its id. */
export function clearLinksPlan(planner: Planner, links: LinkTable, rows: Condition): { plan: Plan; values: unknown[] } {
  if (isEverything(rows)) return { plan: deleteLinksPlan(planner, links, 'source'), values: [undefined] };
  const values: unknown[] = [undefined];
  const key = `clear ${name(links)} ${conditionShape(rows, values)}`;
  const { plan } = planner.plan(key, (context) => {
    const source = idColumn(links.holder);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(source)));
    const at = { collection: links.target, alias: context.nextAlias() };
    const targets = sql`select ${sql.ref(`${at.alias}.id`)} from ${sql.table(links.target.table)} as ${sql.ref(at.alias)} where ${conditionSql(rows, at, context)}`;
    return {
      fragment: sql`delete from ${sql.table(tableName(links))} where ${context.dialect.inList(source, sql.ref('source'), list)} and target in (${targets})`,
      extra: undefined,
    };
  });
  return { plan, values };
}

/** Reads the distinct `source` of all links to the targets in the one value, a list of ids. */
export function holdersPlan(planner: Planner, links: LinkTable): Plan {
  const { plan } = planner.plan(`holders ${name(links)}`, (context) => {
    const column = idColumn(links.target);
    const list = sql.val(new Placeholder(context.nextIndex(), context.dialect.encodeList(column)));
    const targets = context.dialect.inList(column, sql.ref('target'), list);
    return {
      fragment: sql`select distinct source as ${sql.ref('source')} from ${sql.table(tableName(links))} where ${targets}`,
      extra: undefined,
    };
  });
  return plan;
}
