// Where the brake draws its lines, by hand and against a slow model that counts anew each time. What follows from a hold is
// in moments.test.ts and in the story of the vandal.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../shared/board/schema.ts';
import { MINUTE, millis } from '../../../shared/ids.ts';
import { Brake, crossing, isBraked, LINES, type Removed } from '../../../server/board/brake.ts';
import { MORNING } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';

const SEED = 20170602;
const mint = seededMint(3);
const [troll, ada] = [mint('person'), mint('person')];
const removed = (after: number, entries: number, characters = 0): Removed => ({
  entries,
  characters,
  at: millis(MORNING + after),
  moment: millis(MORNING + after - 1),
});

describe('the brake', () => {
  it('[BR1] a third of a board removed within ten seconds crosses the line', () => {
    const brake = new Brake();
    expect(brake.weigh(troll, removed(0, 15), 100)).toBeUndefined();
    expect(brake.weigh(troll, removed(4_000, 15), 85)).toBeUndefined();
    expect(brake.weigh(troll, removed(9_000, 1), 70)).toEqual({ entries: 31, characters: 0, moment: MORNING - 1 });
  });

  it('[BR2] more than 2,000 characters of others’ text within ten seconds cross the line', () => {
    const brake = new Brake();
    expect(brake.weigh(troll, removed(0, 0, 2_000), 100)).toBeUndefined();
    expect(brake.weigh(troll, removed(1, 0, 1), 100)).toMatchObject({ characters: 2_001 });
  });

  it('[BR12] an entry that may go takes a text of that length along, five entries at most', () => {
    expect(crossing([removed(0, 1, 4_000)], 100, millis(MORNING))).toBeUndefined();
    expect(crossing([removed(0, 1, 4_001)], 100, millis(MORNING))).toMatchObject({ entries: 1 });
    expect(crossing([removed(0, 20, 12_001)], 100, millis(MORNING))).toMatchObject({ entries: 20 });
  });

  it('[BR3] what was removed longer ago does not count for the quick line', () => {
    const brake = new Brake();
    expect(brake.weigh(troll, removed(0, 25, 1_900), 100)).toBeUndefined();
    expect(brake.weigh(troll, removed(10_000, 20, 1_900), 75)).toBeUndefined();
  });

  it('[BR4] who stays just below the quick line crosses the slow one', () => {
    const brake = new Brake();
    const crossed = Array.from({ length: 8 }, (_, turn) => brake.weigh(troll, removed(turn * 15_000, 9), 100 - 9 * turn));
    expect(crossed.slice(0, 6)).toEqual(Array(6).fill(undefined));
    expect(crossed[6]).toEqual({ entries: 63, characters: 0, moment: MORNING - 1 });
  });

  it('[BR5] five entries may always go, however small the board', () => {
    for (let size = 5; size < 17; size++) expect(crossing([removed(0, 5)], size, millis(MORNING)), `of ${size}`).toBeUndefined();
    expect(crossing([removed(0, 6)], 6, millis(MORNING))).toMatchObject({ entries: 6 });
  });

  it('[BR6] removing what is one’s own never counts', () => {
    const brake = new Brake();
    for (let turn = 0; turn < 100; turn++) expect(brake.weigh(ada, removed(turn, 0, 0), 1)).toBeUndefined();
    expect(brake.weigh(ada, removed(100, 5), 6)).toBeUndefined();
  });

  it('[BR7] people are weighed one by one', () => {
    const brake = new Brake();
    expect(brake.weigh(troll, removed(0, 30), 100)).toBeUndefined();
    expect(brake.weigh(ada, removed(1, 20), 70)).toBeUndefined();
  });

  it('[BR8] after a hold was lifted a person starts anew', () => {
    const brake = new Brake();
    brake.weigh(troll, removed(0, 30), 100);
    expect(brake.weigh(troll, removed(1, 5), 70)).toBeDefined();
    expect(brake.weigh(troll, removed(2, 5), 70)).toBeUndefined();
  });

  it('[BR9] who runs the event is not held', () => {
    expect(ROLES.filter(isBraked)).toEqual(['viewer', 'participant', 'mentor']);
  });

  const step = fc.record({
    pause: fc.integer({ min: 0, max: 20_000 }),
    entries: fc.integer({ min: 0, max: 12 }),
    text: fc.nat({ max: 900 }),
  });

  it('[BR10] in any order and rhythm, the brake holds exactly when a count over the last seconds says so', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 60, max: 400 }), (steps, start) => {
        const brake = new Brake();
        let [now, size, history] = [MORNING, start, [] as Removed[]];
        for (const { pause, entries, text } of steps) {
          now += pause;
          const going = { entries: Math.min(entries, size), characters: text, at: millis(now), moment: millis(now) };
          const model = LINES.some((line) => {
            const counted = [...history, going].filter(({ at }) => now - at < line.within);
            const gone = counted.reduce((all, one) => all + one.entries, 0);
            const words = counted.reduce((all, one) => all + one.characters, 0);
            const text = line.characters * (gone < line.entries ? 1 + gone : 1 + line.entries);
            return gone > Math.max(line.entries, (size + gone - going.entries) * line.share) || words > text;
          });
          const idle = going.entries === 0 && going.characters === 0;
          expect(brake.weigh(troll, going, size) !== undefined).toBe(model && !idle);
          if (idle) continue;
          history = model ? [] : [...history, going];
          if (!model) size -= going.entries;
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('[BR11] whatever the rhythm, a person alone never takes more than the lines allow', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const brake = new Brake();
        let [now, size] = [MORNING, 200];
        const applied: { readonly at: number; readonly entries: number }[] = [];
        for (const { pause, entries } of steps) {
          now += pause;
          const going = Math.min(entries, size);
          if (brake.weigh(troll, { ...removed(0, going), at: millis(now) }, size)) break;
          applied.push({ at: now, entries: going });
          size -= going;
        }
        for (const { at } of applied) {
          const within = (span: number) =>
            applied.filter((one) => one.at > at - span && one.at <= at).reduce((sum, one) => sum + one.entries, 0);
          expect(within(10_000)).toBeLessThanOrEqual(60);
          expect(within(5 * MINUTE)).toBeLessThanOrEqual(120);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
