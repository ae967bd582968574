// Finds words on the screens that stand outside the catalogues: letters in markup, or in an attribute people read or hear.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';

const root = fileURLToPath(new URL('..', import.meta.url));
const spoken = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
]);
/** What is the same in all languages: the product's name, the start of an address, a sample code, a command. */
const names = /^\s*(?:(?:·\s*)?Hackfest(?: Board)?|https:\/\/|brave-otter-42|npm run [a-z]+)\s*$/;
/** Where developers look at all components. */
const unspoken = /pages\/(?:Components|components\/\w+)\.svelte$/;

/**
 * @param {string} folder
 * @returns {string[]}
 */
const screens = (folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte'));

/** @param {string} text */
const saysSomething = (text) => /\p{L}{2}/u.test(text) && !names.test(text);

/**
 * @param {any} node
 * @param {(text: string, at: number) => void} found
 */
function walk(node, found) {
  if (Array.isArray(node)) return node.forEach((one) => walk(one, found));
  if (typeof node !== 'object' || node === null || typeof node.type !== 'string') return;
  if (node.type === 'Text' && saysSomething(node.data)) return found(node.data, node.start);
  if (node.type === 'Attribute') {
    if (!spoken.has(node.name)) return;
    const parts = Array.isArray(node.value) ? node.value : [node.value];
    for (const part of parts) if (part.type === 'Text' && saysSomething(part.data)) found(part.data, part.start);
    return;
  }
  for (const key of ['fragment', 'nodes', 'attributes', 'consequent', 'alternate', 'body', 'fallback', 'pending', 'then', 'catch'])
    walk(node[key], found);
}

const client = join(root, 'client');
let findings = 0;
for (const screen of screens(client)) {
  if (unspoken.test(screen)) continue;
  const path = join(client, screen);
  const source = readFileSync(path, 'utf8');
  walk(parse(source, { modern: true }).fragment, (text, at) => {
    findings++;
    console.error(`${relative(root, path)}:${source.slice(0, at).split('\n').length} words outside the catalogues: ${text.trim()}`);
  });
}
process.exitCode = findings > 0 ? 1 : 0;
