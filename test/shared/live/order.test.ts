// Order: who is let in, sent away, hidden and given a role; the lock. Each act is logged and can be taken back.

import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../../shared/ids.ts';
import { applyWrites } from '../../../shared/board/server-writes.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  return {
    at,
    ada: at.person('Ada'),
    tom: at.person('Tom'),
    mia: at.person('Mia', 'mentor'),
    fay: at.person('Fay', 'facilitator'),
    gil: at.person('Gil', 'facilitator'),
    olu: at.person('Olu', 'organizer'),
    task: at.task('Count bikes'),
  };
}

const person = (at: Table, id: PersonId) => at.view.people.get(id);

describe('order', () => {
  it('[OR1] who is removed leaves seats, hands and questions, and can do nothing any more', () => {
    const { at, ada, tom, fay, task } = table();
    at.give(tom, 'claim', { task });
    at.give(ada, 'claim', { task });
    at.give(tom, 'raise-hand', { task: '', topic: '', place: '' });
    at.ask(tom, task, at.person('Gil'));
    at.give(fay, 'remove-person', { person: tom });
    expect(person(at, tom)).toMatchObject({ removed: true });
    expect(at.holders(task)).toEqual([ada]);
    expect(at.drivers(task)).toEqual([ada]);
    expect(at.view.hands).toEqual([]);
    expect(at.view.asks).toEqual([]);
    expect(refused(at.give(tom, 'claim', { task }))).toBe('removed');
    expect(refused(at.give(tom, 'raise-hand', { task: '', topic: '', place: '' }))).toBe('removed');
    expect(refused(at.give(ada, 'hand-over', { task, to: tom }))).toBe('no-such-person');
    expect(refused(at.give(ada, 'ask-to-pair', { task, to: tom }))).toBe('no-such-person');
  });

  it('[OR2] who is let back can act again', () => {
    const { at, tom, fay, task } = table();
    at.give(fay, 'remove-person', { person: tom });
    at.give(fay, 'let-back', { person: tom });
    expect(refused(at.give(tom, 'claim', { task }))).toBe('granted');
    expect(at.logged().slice(0, 2)).toEqual(['removed', 'let-back']);
  });

  it('[OR3] a mentor who is removed is on the way to nobody', () => {
    const { at, ada, mia, fay } = table();
    at.give(ada, 'raise-hand', { task: '', topic: '', place: '' });
    const hand = at.view.hands[0]?.id as never;
    at.give(mia, 'take-hand', { hand });
    at.give(fay, 'remove-person', { person: mia });
    expect(at.view.hands).toMatchObject([{ mentor: '', comingAt: 0, resolvedAt: 0 }]);
  });

  it('[OR4] nobody removes, hides or demotes the organizer, or removes themselves', () => {
    const { at, ada, fay, olu } = table();
    for (const command of ['remove-person', 'hide-work'] as const) {
      expect(refused(at.give(fay, command, { person: olu }))).toBe('not-allowed');
      expect(refused(at.give(fay, command, { person: fay }))).toBe('not-allowed');
      expect(refused(at.give(ada, command, { person: fay }))).toBe('not-allowed');
    }
    expect(refused(at.give(fay, 'set-role', { person: olu, role: 'participant' }))).toBe('not-allowed');
    expect(refused(at.give(fay, 'remove-person', { person: at.mint('person') }))).toBe('no-such-person');
  });

  it('[OR5] what somebody made is hidden and shown again', () => {
    const { at, tom, fay } = table();
    at.give(fay, 'hide-work', { person: tom });
    expect(at.give(fay, 'hide-work', { person: tom })).toEqual({ writes: [] });
    expect(person(at, tom)?.hidden).toBe(true);
    at.give(fay, 'show-work', { person: tom });
    expect(person(at, tom)?.hidden).toBe(false);
    expect(at.logged()).toEqual(['hidden', 'shown']);
  });

  it('[OR6] who waits can do nothing until let in', () => {
    const { at, tom, fay, task } = table();
    const waiting = { ...person(at, tom), id: tom, waiting: true } as never;
    applyWrites(at.doc, [{ write: 'person', person: waiting }]);
    expect(refused(at.give(tom, 'claim', { task }))).toBe('waiting');
    at.give(fay, 'admit', { person: tom });
    expect(refused(at.give(tom, 'claim', { task }))).toBe('granted');
    expect(at.logged()).toEqual(['admitted', 'claimed']);
  });

  it('[OR7] facilitators make others facilitators and give the role back themselves; nobody becomes one by themselves', () => {
    const { at, ada, fay, gil } = table();
    expect(refused(at.give(ada, 'set-role', { person: ada, role: 'facilitator' }))).toBe('not-allowed');
    at.give(fay, 'set-role', { person: ada, role: 'facilitator' });
    at.give(fay, 'set-role', { person: fay, role: 'participant' });
    expect(person(at, ada)?.role).toBe('facilitator');
    expect(person(at, fay)?.role).toBe('participant');
    at.give(gil, 'set-role', { person: ada, role: 'participant' });
    expect(at.view.log.map(({ by, to, what }) => [by, to, what])).toEqual([
      [fay, ada, 'facilitator'],
      [fay, fay, 'participant'],
      [gil, ada, 'participant'],
    ]);
  });

  it('[OR8] who becomes a mentor leaves their seats', () => {
    const { at, ada, fay, task } = table();
    at.give(ada, 'claim', { task });
    at.give(fay, 'set-role', { person: ada, role: 'mentor' });
    expect(at.holders(task)).toEqual([]);
  });
});

describe('a locked board', () => {
  it('[LC1] takes no claims, and lets everybody say how it goes and call for help', () => {
    const { at, ada, mia, fay, task } = table();
    at.give(ada, 'claim', { task });
    at.give(fay, 'lock-board', { locked: true });
    expect(at.view.meta.locked).toBe(true);
    expect(refused(at.give(ada, 'release', { task }))).toBe('board-locked');
    expect(refused(at.give(ada, 'park', { text: 'Later', task: '' }))).toBe('board-locked');
    expect(refused(at.give(ada, 'check-in', { state: 'stuck' }))).toBe('granted');
    expect(refused(at.give(ada, 'raise-hand', { task, topic: '', place: '' }))).toBe('granted');
    expect(refused(at.give(mia, 'take-hand', { hand: at.view.hands[0]?.id as never }))).toBe('granted');
  });

  it('[LC2] facilitators go on, and unlock it', () => {
    const { at, ada, fay, task } = table();
    at.give(fay, 'lock-board', { locked: true });
    expect(at.give(fay, 'lock-board', { locked: true })).toEqual({ writes: [] });
    expect(refused(at.give(fay, 'start-sprint', { minutes: 25, goal: '' }))).toBe('granted');
    at.give(fay, 'lock-board', { locked: false });
    expect(refused(at.give(ada, 'claim', { task }))).toBe('granted');
    expect(at.logged()).toEqual(['locked', 'sprint-started', 'unlocked', 'claimed']);
  });
});
