import t from 'tap';
import { readTap } from './read-tap.ts';
import type { TestReport } from './test-report.ts';

const read = (lines: readonly string[]): TestReport => {
  const tap = readTap();
  tap.write(`TAP version 14\n${lines.join('\n')}\n`);
  return tap.finish();
};

const cases: readonly {
  readonly name: string;
  readonly tap: readonly string[];
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}[] = [
  {
    name: 'assertions of one test count as one test',
    tap: ['# Subtest: works', '    ok 1 - a', '    ok 2 - b', '    1..2', 'ok 1 - works', '1..1'],
    passed: 1,
    failed: [],
    skipped: [],
  },
  {
    name: 'one failed assertion fails its test, and not the groups around it as well',
    tap: [
      '# Subtest: group',
      '    # Subtest: works',
      '        ok 1 - a',
      '        1..1',
      '    ok 1 - works',
      '    # Subtest: breaks',
      '        ok 1 - a',
      '        not ok 2 - b',
      '        1..2',
      '    not ok 2 - breaks',
      '    1..2',
      'not ok 1 - group',
      '1..1',
    ],
    passed: 1,
    failed: ['group > breaks'],
    skipped: [],
  },
  {
    name: 'a failed assertion between two tests is not lost',
    tap: [
      '# Subtest: group',
      '    # Subtest: works',
      '        ok 1 - a',
      '        1..1',
      '    ok 1 - works',
      '    not ok 2 - beside',
      '    1..2',
      'not ok 1 - group',
      '1..1',
    ],
    passed: 1,
    failed: ['group'],
    skipped: [],
  },
  {
    name: 'a test that fails without a failed assertion is a failure',
    tap: ['# Subtest: plans two', '    ok 1 - a', '    1..2', 'not ok 1 - plans two', '1..1'],
    passed: 0,
    failed: ['plans two'],
    skipped: [],
  },
  {
    name: 'a skipped test is skipped for its reason, however it was written',
    tap: [
      'ok 1 - asked # SKIP no PostgreSQL',
      '# Subtest: found out',
      '    ok 1 - no Redis # SKIP',
      '    1..1',
      'ok 2 - found out',
      '1..2',
    ],
    passed: 0,
    failed: [],
    skipped: ['no PostgreSQL', 'no Redis'],
  },
  {
    name: 'a file that ends early is a failure',
    tap: ['# Subtest: works', '    ok 1 - a', '    1..1', 'ok 1 - works', '1..2'],
    passed: 1,
    failed: [''],
    skipped: [],
  },
];

for (const { name, tap, passed, failed, skipped } of cases) {
  t.test(name, async (t) => {
    const report = read(tap);
    t.equal(report.passed, passed);
    t.same(
      report.failures.map(({ path }) => path.join(' > ')),
      failed,
    );
    t.same([...report.skipped].sort(), [...skipped].sort());
  });
}
