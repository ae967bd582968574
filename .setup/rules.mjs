// `npm run rules`: writes docs/rules.md anew from the names of the tests and from the table of refusals. The introduction and the
// headings of that page are written by hand and kept. What a rule says is decided where it is tested, never here.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'rules.md');

/** @typedef {{ readonly id: string, readonly sentence: string }} Rule */
/** @typedef {{ readonly [code: string]: { readonly status: number, readonly close?: number, readonly text: string } }} Refusals */

/**
 * The text of every test file.
 * @param {string} folder
 * @returns {string[]}
 */
export function testSources(folder = join(root, 'test')) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testSources(path);
    return entry.name.endsWith('.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

const NAME = /(?:describe\(\s*(['"`])(?<subject>(?:\\.|(?!\1).)*)\1)|(?:(['"`])\[(?<id>[A-Z]{2}-?\d+)\] (?<sentence>(?:\\.|(?!\3).)*)\3)/g;

/** Where a sentence begins like this, the `describe` around it is its subject. */
const NO_SUBJECT = /^(?:is|can|cannot|gives|has|holds|keeps|makes|says|that)\b/;

/**
 * The rules that the tests of one file cite.
 * @param {string} source
 * @returns {Rule[]}
 */
export function rulesIn(source) {
  let subject = '';
  /** @type {Rule[]} */
  const rules = [];
  for (const { groups = {} } of source.matchAll(NAME)) {
    const { id, sentence = '' } = groups;
    if (id === undefined) subject = groups['subject'] ?? '';
    else rules.push({ id, sentence: plain(NO_SUBJECT.test(sentence) ? `${subject} ${sentence}` : sentence) });
  }
  return rules;
}

/**
 * A test's name as a sentence: what a table fills in becomes an ellipsis.
 * @param {string} name
 */
function plain(name) {
  return name
    .replaceAll(/\$\{[^}]*\}|%[sdifjo]|\$[a-z]\w*(?:\.\w+)*/g, '…')
    .replaceAll(/\\(['"`\\])/g, '$1')
    .replaceAll(/[\\`*_<]/g, '\\$&');
}

const prefixOf = (/** @type {string} */ id) => id.replace(/\d+$/, '');
const numberOf = (/** @type {string} */ id) => Number(/\d+$/.exec(id)?.[0]);

/**
 * @param {string} now the page as it is
 * @param {readonly Rule[]} rules
 * @param {Refusals} refusals
 */
export function rulesPage(now, rules, refusals) {
  const introduction = now.split(/^## /m)[0]?.trim() ?? '';
  const headings = new Map([...now.matchAll(/^## ([A-Z]{2}-?): (.*)$/gm)].map(([, prefix = '', title = '']) => [prefix, title]));
  for (const { id } of rules) if (!headings.has(prefixOf(id))) headings.set(prefixOf(id), '(say in one line what these rules are about)');
  const sections = [...headings]
    .map(([prefix, title]) => section(`${prefix}: ${title}`, linesOf(rules, prefix)))
    .filter((text) => text !== '');
  return [introduction, ...sections, refusalSection(now, refusals)].join('\n\n') + '\n';
}

/**
 * @param {readonly Rule[]} rules
 * @param {string} prefix
 */
function linesOf(rules, prefix) {
  const own = rules.filter(({ id }) => prefixOf(id) === prefix).sort((a, b) => numberOf(a.id) - numberOf(b.id));
  return [...new Set(own.map(({ id, sentence }) => `- **${id}** ${sentence}`))];
}

const section = (/** @type {string} */ title, /** @type {string[]} */ lines) =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;

/**
 * @param {string} now
 * @param {Refusals} refusals
 */
function refusalSection(now, refusals) {
  const introduction = /^## Refusals\n(?<text>[^|]*)/m.exec(now)?.groups?.['text']?.trim() ?? '';
  const head = ['| Code | HTTP | Close | What people read |', '| --- | --- | --- | --- |'];
  return `## Refusals\n\n${introduction}\n\n${[...head, ...Object.entries(refusals).map(([code, entry]) => refusalRow(code, entry))].join('\n')}`;
}

/**
 * @param {string} code
 * @param {Refusals[string]} entry
 */
const refusalRow = (code, { status, close, text }) =>
  `| \`${code}\` | ${status} | ${close ?? ''} | ${text.replaceAll(/[\\`*_<|]/g, '\\$&')} |`;

async function write() {
  // Needs a loader for TypeScript, which the script of package.json brings.
  const { ORDINARY, REFUSALS } = await import('../shared/refusal.ts');
  const { STATUS } = await import('../server/http/status.ts');
  /** @type {(code: string, close: number) => { close?: number }} */
  const closing = (code, close) => (close === ORDINARY && code !== 'malformed' ? {} : { close });
  const { SENTENCES } = await import('../shared/sentences.ts');
  const sentences = new Map(Object.entries(SENTENCES));
  const refusals = Object.fromEntries(
    Object.entries(REFUSALS).map(([code, close]) => [
      code,
      { status: STATUS[/** @type {keyof typeof STATUS} */ (code)], ...closing(code, close), text: sentences.get(code) ?? '' },
    ]),
  );
  const text = rulesPage(readFileSync(page, 'utf8'), testSources().flatMap(rulesIn), refusals);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write();
