// English made strange, to see what other languages will do to a screen: every text half as long again with accents, or
// marked to be written from right to left. Values and plurals stay as they are.

import type { Message, Messages } from './message.ts';

const ACCENTED: { readonly [letter: string]: string } = {
  a: 'å',
  e: 'é',
  i: 'î',
  o: 'ö',
  u: 'û',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ö',
  U: 'Û',
  c: 'ç',
  n: 'ñ',
};
const RIGHT_TO_LEFT = ['\u202e', '\u202c'] as const;

/** One word grown to about one and a half times its length, as German does to English. */
const longer = (word: string): string =>
  word.replaceAll(/[a-zA-Z]/g, (letter) => ACCENTED[letter] ?? letter) + '~'.repeat(Math.ceil(word.length / 3));

function strange(text: string, direction: 'ltr' | 'rtl'): string {
  if (!/\p{L}/u.test(text)) return text;
  if (direction === 'rtl') return RIGHT_TO_LEFT[0] + text + RIGHT_TO_LEFT[1];
  return text.replaceAll(/[\p{L}’']+/gu, longer);
}

/** A compiled message is a text, or a list of texts and of [name, kind, choices by plural form]. */
function change(part: unknown, direction: 'ltr' | 'rtl'): unknown {
  if (typeof part === 'string') return strange(part, direction);
  if (!Array.isArray(part)) return part;
  return part.map((piece: unknown) => {
    if (typeof piece === 'string') return strange(piece, direction);
    if (!Array.isArray(piece)) return piece;
    const [name, kind, choices] = piece as [unknown, unknown, { [form: string]: unknown } | undefined];
    if (typeof choices !== 'object' || choices === null) return piece;
    const changed = Object.entries(choices).map(([form, text]) => [form, typeof text === 'number' ? text : change(text, direction)]);
    return [name, kind, Object.fromEntries(changed)];
  });
}

export const pseudo = (messages: Messages, direction: 'ltr' | 'rtl'): Messages =>
  Object.fromEntries(Object.entries(messages).map(([key, part]) => [key, change(part, direction) as Message]));
