// Which scripts a browser loads before the board page can be used, read from the build's manifest. Weighing them is size-limit's.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ file: string, imports?: string[] }} Chunk
 * @typedef {Record<string, Chunk>} Manifest
 */

/**
 * The scripts of these entries and of all they import statically, each once.
 * @param {Manifest} manifest
 * @param {string[]} entries
 */
export function scriptsOf(manifest, entries) {
  /** @type {Set<string>} */
  const seen = new Set();
  const waiting = [...entries];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const chunk = manifest[key];
    // A renamed page must not make the measure lighter.
    if (!chunk) throw new Error(`the build has no ${key}`);
    if (seen.has(key)) continue;
    seen.add(key);
    waiting.push(...(chunk.imports ?? []));
  }
  const files = [...seen].map((key) => /** @type {Chunk} */ (manifest[key]).file);
  return [...new Set(files)].filter((file) => file.endsWith('.js')).sort();
}

/** @param {string[]} pages sources below client/: a page, and what it fetches at once by itself */
export function firstLoadOf(...pages) {
  const folder = new URL('../dist/client/', import.meta.url);
  const manifest = new URL('.vite/manifest.json', folder);
  if (!existsSync(manifest)) throw new Error('there is no build: run npm run build');
  const scripts = scriptsOf(JSON.parse(readFileSync(manifest, 'utf8')), ['index.html', ...pages]);
  return scripts.map((file) => fileURLToPath(new URL(file, folder)));
}
