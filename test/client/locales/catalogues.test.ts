// Every language says all that English says, with the same values, in plural forms of its own. Whether it says it well is
// for its speakers to judge.

import { compileMessage } from '@lingui/message-utils/compileMessage';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isFirst } from '../../../client/locales/first.ts';
import { LANGUAGES, languageFor } from '../../../client/locales/language.ts';
import { countIn, written, type Message } from '../../../client/locales/message.ts';
import { pseudo } from '../../../client/locales/pseudo.ts';

type Catalogue = { readonly [key: string]: string };
const folder = new URL('../../../client/locales/', import.meta.url);
const read = (language: string): Catalogue => JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Catalogue;
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const languages = files.map((name) => name.replace('.json', ''));
const english = read('en');

/** The values a message asks for, and for each plural the forms it has. */
function anatomy(text: string): { values: string[]; plurals: string[][] } {
  const values = new Set<string>();
  const plurals: string[][] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    for (const piece of part as unknown[]) {
      if (!Array.isArray(piece)) continue;
      const [name, , choices] = piece as [string, unknown, { [form: string]: unknown } | undefined];
      values.add(name);
      if (typeof choices !== 'object' || choices === null) continue;
      plurals.push(Object.keys(choices).filter((form) => form !== 'offset'));
      for (const choice of Object.values(choices)) walk(choice);
    }
  };
  walk(compileMessage(text));
  return { values: [...values].sort(), plurals };
}

test('[LO2] there is a catalogue for every language that can be chosen, and no other', () => {
  expect(languages.toSorted()).toEqual(Object.keys(LANGUAGES).toSorted());
});

test.each(languages)('[LO3] %s says all that English says, and nothing else', (language) => {
  expect(Object.keys(read(language)).toSorted()).toEqual(Object.keys(english).toSorted());
});

test.each(languages)('[LO4] each text of %s reads, and asks for the values English asks for', (language) => {
  const wrong = Object.entries(read(language)).filter(([key, text]) => {
    const [own, original] = [anatomy(text), anatomy(english[key] ?? '')];
    return text.trim() === '' || JSON.stringify(own.values) !== JSON.stringify(original.values);
  });
  expect(wrong).toEqual([]);
});

test.each(languages)('[LO5] plurals of %s have every form its grammar knows for whole numbers', (language) => {
  const rules = new Intl.PluralRules(language);
  const needed = new Set(Array.from({ length: 200 }, (_, number) => rules.select(number)));
  const wrong = Object.entries(read(language)).filter(([, text]) =>
    anatomy(text).plurals.some((forms) => [...needed].some((form) => !forms.includes(form))),
  );
  expect(wrong).toEqual([]);
});

test('[LO6] a reader gets their very language, else one of its family, else the next they read, else English', () => {
  expect(languageFor(['pt-BR'])).toBe('pt-BR');
  expect(languageFor(['pt-PT', 'fr'])).toBe('pt-BR');
  expect(languageFor(['nl', 'fr-CA'])).toBe('fr');
  expect(languageFor(['ja'])).toBe('en');
  expect(languageFor([])).toBe('en');
});

test('[LO7] the pseudo-languages change every word and keep values and plural forms', () => {
  const messages = { plain: 'Take a seat', plural: compileMessage('{count, plural, one {# seat} other {# seats of {name}}}') };
  const long = pseudo(messages, 'ltr');
  expect(long['plain']).toBe('Tåké~~ å~ séåt~~');
  expect(JSON.stringify(long['plural'])).toContain('["name"]');
  expect(JSON.stringify(long['plural'])).not.toContain(' seats');
  expect(pseudo(messages, 'rtl')['plain']).toBe('\u202eTake a seat\u202c');
});

test('[LG4] values and plurals are written as the language has them', () => {
  const text = (icu: string, values = {}) => written(compileMessage(icu) as Message, values);
  const seats = '{count, plural, =0 {nothing} one {# seat of {name}} other {# seats}} left';
  countIn('en');
  expect(text('Hello {name}', { name: 'Ana' })).toBe('Hello Ana');
  expect([0, 1, 1234].map((count) => text(seats, { count, name: 'Bo' }))).toEqual([
    'nothing left',
    '1 seat of Bo left',
    '1,234 seats left',
  ]);
  expect(text('{max, number} in all', { max: 20_000 })).toBe('20,000 in all');
  countIn('de');
  expect(text(seats, { count: 1_234, name: 'Bo' })).toBe('1.234 seats left');
  countIn('fr');
  expect(text('{count, plural, one {un} other {des}}', { count: 0 })).toBe('un');
  countIn('en-XA');
  expect(text('{count, plural, one {one} other {many}}', { count: 2 })).toBe('many');
  countIn('en');
});

test('[LO8] the board can show itself with the words that travel first; those that answer an act come after', () => {
  const AFTER_AN_ACT = ['card', 'counted', 'note', 'pair', 'paste', 'problem', 'refusal', 'role'];
  const keys = wordsReachableFrom(['main.ts', 'pages/Board.svelte']);
  expect(keys.size).toBeGreaterThan(50);
  const late = [...keys].filter((key) => !isFirst(key) && !AFTER_AN_ACT.includes(key.split('.')[0] ?? ''));
  expect(late).toEqual([]);
});

/** Keys that stand in these files of the client and in all they import at once. */
function wordsReachableFrom(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const keys = new Set<string>();
  const waiting = entries.map((entry) => new URL(`../../../client/${entry}`, import.meta.url));
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    const source = readFileSync(file, 'utf8');
    for (const [, path = ''] of source.matchAll(/^\s*import\s(?!type\b)[^'"]*'(\.[^']+\.(?:ts|svelte))'/gm))
      waiting.push(new URL(path, file));
    for (const [, key = ''] of source.matchAll(/['"`]([a-zA-Z]+\.[\w-]+)['"`]/g)) if (Object.hasOwn(english, key)) keys.add(key);
    for (const [, group = ''] of source.matchAll(/`([a-zA-Z]+\.)\$\{/g))
      for (const key of Object.keys(english)) if (key.startsWith(group)) keys.add(key);
  }
  return keys;
}
