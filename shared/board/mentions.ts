// Who is meant by an @ in what was said. A mention is kept as the person's id, never as a name: two may be called the same, and
// people rename themselves. How a mention looks is the screens' business.

import type { PersonId } from '../ids.ts';

const MENTION = /@(p1[0-9a-z]{14})(?![0-9a-z])/g;
const MARKED = '@';

/** A face as people tell it apart: the name, and the glyph that no namesake has. */
type Named = { readonly id: PersonId; readonly name: string; readonly glyph: string };

export type Said = { readonly text: string } | { readonly person: PersonId };

/** A text in pieces: words, and people who are meant. */
export function readMentions(text: string): Said[] {
  const pieces: Said[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ person: match[1] as PersonId });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

export const mentions = (text: string, person: PersonId | ''): boolean =>
  person !== '' && readMentions(text).some((piece) => 'person' in piece && piece.person === person);

/** How a person stands in a line that is being typed. */
export const mentionLabel = ({ name, glyph }: Named): string => `${MARKED}${name} ${glyph}`;

/** Typed words as they are kept: labels of people become their ids. Longer labels first, so that Ana does not take Ana Maria's. */
export function keepMentions(typed: string, people: readonly Named[]): string {
  const byLength = [...people].sort((a, b) => mentionLabel(b).length - mentionLabel(a).length);
  return byLength.reduce((text, person) => text.replaceAll(mentionLabel(person), MARKED + person.id), typed);
}

/** Kept words as they are typed again. */
export const typeMentions = (text: string, people: ReadonlyMap<PersonId, Named>, gone: string): string =>
  readMentions(text)
    .map((piece) => {
      if ('text' in piece) return piece.text;
      const person = people.get(piece.person);
      return person ? mentionLabel(person) : MARKED + gone;
    })
    .join('');

/** The beginning of a name somebody types after an @ right before the cursor, or undefined. */
export function mentionBegun(typed: string, caret: number): { readonly from: number; readonly name: string } | undefined {
  const match = /(?:^|\s)@([\p{L}\p{N}.'’-]{0,40})$/u.exec(typed.slice(0, caret));
  return match ? { from: caret - (match[1] ?? '').length - 1, name: match[1] ?? '' } : undefined;
}
