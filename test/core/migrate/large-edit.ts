import { relation } from '../../../core/collections/fields/relation.ts';
import { text } from '../../../core/collections/fields/text.ts';
import { compile } from './collections.ts';

const names = Array.from({ length: 20 }, (_, index) => `things${index}`);

/** Twenty collections, before and after an edit that touches all of them. */
export const before = compile(Object.fromEntries(names.map((name) => [name, { fields: { title: text({ index: true }) } }])));
export const after = compile({
  ...Object.fromEntries(
    names.map((name) => [
      name,
      { fields: { heading: text({ renamedFrom: 'title' }), body: text({ default: 'x' }), next: relation('things0') } },
    ]),
  ),
  added: { fields: { title: text() } },
});
