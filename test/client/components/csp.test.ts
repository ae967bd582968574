// What a strict `style-src 'self'` would refuse, found in the compiled components. The header itself is the server's.

import { readFileSync, readdirSync } from 'node:fs';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';

const folder = new URL('../../../client/components/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.svelte'));

test.each(files)('[LK6] %s writes no style attribute and no style element into its markup', (file) => {
  const { js } = compile(readFileSync(new URL(file, folder), 'utf8'), { generate: 'client', css: 'external', filename: file });
  expect(js.code).not.toMatch(/<[^>`]*\sstyle=/);
  expect(js.code).not.toMatch(/<style|append_styles/);
});

test.each(files)('[LK7] %s imports neither state nor pages', (file) => {
  const source = readFileSync(new URL(file, folder), 'utf8');
  expect(source).not.toMatch(/from '\.\.\/(state|pages)\//);
});
