// What a person may be called, by kind of character.

import { describe, expect, it } from 'vitest';
import { readName } from '../../../server/access/names.ts';
import { readTypedCode, typedCode } from '../../../server/access/secrets.ts';
import { ADJECTIVES, ANIMALS } from '../../../server/access/words.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { seededMint } from '../../support/seed.ts';

describe('names', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Grace   Hopper ', 'Grace Hopper'],
    ['Zoë', 'Zoë'],
    ['Zoe\u0308', 'Zoë'],
    ['李雷', '李雷'],
    ['ﬁne', 'fine'],
    ['A\u0000d\u001ba', 'Ada'],
    ['\u202eadA', 'adA'],
    ['line\nbreak', 'line break'],
    ['👩\u200d🔬 Ana', '👩\u200d🔬 Ana'],
    ['🏳\ufe0f\u200d🌈', '🏳\ufe0f\u200d🌈'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['क\u094d\u200dष', 'क\u094d\u200dष'],
    ['Ad\u200da', 'Ada'],
    ['\u200cनाम\u200d', 'नाम'],
    ['👩\u200d\u200d🔬', '👩\u200d🔬'],
    ['👩\u200d Ana', '👩 Ana'],
    ['<b>Bo</b>', '<b>Bo</b>'],
  ])('[AC70] %j is read as %j', (typed, name) => {
    expect(readName(typed)).toBe(name);
  });

  it('[AC71] a name holds at most as many characters as the board keeps', () => {
    expect(readName('x'.repeat(40))).toBe('x'.repeat(40));
    expect(readName('🚲'.repeat(20))).toBe('🚲'.repeat(20));
    expect(isRefusal(readName('x'.repeat(41)))).toBe(true);
    expect(isRefusal(readName('🚲'.repeat(21)))).toBe(true);
  });
});

describe('codes', () => {
  it('[AC72] the words of codes are distinct, short and plain, so that a code read aloud is typed right', () => {
    for (const words of [ADJECTIVES, ANIMALS]) {
      expect(new Set(words).size).toBe(words.length);
      for (const word of words) expect(word).toMatch(/^[a-z]{2,9}$/);
    }
    expect(ADJECTIVES.length * ANIMALS.length * 90).toBeGreaterThan(2 ** 21);
  });

  it('[AC73] a code reads back as itself, is the same each time, and another for each event, generation and attempt', () => {
    const event = seededMint(1)('event');
    const code = typedCode('key', event, 1, 0);
    expect(readTypedCode(code)).toBe(code);
    expect(typedCode('key', event, 1, 0)).toBe(code);
    const others = [
      typedCode('key', event, 2, 0),
      typedCode('key', event, 1, 1),
      typedCode('other', event, 1, 0),
      typedCode('key', seededMint(2)('event'), 1, 0),
    ];
    expect(new Set([code, ...others]).size).toBe(5);
  });
});
