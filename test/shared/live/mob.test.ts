// The wheel of a mob: whose turn it is, and when it passes on.

import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../../shared/ids.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  const task = at.task('Count bikes', 4);
  const [ada, bo, cy] = [at.person('Ada'), at.person('Bo'), at.person('Cy')];
  for (const person of [ada, bo, cy]) at.give(person, 'claim', { task });
  return { at, ada, bo, cy, di: at.person('Di'), fay: at.person('Fay', 'facilitator'), task };
}

describe('a mob', () => {
  it('[MB1] the wheel goes round by seat when a turn is over', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    expect(at.drivers(task)).toEqual([ada]);
    expect(at.nextDue).toBe(at.now + 4 * MINUTE);
    for (const next of [bo, cy, ada]) {
      at.wait(4);
      expect(at.drivers(task)).toEqual([next]);
    }
  });

  it('[MB2] who stepped away is skipped, at once when it is their turn, and is back when they are', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    at.give(ada, 'mark-absent', { task, person: bo, absent: true });
    at.wait(4);
    expect(at.drivers(task)).toEqual([cy]);
    at.give(ada, 'mark-absent', { task, person: cy, absent: true });
    expect(at.drivers(task)).toEqual([ada]);
    at.give(bo, 'mark-absent', { task, person: bo, absent: false });
    at.wait(4);
    expect(at.drivers(task)).toEqual([bo]);
  });

  it('[MB3] after so many turns there is a break, until somebody goes on with a full turn', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'start-mob', { task, minutes: 5, breakAfter: 2 });
    at.wait(5);
    at.wait(5);
    expect(at.view.mobs[0]).toMatchObject({ turnEndsAt: 0, turns: 0 });
    at.wait(20);
    expect(at.drivers(task)).toEqual([cy]);
    at.give(bo, 'next-turn', { task });
    expect(at.drivers(task)).toEqual([cy]);
    expect(at.view.mobs[0]?.turnEndsAt).toBe(at.now + 5 * MINUTE);
  });

  it('[MB4] only who sits there runs the mob; a facilitator may stop it', () => {
    const { at, ada, di, fay, task } = table();
    expect(refused(at.give(di, 'start-mob', { task, minutes: 4, breakAfter: 0 }))).toBe('not-your-seat');
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    expect(refused(at.give(di, 'next-turn', { task }))).toBe('not-your-seat');
    expect(refused(at.give(di, 'stop-mob', { task }))).toBe('not-your-seat');
    at.give(fay, 'stop-mob', { task });
    expect(at.view.mobs).toEqual([]);
  });

  it('[MB5] a mob is over when its task is, or when nobody sits there', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    for (const person of [ada, bo, cy]) at.give(person, 'release', { task });
    at.wait(4);
    expect(at.view.mobs).toEqual([]);
  });

  it('[MB6] a paused sprint takes nothing off a turn', () => {
    const { at, ada, bo, fay, task } = table();
    at.give(fay, 'start-sprint', { minutes: 50, goal: '' });
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    at.wait(3);
    at.give(fay, 'pause-sprint', {});
    at.wait(30);
    at.give(fay, 'resume-sprint', {});
    at.wait(0.5);
    expect(at.drivers(task)).toEqual([ada]);
    at.wait(0.5);
    expect(at.drivers(task)).toEqual([bo]);
  });

  it('[MB7] an hour nobody looked is one turn, not fifteen', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'start-mob', { task, minutes: 4, breakAfter: 0 });
    at.wait(30);
    expect(at.drivers(task)).toEqual([bo]);
    expect(at.view.mobs[0]?.turnEndsAt).toBe(at.now + 4 * MINUTE);
  });
});
