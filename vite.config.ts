// How the project is built, served in development and tested: one build for client and server, and the test projects.
// Not here: when to build (.setup/prepare.mjs), what may import what (.dependency-cruiser.cjs), the end-to-end tests (test/e2e).

import { compileMessage } from '@lingui/message-utils/compileMessage';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import type { Plugin, ProxyOptions } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';

const root = import.meta.dirname;
const at = (path: string) => resolve(root, path);

/** Where `npm run dev` has the server, and which addresses are the server's. `^` makes them patterns: plain keys are prefixes. */
const devServer = 'http://127.0.0.1:3001';
const proxied: Record<string, ProxyOptions> = {
  '^/api(/|$)': { target: devServer },
  '^/sync/': { target: devServer, ws: true },
  '^/live/': { target: devServer, ws: true },
  '^/(livez|readyz)$': { target: devServer },
};

/** `en.json?compiled` is the locale as @lingui/core reads it, so that no screen has to load a parser of ICU messages. */
function compiledLocales(): Plugin {
  return {
    name: 'compiled-locales',
    enforce: 'pre',
    transform(source, id) {
      if (!id.endsWith('.json?compiled')) return undefined;
      const texts = Object.entries(JSON.parse(source) as Record<string, string>);
      const messages = JSON.stringify(Object.fromEntries(texts.map(([key, text]) => [key, compiled(key, text)])));
      return { code: `export default JSON.parse(${JSON.stringify(messages)})`, map: null, moduleType: 'js' };
    },
  };
}

function compiled(key: string, text: string) {
  const message = compileMessage(text);
  // A text that cannot be read comes back as it is.
  if (message.length === 1 && message[0] === text && /[{}]/.test(text)) throw new Error(`"${key}" is no valid ICU message: ${text}`);
  return message;
}

type Test = NonNullable<TestProjectInlineConfiguration['test']>;

/** Groups run one after the other, so that simulations and browsers do not take the time that others are measured by. */
const project = (name: string, groupOrder: number, test: Test): TestProjectInlineConfiguration => ({
  extends: true,
  root,
  test: { name, root, sequence: { groupOrder }, testTimeout: 30_000, hookTimeout: 30_000, maxWorkers: 2, ...test },
});

const pure = project('unit', 0, { include: ['test/{shared,server,storage,setup,support}/**/*.test.ts'] });

const state: TestProjectInlineConfiguration = {
  ...project('client', 1, { include: ['test/client/**/*.test.ts'], exclude: ['**/*.browser.test.ts'] }),
  // Svelte's runes do nothing in its server build, which Node would get.
  resolve: { conditions: ['browser'] },
};

const simulations = project('sim', 2, { include: ['test/sim/**/*.test.ts'], testTimeout: 120_000 });

/** The browser is looked for only when tests are run: a build needs none. */
async function components(): Promise<TestProjectInlineConfiguration> {
  const { playwright } = await import('@vitest/browser-playwright');
  const { findBrowser } = await import('./test/support/browser.ts');
  const provider = playwright({ launchOptions: { ...(await findBrowser()), chromiumSandbox: false } });
  return project('component', 3, {
    include: ['test/client/**/*.browser.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    browser: { enabled: true, headless: true, screenshotFailures: false, provider, instances: [{ browser: 'chromium' }] },
  });
}

export default defineConfig(async (): Promise<ViteUserConfig> => ({
  root: at('client'),
  publicDir: false,
  plugins: [compiledLocales(), svelte({ configFile: false })],
  server: { host: true, port: 3000, strictPort: true, proxy: proxied, fs: { allow: [root] } },
  build: {
    // The last four years of phones. One list for scripts and styles: nesting and newer colors are rewritten for the older ones.
    target: ['chrome107', 'edge107', 'firefox104', 'safari16'],
    // The page's security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
  },
  builder: {},
  environments: {
    client: { build: { outDir: at('dist/client'), manifest: true } },
    ssr: {
      resolve: { external: true },
      build: {
        outDir: at('dist/server'),
        target: 'node20',
        minify: false,
        rolldownOptions: { input: { main: at('server/main.ts') }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
      },
    },
  },
  test: { projects: process.env.VITEST ? [pure, state, simulations, await components()] : [] },
}));
