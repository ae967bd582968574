// The catalogue's refusals and the table they translate. Whether other languages are complete is lingui's to check.

import { expect, test } from 'vitest';
import en from '../../../client/locales/en.json';
import { refusalText } from '../../../client/locales/refusals.ts';
import { REFUSALS, refuse, type RefusalCode } from '../../../shared/refusal.ts';
import { SENTENCES, sentence } from '../../../shared/sentences.ts';

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
  expect(refusalText(refusal)).toBe(sentence(refusal));
});
