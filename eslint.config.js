// What the linter holds: mistakes with promises and types, markup the page's security policy would refuse, and that shared/ is pure.
// Layout is Prettier's; who may import whom is dependency-cruiser's.

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist/', 'data/', 'test/data/', 'test-results/', 'playwright-report/', 'test/bench/node_modules/', '**/*.cjs'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // TypeScript knows the names.
      'no-undef': 'off',
      // Texts from outside are cleaned of control characters, so patterns name them on purpose.
      'no-control-regex': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
    },
  },
  {
    // The rules that need types stop at .ts files: in .svelte files they take a minute, and svelte-check reads the types there.
    files: ['**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // A Set or Map that no screen reads is right as it is; three of three findings were such.
      'svelte/prefer-svelte-reactivity': 'off',
      // The application has a router of its own and is served from the root.
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The security policy refuses style attributes: use a class or style:property.',
        },
      ],
    },
  },
  {
    // clock.ts and main.ts hand time and randomness in, and config.ts what the environment says.
    files: ['server/**/*.ts'],
    ignores: ['server/main.ts', 'server/clock.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument: ask deps.clock.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument: ask deps.randomBytes or deps.mint.' },
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment, which main.ts hands it.' },
      ],
    },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'fetch',
        'window',
        'document',
        'navigator',
        'localStorage',
        'crypto',
        'process',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'performance',
        'sessionStorage',
        'globalThis',
        'self',
        'console',
        'WebSocket',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument in shared/.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument in shared/.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is an argument in shared/.' },
      ],
    },
  },
);
