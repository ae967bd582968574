// What the last line of a test run says: the arithmetic over the runners' reports. The runners themselves are not started here.

import { expect, test } from 'vitest';
import { countOf, readPlaywright, readVitest, summary } from '../../.setup/tally.mjs';

const clean = { passed: 3, skipped: 0, failures: [] };

test('[TC5] the counts of all runners are added up, and what was skipped is said only when something was', () => {
  expect(summary([clean, { passed: 2, skipped: 0, failures: [] }]).lines).toEqual(['5 passed, 0 failed']);
  expect(summary([clean, { passed: 2, skipped: 1, failures: ['a'] }]).lines).toEqual(['FAILED a', '5 passed, 1 failed, 1 skipped']);
});

test('[TC6] a runner that crashed, ran nothing or ended badly without naming a test counts as a failure', () => {
  expect(countOf('vitest', 1, undefined).failures).toHaveLength(1);
  expect(countOf('vitest', 0, { passed: 0, skipped: 4, failures: [] }).failures).toHaveLength(1);
  expect(countOf('vitest', 1, clean).failures).toHaveLength(1);
  expect(countOf('vitest', null, clean).failures).toHaveLength(1);
  expect(countOf('vitest', 0, clean)).toEqual(clean);
});

test('[TC7] a test file that cannot be loaded counts as one failure', () => {
  const report = {
    numPassedTests: 1,
    numPendingTests: 0,
    testResults: [
      { name: 'good.test.ts', status: 'passed', assertionResults: [{ fullName: 'works', status: 'passed' }] },
      { name: 'bad.test.ts', status: 'failed', assertionResults: [{ fullName: 'breaks', status: 'failed' }] },
      { name: 'broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(readVitest(report)).toMatchObject({
    passed: 1,
    failures: ['bad.test.ts: breaks', 'broken.test.ts: the file failed outside its tests'],
  });
});

test('[TC8] an end-to-end test that passed only at a second try counts as failed, and so does an error outside the tests', () => {
  const spec = (title: string, status: string) => ({ title, ok: status !== 'unexpected', tests: [{ status }] });
  const report = {
    stats: { expected: 1, skipped: 0 },
    suites: [
      {
        title: '',
        file: 'story.spec.ts',
        suites: [{ title: 'a', file: 'story.spec.ts', specs: [spec('good', 'expected'), spec('shaky', 'flaky')] }],
      },
    ],
    errors: [{ message: 'no browser\n  at launch' }],
  };
  expect(readPlaywright(report)).toEqual({ passed: 1, skipped: 0, failures: ['story.spec.ts: shaky', 'no browser'] });
});
