// Runs every test there is, first vitest's and then Playwright's, and ends with one line: N passed, N failed.
// What a test is, and how each runner is set up, is in vite.config.ts and test/e2e/playwright.config.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countOf, readPlaywright, readVitest, summary } from './tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');

const runners = [
  {
    name: 'vitest',
    command: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      '--outputFile.json=test-results/vitest.json',
    ],
    report: 'vitest.json',
    read: readVitest,
  },
  {
    name: 'playwright',
    command: ['node_modules/@playwright/test/cli.js', 'test', '-c', 'test/e2e/playwright.config.ts'],
    report: 'e2e.json',
    read: readPlaywright,
  },
];

/** @param {(typeof runners)[number]} runner */
function run({ name, command, report, read }) {
  const file = join(results, report);
  // An old report must not speak for a run that crashed.
  rmSync(file, { force: true });
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return countOf(name, status, existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : undefined);
}

mkdirSync(results, { recursive: true });
const { lines, failed } = summary(runners.map(run));
console.log(`\n${lines.join('\n')}`);
process.exitCode = failed > 0 ? 1 : 0;
