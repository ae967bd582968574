// Announcements, the spotlight and the parking lot: what is said to everybody.

import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../shared/board/schema.ts';
import { MINUTE } from '../../../shared/ids.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  return { at, ada: at.person('Ada'), fay: at.person('Fay', 'facilitator'), task: at.task('Count bikes') };
}

const LUNCH = { text: 'Lunch is  there', level: 'important', to: 'all', minutes: 15 } as const;

describe('announcements', () => {
  it('[AN1] a facilitator announces something to somebody for a time', () => {
    const { at, fay } = table();
    at.give(fay, 'announce', LUNCH);
    at.give(fay, 'announce', { ...LUNCH, to: 'remote', minutes: 0 });
    expect(at.view.announcements).toMatchObject([
      { text: 'Lunch is there', level: 'important', to: 'all', at: at.now, until: at.now + 15 * MINUTE, by: fay },
      { to: 'remote', until: 0 },
    ]);
  });

  it('[AN2] participants do not announce, and nothing is no announcement', () => {
    const { at, ada, fay } = table();
    expect(refused(at.give(ada, 'announce', LUNCH))).toBe('not-allowed');
    expect(refused(at.give(fay, 'announce', { ...LUNCH, text: ' \n ' }))).toBe('bad-field');
  });

  it('[AN3] a withdrawn announcement is gone and stays in the log', () => {
    const { at, fay } = table();
    at.give(fay, 'announce', LUNCH);
    const announcement = at.view.announcements[0]?.id as never;
    at.give(fay, 'withdraw-announcement', { announcement });
    expect(at.give(fay, 'withdraw-announcement', { announcement })).toEqual({ writes: [] });
    expect(at.view.announcements).toEqual([]);
    expect(at.view.log.map(({ kind, what }) => [kind, what])).toEqual([
      ['announced', 'Lunch is there'],
      ['announcement-withdrawn', 'Lunch is there'],
    ]);
  });

  it('[AN4] where a board holds all the announcements it can, the oldest makes way', () => {
    const { at, fay } = table();
    for (let n = 0; n <= LIMITS.announcements; n++) {
      at.give(fay, 'announce', { ...LUNCH, text: `Number ${n}` });
      at.wait(1);
    }
    expect(at.view.announcements).toHaveLength(LIMITS.announcements);
    expect(at.view.announcements[0]?.text).toBe('Number 1');
  });
});

describe('the spotlight', () => {
  it('[AN5] stands on one card at a time, until it is put out', () => {
    const { at, ada, fay, task } = table();
    expect(refused(at.give(ada, 'spotlight', { task }))).toBe('not-allowed');
    at.give(fay, 'spotlight', { task });
    expect(at.view.spotlight).toMatchObject({ task, by: fay });
    expect(refused(at.give(fay, 'spotlight', { task: at.mint('task') }))).toBe('no-such-task');
    at.give(fay, 'spotlight', { task: '' });
    expect(at.view.spotlight.task).toBe('');
  });
});

describe('the parking lot', () => {
  it('[AN6] anybody parks something, and a facilitator ticks it off and takes that back', () => {
    const { at, ada, fay, task } = table();
    at.give(ada, 'park', { text: 'Ask the city', task });
    const parked = at.view.parked[0]?.id as never;
    expect(at.view.parked).toMatchObject([{ text: 'Ask the city', task, by: ada, reviewedAt: 0 }]);
    expect(refused(at.give(ada, 'review-parked', { parked, reviewed: true }))).toBe('not-allowed');
    at.give(fay, 'review-parked', { parked, reviewed: true });
    expect(at.view.parked[0]?.reviewedAt).toBe(at.now);
    at.give(fay, 'review-parked', { parked, reviewed: false });
    expect(at.view.parked[0]?.reviewedAt).toBe(0);
  });

  it('[AN7] a full parking lot says so', () => {
    const { at, ada } = table();
    for (let n = 0; n < LIMITS.parked; n++) at.give(ada, 'park', { text: `Number ${n}`, task: '' });
    expect(refused(at.give(ada, 'park', { text: 'One more', task: '' }))).toBe('board-full');
    expect(at.view.parked).toHaveLength(LIMITS.parked);
  });
});
