import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** Where a test file is written and where it is compiled to. */
export interface TestFile {
  /** Relative to the root of the repository. */
  readonly source: string;
  readonly compiled: string;
}

/**
 * All test files, or those that were asked for: a source or compiled file, a folder, or a part of a path. Taken from the sources, for the
 * output still holds files whose source is gone. Throws where an asked-for name fits nothing.
 */
export function findTestFiles(asked: readonly string[]): TestFile[] {
  const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .sort()
    .map((source) => ({ source, compiled: join(root, 'dist', source.replace(/\.ts$/, '.js')) }));
  const fits = (file: TestFile, name: string) => file.source.includes(name);
  const names = asked.map((name) =>
    (existsSync(name) ? relative(root, resolve(name)) : name).replace(/^dist\//, '').replace(/\.js$/, '.ts'),
  );
  const lost = names.find((name) => !all.some((file) => fits(file, name)));
  if (lost !== undefined) throw new Error(`No test file fits "${lost}".`);
  return names.length === 0 ? all : all.filter((file) => names.some((name) => fits(file, name)));
}
