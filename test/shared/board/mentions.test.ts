// Who is meant by an @: kept by id, read and typed by name, never mistaken between namesakes.

import { describe, expect, it } from 'vitest';
import { keepMentions, mentionBegun, mentionLabel, mentions, readMentions, typeMentions } from '../../../shared/board/mentions.ts';
import type { PersonId } from '../../../shared/ids.ts';

const person = (n: number, name: string, glyph: string) => ({ id: `p1${String(n).padStart(14, '0')}` as PersonId, name, glyph });
const ana = person(1, 'Ana', '★');
const otherAna = person(2, 'Ana', '▲');
const anaMaria = person(3, 'Ana Maria', '★');
const people = [ana, otherAna, anaMaria];
const byId = new Map(people.map((one) => [one.id, one]));

describe('mentions', () => {
  it('[MD20] what is typed is kept by id and typed again as it was', () => {
    const typed = `Can ${mentionLabel(ana)} and ${mentionLabel(anaMaria)} look?`;
    const kept = keepMentions(typed, people);
    expect(kept).toBe(`Can @${ana.id} and @${anaMaria.id} look?`);
    expect(typeMentions(kept, byId, 'somebody')).toBe(typed);
  });

  it('[MD21] of two called the same the glyph says who is meant', () => {
    const kept = keepMentions(`${mentionLabel(otherAna)}!`, people);
    expect(mentions(kept, otherAna.id)).toBe(true);
    expect(mentions(kept, ana.id)).toBe(false);
  });

  it('[MD22] a renamed person is still meant, under the new name', () => {
    const kept = keepMentions(`Ask ${mentionLabel(ana)}`, people);
    const renamed = new Map([[ana.id, { ...ana, name: 'Anna' }]]);
    expect(typeMentions(kept, renamed, 'somebody')).toBe('Ask @Anna ★');
    expect(typeMentions(kept, new Map(), 'somebody')).toBe('Ask @somebody');
  });

  it('[MD23] addresses, lone signs and broken ids mention nobody', () => {
    for (const text of ['a@b.example', '@', '@Ana', '@p1', `@${ana.id}x`, `@${ana.id.toUpperCase()}`, '@p1<script>'])
      expect(readMentions(text)).toEqual([{ text }]);
    expect(mentions(`@${ana.id}`, '')).toBe(false);
  });

  it('[MD24] words around and between are read in their order', () => {
    expect(readMentions(`a @${ana.id}@${otherAna.id} z`)).toEqual([
      { text: 'a ' },
      { person: ana.id },
      { person: otherAna.id },
      { text: ' z' },
    ]);
  });

  it('[MD25] a name is begun by an @ at the start of a word, up to the cursor', () => {
    expect(mentionBegun('hi @An', 6)).toEqual({ from: 3, name: 'An' });
    expect(mentionBegun('hi @An', 4)).toEqual({ from: 3, name: '' });
    expect(mentionBegun('@Éloïse', 7)).toEqual({ from: 0, name: 'Éloïse' });
    for (const typed of ['mail@An', 'hi @An ', 'An']) expect(mentionBegun(typed, typed.length)).toBeUndefined();
  });
});
