// The documents against the code: rules, refusals, settings, commands and links. That their sentences are true is for readers.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { STATUS } from '../../server/http/status.ts';
import { ORDINARY, REFUSALS, type RefusalCode } from '../../shared/refusal.ts';
import { rulesIn, rulesPage, testSources } from '../../.setup/rules.mjs';
import pkg from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(resolve(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();
const matches = (where: string, pattern: RegExp): string[] => sorted([...where.matchAll(pattern)].map((match) => match[1] ?? ''));

const cited = sorted(testSources().flatMap((source) => matches(source, /['"`]\[([A-Z]{2}-?\d+)\] /g)));
const written = matches(text('docs/rules.md'), /^- \*\*([A-Z]{2}-?\d+)\*\* /gm);

test('[DO1] every rule a test cites stands in docs/rules.md; `npm run rules` puts it there', () => {
  expect(cited.filter((id) => !written.includes(id))).toEqual([]);
});

test('[DO2] every rule in docs/rules.md is cited by a test', () => {
  expect(written.filter((id) => !cited.includes(id))).toEqual([]);
});

test('[DO3] every refusal stands in docs/rules.md with its status and its close code', () => {
  const rows = [...text('docs/rules.md').matchAll(/^\| `([a-z-]+)` +\| (\d+) +\| (\d*) *\| /gm)].map(([, code, status, close]) => [
    code,
    status,
    close,
  ]);
  const known = Object.entries(REFUSALS).map(([code, close]) => [
    code,
    String(STATUS[code as RefusalCode]),
    close === ORDINARY && code !== 'malformed' ? '' : String(close),
  ]);
  expect(rows).toEqual(known);
});

test('[DO4] the README names every setting the server reads, and no other', () => {
  expect(matches(text('README.md'), /^\| `([A-Z_]+)` +\| /gm)).toEqual(matches(text('server/config.ts'), /value\('([A-Z_]+)'/g));
});

test('[DO5] every command the documents name is one of package.json', () => {
  const named = pages.flatMap((page) => matches(text(page), /npm run ([a-z:-]+)/g));
  expect(sorted(named).filter((name) => !(name in pkg.scripts))).toEqual([]);
});

test('[DO6] every link between the documents leads to a file', () => {
  const broken = pages.flatMap((page) =>
    matches(text(page), /\]\(((?!https?:)[^)#\s]+)[^)]*\)/g)
      .filter((target) => !existsSync(resolve(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('[DO7] rules are read from names in any quotes, with their subject, and numbers are in order', () => {
  // Put together here, so that this file itself cites no such rules.
  const source = `describe('a board', () => {
    test("[${'ZZ'}10] is never \${lost}", () => {});
    test.each([])('[${'ZZ'}9] it isn\\'t %s', () => {});
  });`;
  const rules = rulesIn(source);
  expect(rules).toEqual([
    { id: 'ZZ10', sentence: 'a board is never …' },
    { id: 'ZZ9', sentence: "it isn't …" },
  ]);
  const page = rulesPage('# Rules\n\nHand-written.\n\n## ZZ: Boards\n\n- **ZZ1** gone\n\n## Refusals\n\nWhy.\n', rules, {
    no: { status: 403, text: 'No.' },
  });
  expect(page).toContain(
    "Hand-written.\n\n## ZZ: Boards\n\n- **ZZ9** it isn't …\n- **ZZ10** a board is never …\n\n## Refusals\n\nWhy.\n\n| Code",
  );
  expect(page).toContain('| `no` | 403 |  | No. |');
  expect(page).not.toContain('gone');
});
