// Hands and check-ins: who calls for help, who comes, when it is over, and how people say that it goes.

import { describe, expect, it } from 'vitest';
import { LIMITS, type Hand } from '../../../shared/board/schema.ts';
import { applyWrites } from '../../../shared/board/server-writes.ts';
import { MINUTE, millis, type HandId, type PersonId } from '../../../shared/ids.ts';
import { checkInRound, hasAnswered } from '../../../shared/live/check-in.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  return {
    at,
    ada: at.person('Ada'),
    bo: at.person('Bo'),
    mia: at.person('Mia', 'mentor'),
    lee: at.person('Lee', 'mentor'),
    fay: at.person('Fay', 'facilitator'),
    task: at.task('Count bikes'),
  };
}

const NOTHING_SAID = { task: '', topic: '', place: '' } as const;

function raise(at: Table, person: PersonId, topic = 'Git'): HandId {
  const decision = at.give(person, 'raise-hand', { task: '', topic, place: 'table 4' });
  if (isRefusal(decision) || !decision.hand) throw new Error(`refused: ${JSON.stringify(decision)}`);
  return decision.hand;
}

const handOf = (at: Table, id: HandId): Hand | undefined => at.view.hands.find((hand) => hand.id === id);

describe('hands', () => {
  it('[HP1] a raised hand says where, about what and on which task, and hands stand oldest first', () => {
    const { at, ada, bo, task } = table();
    const first = at.give(bo, 'raise-hand', { task, topic: ' My  branch\nis gone ', place: 'remote' });
    at.wait(1);
    raise(at, ada);
    expect(at.view.hands.map((hand) => hand.person)).toEqual([bo, ada]);
    expect(first).toMatchObject({ hand: at.view.hands[0]?.id });
    expect(at.view.hands[0]).toMatchObject({ task, topic: 'My branch is gone', place: 'remote', mentor: '', resolvedAt: 0 });
    expect(refused(at.give(ada, 'raise-hand', { ...NOTHING_SAID, task: at.mint('task') }))).toBe('no-such-task');
  });

  it('[HP2] each person has one hand: raising it again changes what it says and keeps its place in the queue', () => {
    const { at, ada, bo } = table();
    const hand = raise(at, ada);
    at.wait(1);
    raise(at, bo);
    expect(raise(at, ada, 'Something else')).toBe(hand);
    expect(at.view.hands.map(({ person, topic }) => [person, topic])).toEqual([
      [ada, 'Something else'],
      [bo, 'Git'],
    ]);
    expect(at.logged()).toEqual(['hand-raised', 'hand-raised']);
  });

  it('[HP3] the first mentor who takes a hand comes; the second is told who', () => {
    const { at, ada, mia, lee } = table();
    const hand = raise(at, ada);
    at.wait(2);
    expect(refused(at.give(mia, 'take-hand', { hand }))).toBe('granted');
    expect(at.give(mia, 'take-hand', { hand })).toMatchObject({ writes: [] });
    expect(at.give(lee, 'take-hand', { hand })).toEqual({ refused: 'hand-taken', detail: { name: 'Mia' } });
    expect(handOf(at, hand)).toMatchObject({ mentor: mia, comingAt: at.now });
  });

  it('[HP4] who can not come after all leaves the hand to others, and it keeps its place', () => {
    const { at, ada, mia, lee } = table();
    const hand = raise(at, ada);
    const raisedAt = at.now;
    at.give(mia, 'take-hand', { hand });
    at.wait(1);
    at.give(lee, 'leave-hand', { hand });
    expect(handOf(at, hand)?.mentor).toBe(mia);
    at.give(mia, 'leave-hand', { hand });
    expect(handOf(at, hand)).toMatchObject({ mentor: '', comingAt: 0, at: raisedAt });
    expect(refused(at.give(lee, 'take-hand', { hand }))).toBe('granted');
  });

  it('[HP5] help is over when whoever asked or a helper says so, and its times are kept', () => {
    const { at, ada, bo, mia } = table();
    const hand = raise(at, ada);
    at.give(mia, 'take-hand', { hand });
    expect(refused(at.give(bo, 'resolve-hand', { hand }))).toBe('not-allowed');
    at.wait(7);
    at.give(ada, 'resolve-hand', { hand });
    expect(handOf(at, hand)).toMatchObject({ mentor: mia, resolvedAt: at.now });
    expect(at.logged()).toEqual(['hand-raised', 'hand-taken', 'hand-resolved']);
  });

  it('[HP6] a resolved hand never opens again, and resolving it twice is harmless', () => {
    const { at, ada, mia } = table();
    const hand = raise(at, ada);
    at.give(mia, 'resolve-hand', { hand });
    const before = handOf(at, hand);
    expect(before?.mentor).toBe(mia);
    at.wait(1);
    expect(at.give(ada, 'resolve-hand', { hand })).toEqual({ writes: [] });
    expect(refused(at.give(mia, 'take-hand', { hand }))).toBe('no-such-hand');
    at.give(ada, 'lower-hand', { hand });
    expect(handOf(at, hand)).toEqual(before);
    expect(raise(at, ada)).not.toBe(hand);
  });

  it('[HP7] only whoever asked lowers a hand, and it leaves the queue', () => {
    const { at, ada, bo, fay } = table();
    const hand = raise(at, ada);
    expect(refused(at.give(bo, 'lower-hand', { hand }))).toBe('not-allowed');
    expect(refused(at.give(fay, 'lower-hand', { hand }))).toBe('not-allowed');
    at.give(ada, 'lower-hand', { hand });
    expect(at.view.hands).toEqual([]);
  });

  it('[HP8] participants do not take hands, and nobody takes their own', () => {
    const { at, ada, bo, mia } = table();
    expect(refused(at.give(bo, 'take-hand', { hand: raise(at, ada) }))).toBe('not-allowed');
    expect(refused(at.give(mia, 'take-hand', { hand: raise(at, mia) }))).toBe('not-allowed');
  });

  it('[HP9] where a board holds all the calls it can, the oldest that was resolved makes way', () => {
    const { at, ada, bo } = table();
    const old = raise(at, ada);
    at.give(ada, 'resolve-hand', { hand: old });
    const known = handOf(at, old) as Hand;
    at.wait(1);
    at.doc.transact(() => {
      for (let n = 1; n < LIMITS.hands; n++) {
        const entry = { ...known, id: at.mint('hand'), resolvedAt: at.now };
        applyWrites(at.doc, [{ write: 'put', list: 'hands', entry }]);
      }
    });
    raise(at, bo);
    expect(at.view.hands).toHaveLength(LIMITS.hands);
    expect(handOf(at, old)).toBeUndefined();
  });
});

describe('check-ins', () => {
  it('[CI1] a check-in says how it goes and on what, and keeps every seat for another lease', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    at.wait(30);
    at.give(ada, 'check-in', { state: 'on-track' });
    expect(at.view.checkins).toMatchObject([{ id: ada, state: 'on-track', task, at: at.now, sprint: '', round: 0 }]);
    at.wait(44);
    expect(at.holders(task)).toEqual([ada]);
    at.wait(2);
    expect(at.holders(task)).toEqual([]);
  });

  it('[CI2] a person has one latest word', () => {
    const { at, ada, bo } = table();
    at.give(ada, 'check-in', { state: 'stuck' });
    at.give(bo, 'check-in', { state: 'done' });
    at.give(ada, 'check-in', { state: 'on-track' });
    expect(at.view.checkins.map(({ id, state }) => [id, state]).sort()).toEqual(
      [
        [ada, 'on-track'],
        [bo, 'done'],
      ].sort(),
    );
  });

  it('[CI3] a check-in on a finished or unknown task is refused', () => {
    const { at, ada, task } = table();
    at.finish(task, 'done');
    expect(refused(at.give(ada, 'check-in', { state: 'on-track', task }))).toBe('task-finished');
    expect(refused(at.give(ada, 'check-in', { state: 'on-track', task: at.mint('task') }))).toBe('no-such-task');
  });

  it('[CI4] everybody is asked once halfway through a short sprint, and every half hour of a long one', () => {
    const { at, fay } = table();
    const asked = (minute: number) => checkInRound(at.view.sprint, millis(at.view.sprint.startedAt + minute * MINUTE));
    at.give(fay, 'start-sprint', { minutes: 25, goal: '' });
    expect([0, 12, 13, 24].map(asked)).toEqual([0, 0, 1, 1]);
    at.give(fay, 'end-sprint', {});
    at.give(fay, 'start-sprint', { minutes: 90, goal: '' });
    expect([0, 29, 30, 59, 60, 89].map(asked)).toEqual([0, 0, 1, 1, 2, 2]);
    at.give(fay, 'end-sprint', {});
    at.give(fay, 'start-sprint', { minutes: 9, goal: '' });
    expect([0, 5, 8].map(asked)).toEqual([0, 0, 0]);
    at.give(fay, 'end-sprint', {});
    at.give(fay, 'start-sprint', { minutes: 60, goal: '', stage: 'break' });
    expect([0, 31, 59].map(asked)).toEqual([0, 0, 0]);
  });

  it('[CI5] a word answers the question that is open, and not the next one', () => {
    const { at, ada, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 90, goal: '' });
    const answered = () => hasAnswered(at.view.checkins[0], at.view.sprint, at.now);
    at.wait(31);
    expect(answered()).toBe(false);
    at.give(ada, 'check-in', { state: 'on-track' });
    expect(answered()).toBe(true);
    at.wait(30);
    expect(answered()).toBe(false);
  });

  it('[CI6] a pause asks nobody', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 40, goal: '' });
    at.wait(10);
    at.give(fay, 'pause-sprint', {});
    at.wait(60);
    expect(checkInRound(at.view.sprint, at.now)).toBe(0);
    at.give(fay, 'resume-sprint', {});
    at.wait(10);
    expect(checkInRound(at.view.sprint, at.now)).toBe(1);
  });
});
