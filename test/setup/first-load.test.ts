// Which scripts count as the first load of a page. What they may weigh is in .size-limit.mjs.

import { expect, test } from 'vitest';
import { scriptsOf } from '../../.setup/first-load.mjs';

const manifest = {
  'index.html': { file: 'index.js', imports: ['_core.js'] },
  'pages/Board.svelte': { file: 'board.js', imports: ['_core.js', '_card.js', 'index.html'] },
  'pages/Report.svelte': { file: 'report.js', imports: ['_core.js'] },
  '_core.js': { file: 'core.js' },
  '_card.js': { file: 'card.js', imports: ['_core.js'] },
};

test('[TC9] the first load is the page, the entry and all they import at once, each weighed once', () => {
  expect(scriptsOf(manifest, ['index.html', 'pages/Board.svelte'])).toEqual(['board.js', 'card.js', 'core.js', 'index.js']);
});

test('[TC10] a page that the build does not know is an error, not a light page', () => {
  expect(() => scriptsOf(manifest, ['index.html', 'pages/Bored.svelte'])).toThrow('pages/Bored.svelte');
});
