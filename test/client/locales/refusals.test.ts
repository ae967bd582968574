// The catalogue's refusals and the table they translate. Whether other languages are complete is catalogues.test.ts's.

import { expect, test } from 'vitest';
import en from '../../../client/locales/en.json';
import { refusalText } from '../../../client/locales/refusals.ts';
import { REFUSALS, refuse, type RefusalCode } from '../../../shared/refusal.ts';
import { PROBLEMS, SENTENCES, sentence, type ProblemName } from '../../../shared/sentences.ts';

const codes = Object.keys(REFUSALS) as RefusalCode[];
const messages: Readonly<Record<string, string>> = en;

test('[LO1] the catalogue has a sentence for every refusal and for nothing else', () => {
  const translated = Object.keys(messages).filter((key) => key.startsWith('refusal.'));
  expect(translated.toSorted()).toEqual(codes.map((code) => `refusal.${code}`).toSorted());
});

test.each(codes)('[LO1] the English of %s is the table’s, values and all', (code) => {
  expect(messages[`refusal.${code}`]).toBe(SENTENCES[code]);
  const names = [...SENTENCES[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const refusal = refuse(code, Object.fromEntries(names.map((name, at) => [name, `value ${at}`])));
  if (code !== 'bad-field') expect(refusalText(refusal)).toBe(sentence(refusal));
});

test.each(Object.keys(PROBLEMS) as ProblemName[])('[LG1] what is wrong, %s, is said by its name in every language', (problem) => {
  const detail = { field: 'x', limit: 40, length: 41, days: 60, zone: 'Mars' };
  const said = refusalText(refuse('bad-field', { ...detail, problem }));
  expect(said).not.toMatch(/[{}]|^x:|^$/);
  expect(sentence(refuse('bad-field', { ...detail, problem }))).toMatch(/^x: [a-z"]/);
});

test('[LG2] a screen never shows the diagnosis that is meant for whoever wrote a client', () => {
  const refusal = refuse('malformed', { problem: 'half a character' });
  expect(refusalText(refusal)).toBe(SENTENCES.malformed);
  expect(sentence(refusal)).toBe(`${SENTENCES.malformed} Diagnosis: half a character.`);
  expect(refusalText(refuse('bad-field', { field: 'minutes', problem: 'must be >= 1' }))).toBe('minutes: this does not fit');
});

test('[LG3] a limit is said with the word for what is counted', () => {
  expect(refusalText(refuse('too-large', { limit: 500, unit: 'lines' }))).toContain('at most 500 lines');
  expect(refusalText(refuse('board-full', { limit: 50, what: 'people' }))).toContain('at most 50 people');
});
