// Adds up what the test runners report. Pure: reports in, counts and lines out. Starting the runners is in test.mjs.

/** @typedef {{ passed: number, skipped: number, failures: string[] }} Count */

/**
 * @param {{
 *   numPassedTests: number, numPendingTests: number, numTodoTests?: number,
 *   testResults: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string }[] }[],
 * }} report
 * @returns {Count}
 */
export function readVitest({ numPassedTests, numPendingTests, numTodoTests = 0, testResults }) {
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').map((test) => `${name}: ${test.fullName}`);
    // A file that cannot be loaded has no tests to fail.
    return failed.length === 0 && status === 'failed' ? [`${name}: the file failed outside its tests`] : failed;
  });
  return { passed: numPassedTests, skipped: numPendingTests + numTodoTests, failures };
}

/**
 * @typedef {{ title: string, file: string, specs?: { title: string, ok: boolean, tests: { status: string }[] }[], suites?: Suite[] }} Suite
 * @param {{ stats: { expected: number, skipped: number }, suites: Suite[], errors: { message?: string }[] }} report
 * @returns {Count}
 */
export function readPlaywright({ stats, suites, errors }) {
  const failures = [
    ...suites.flatMap(failedIn),
    ...errors.map(({ message = 'an error outside the tests' }) => message.split('\n')[0] ?? ''),
  ];
  return { passed: stats.expected, skipped: stats.skipped, failures };
}

/**
 * A test that passed only on a second try counts as failed.
 * @param {Suite} suite
 * @returns {string[]}
 */
function failedIn({ file, specs = [], suites = [] }) {
  const bad = specs.flatMap(({ title, tests }) =>
    tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').map(() => `${file}: ${title}`),
  );
  return [...bad, ...suites.flatMap(failedIn)];
}

/**
 * What a runner counts for: one that crashed, ran nothing, or ended badly without naming a test, is a failure itself.
 * @param {string} name
 * @param {number | null} status how it ended
 * @param {Count | undefined} count
 * @returns {Count}
 */
export function countOf(name, status, count) {
  if (!count) return { passed: 0, skipped: 0, failures: [`${name} left no report`] };
  const failures = [...count.failures];
  if (count.passed + failures.length === 0) failures.push(`${name} ran no test`);
  if (status !== 0 && failures.length === 0) failures.push(`${name} ended with ${status ?? 'a signal'} although no test failed`);
  return { ...count, failures };
}

/** @param {Count[]} counts */
export function summary(counts) {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const skipped = counts.reduce((sum, count) => sum + count.skipped, 0);
  const failures = counts.flatMap((count) => count.failures);
  const last = `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { lines: [...failures.map((failure) => `FAILED ${failure}`), last], failed: failures.length };
}
