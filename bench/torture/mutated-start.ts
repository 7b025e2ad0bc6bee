// Starts `plinth` with a mistake in it: node mutated-start.js <mutation> start --port …
import { register } from 'node:module';
import { mutations } from './mutations.ts';

const [, , name, ...typed] = process.argv;
const mutation = mutations.find((candidate) => candidate.name === name);
if (!mutation) throw new Error(`There is no mutation "${String(name)}".`);
register('./mutation-hooks.js', import.meta.url, { data: mutation.edits });
const main = new URL('../../core/cli/main.js', import.meta.url);
process.argv = [process.execPath, main.pathname, ...typed];
await import(main.href);
