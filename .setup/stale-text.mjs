// Finds in the project's own texts what belongs to one machine or one afternoon: paths of whoever wrote it, and parked tasks.
import { readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const skippedFolders = new Set(['.git', 'node_modules', 'dist', 'test-results', 'playwright-report', '.cache']);
const skippedPaths = new Set(['data', 'test/data', 'package-lock.json', 'LICENSE', '.setup/stale-text.mjs']);
const texts = /\.(ts|mjs|cjs|js|json|svelte|css|html|md|sh|svg|yml|yaml)$|^run$|^\.[a-z]+rc$/;

/** @param {string} text */
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const stale = [
  { what: 'a path of one machine', pattern: new RegExp(`${literally(root)}|${literally(homedir())}/|/(?:home|Users)/[a-z][\\w-]*/`) },
  { what: 'a parked task', pattern: /\b(?:TODO|FIXME|XXX)\b/ },
  { what: 'a left-over of a merge', pattern: /^(?:<{7}|>{7}) / },
];

/**
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* textsUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (skippedFolders.has(entry.name) || skippedPaths.has(relative(root, path))) continue;
    if (entry.isDirectory()) yield* textsUnder(path);
    else if (texts.test(entry.name)) yield path;
  }
}

/** @param {string} path */
function findingsIn(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      stale.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${relative(root, path)}:${index + 1} ${what}: ${line.trim()}`),
    );
}

const findings = [...textsUnder(root)].flatMap(findingsIn);
for (const finding of findings) console.error(finding);
process.exit(findings.length > 0 ? 1 : 0);
