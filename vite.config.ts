// One build for both sides: the pages into dist/client, the server into dist/server. The test projects stand here too.

import { compileMessage } from '@lingui/message-utils/compileMessage';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { isFirst } from './client/locales/first.ts';
import { findBrowser } from './test/support/browser.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `x.json?messages=first` and `=later`: the two parts of a catalogue, its ICU texts compiled so that no parser travels to phones. */
function messages(): Plugin {
  return {
    name: 'hackfest-messages',
    enforce: 'pre',
    load(id) {
      const [file = '', part] = id.split('?messages=');
      if (part === undefined) return null;
      this.addWatchFile(file);
      const texts = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
      const wanted = texts.filter(([key]) => isFirst(key) === (part === 'first'));
      const compiled = Object.fromEntries(wanted.map(([key, text]) => [key, compiledText(key, text)]));
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))});`, moduleType: 'js', map: null };
    },
  };
}

function compiledText(key: string, text: string) {
  const message = compileMessage(text);
  // The compiler gives back as it is what it cannot read.
  if (message.length === 1 && message[0] === text && /[{}]/.test(text)) throw new Error(`"${key}" is no ICU message: ${text}`);
  return message;
}

/** Tells the worker that keeps the pages' files which ones there are, and which version they are. */
function shell(): Plugin {
  return {
    name: 'hackfest-shell',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    writeBundle({ dir = '' }) {
      const files = readdirSync(join(dir, 'assets'))
        .filter((name) => /\.(?:js|css|svg|woff2)$/.test(name))
        .map((name) => `/assets/${name}`)
        .sort();
      const version = createHash('sha256')
        .update(readFileSync(join(dir, 'index.html')))
        .update(files.join())
        .digest('hex')
        .slice(0, 12);
      const worker = join(dir, SHELL_WORKER);
      const told = readFileSync(worker, 'utf8')
        .replace('__SHELL_FILES__', JSON.stringify(files))
        .replace('__SHELL_VERSION__', JSON.stringify(version));
      if (/__SHELL_/.test(told)) throw new Error(`${SHELL_WORKER} asks for more than the build tells`);
      writeFileSync(worker, told);
    },
  };
}
/** Its name stays, so that a browser finds the next one. */
const SHELL_WORKER = 'shell-worker.js';

/** Writes a smaller twin beside every text file of the pages, so that a venue's Wi-Fi carries a third of it. */
function twins(): Plugin {
  const worthIt = /\.(?:js|css|svg|html|json)$/;
  return {
    name: 'hackfest-twins',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!worthIt.test(name)) continue;
        const path = join(dir, name);
        const content = readFileSync(path);
        if (content.byteLength < 1_024) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** The tests' browser is looked for only when tests run. */
async function componentBrowser() {
  if (!process.env['VITEST']) return {};
  const { executablePath, args } = await findBrowser();
  return {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({ launchOptions: { executablePath, args, chromiumSandbox: false } }),
    instances: [{ browser: 'chromium' as const }],
  };
}

const DEV_SERVER = 'http://127.0.0.1:3001';

export default defineConfig({
  root: at('client'),
  plugins: [messages(), svelte({ configFile: false }), shell(), twins()],
  builder: {},
  server: {
    port: 3000,
    // The next port is the server's.
    strictPort: true,
    host: true,
    // Proxy keys are prefixes unless they begin with ^.
    proxy: {
      '^/api/': DEV_SERVER,
      '^/(livez|readyz)$': DEV_SERVER,
      '^/live/': { target: DEV_SERVER, ws: true },
      '^/sync/': { target: DEV_SERVER, ws: true },
    },
  },
  environments: {
    client: {
      build: {
        outDir: at('dist/client'),
        emptyOutDir: true,
        manifest: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        target: ['chrome107', 'safari16', 'firefox104'],
        rollupOptions: {
          input: { index: at('client/index.html'), 'shell-worker': at('client/offline/shell-worker.ts') },
          output: { entryFileNames: ({ name }) => (name === 'shell-worker' ? SHELL_WORKER : 'assets/[name]-[hash].js') },
        },
      },
    },
    ssr: {
      build: { outDir: at('dist/server'), emptyOutDir: true, ssr: true, target: 'node20', rollupOptions: { input: at('server/main.ts') } },
    },
  },
  test: {
    root: at('.'),
    // Two cores, and some tests start servers and browsers of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        root: at('.'),
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/{shared,server,storage,support,setup,client,docs}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          setupFiles: ['test/support/words.ts'],
        },
      },
      {
        extends: true,
        root: at('.'),
        test: { name: 'sim', environment: 'node', include: ['test/sim/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        root: at('.'),
        resolve: { conditions: ['browser'] },
        // After the others: a browser takes both cores.
        test: {
          name: 'component',
          include: ['test/client/**/*.browser.test.ts'],
          fileParallelism: false,
          setupFiles: ['test/support/words.ts'],
          sequence: { groupOrder: 1 },
          browser: await componentBrowser(),
        },
      },
    ],
  },
});
