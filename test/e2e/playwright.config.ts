// The end-to-end tests: a real browser against a real server. Each test starts its own server, so there is none here.

import { defineConfig } from '@playwright/test';
import { findBrowser } from '../support/browser.ts';

const { executablePath, args } = await findBrowser();
const results = new URL('../../test-results/', import.meta.url).pathname;

export default defineConfig({
  testDir: '.',
  outputDir: `${results}e2e`,
  timeout: 240_000,
  expect: { timeout: 10_000 },
  // Two cores: one browser and one server each.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['json', { outputFile: `${results}e2e.json` }]],
  use: {
    locale: 'en-US',
    // A name that is not localhost makes an insecure origin, as phones in a venue have.
    launchOptions: { executablePath, args: [...args, '--host-resolver-rules=MAP board.test 127.0.0.1'], chromiumSandbox: false },
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    // Costs a third of the time; `--trace on` where a failure needs it.
    trace: 'off',
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
