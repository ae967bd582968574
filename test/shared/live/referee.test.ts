// Every command and every refusal of the referee, one by one. Random sequences are in referee-model.test.ts.

import { describe, expect, it } from 'vitest';
import { acceptsReplicas, isOnHold } from '../../../shared/board/board.ts';
import { applyWrites } from '../../../shared/board/server-writes.ts';
import { LIMITS, type Role } from '../../../shared/board/schema.ts';
import { MINUTE, type AskId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import type { CommandName } from '../../../shared/live/commands.ts';
import { LEASE_AFTER_SPRINT } from '../../../shared/live/referee.ts';
import { remaining, sprintState } from '../../../shared/live/sprint.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  return {
    at,
    ada: at.person('Ada'),
    bo: at.person('Bo'),
    cy: at.person('Cy'),
    mia: at.person('Mia', 'mentor'),
    fay: at.person('Fay', 'facilitator'),
    task: at.task('Count bikes'),
  };
}

describe('seats', () => {
  it('[CL1] a claim takes the lowest free seat, and the first holder has the wheel', () => {
    const { at, ada, bo, task } = table();
    expect(at.give(ada, 'claim', { task })).toMatchObject({ seat: 0 });
    expect(at.give(bo, 'claim', { task })).toMatchObject({ seat: 1 });
    expect(at.holders(task)).toEqual([ada, bo]);
    expect(at.drivers(task)).toEqual([ada]);
    at.give(ada, 'release', { task });
    expect(at.give(at.person('Di'), 'claim', { task })).toMatchObject({ seat: 0 });
  });

  it('[CL2] a claim on a full task is refused and names who sits there', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'claim', { task });
    at.give(bo, 'claim', { task });
    expect(at.give(cy, 'claim', { task })).toEqual({ refused: 'seats-taken', detail: { holders: 'Ada, Bo', people: `${ada} ${bo}` } });
    expect(at.holders(task)).toEqual([ada, bo]);
  });

  it('[CL3] a released task can be claimed again', () => {
    const { at, ada, bo } = table();
    const task = at.task('Alone', 1);
    at.give(ada, 'claim', { task });
    expect(refused(at.give(bo, 'claim', { task }))).toBe('seats-taken');
    at.give(ada, 'release', { task });
    expect(at.give(bo, 'claim', { task })).toMatchObject({ seat: 0 });
    expect(at.logged()).toEqual(['claimed', 'released', 'claimed']);
  });

  it('[CL4] claiming what one holds succeeds with the same seat and writes nothing', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    expect(at.give(ada, 'claim', { task })).toEqual({ writes: [], seat: 0 });
    expect(at.logged()).toEqual(['claimed']);
  });

  it('[CL5] releasing what one does not hold succeeds and writes nothing', () => {
    const { at, ada, task } = table();
    expect(at.give(ada, 'release', { task })).toEqual({ writes: [] });
  });

  it('[CL6] a retry with the same key writes nothing, even when others acted in between', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task }, 'key-of-ada');
    at.give(ada, 'release', { task });
    at.give(bo, 'claim', { task });
    expect(at.give(ada, 'claim', { task }, 'key-of-ada')).toEqual({ writes: [] });
    expect(at.holders(task)).toEqual([bo]);
    at.give(bo, 'drive', { task });
    at.give(ada, 'claim', { task });
    at.give(ada, 'drive', { task }, 'wheel-of-ada');
    at.give(bo, 'drive', { task });
    at.give(ada, 'drive', { task }, 'wheel-of-ada');
    expect(at.drivers(task)).toEqual([bo]);
  });

  it('[CL7] the same key of another person is another command', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task }, 'same-key');
    expect(at.give(bo, 'claim', { task }, 'same-key')).toMatchObject({ seat: 1 });
  });

  it('[CL8] a removed task, and one that never was, can not be claimed', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    at.doc.getMap('tasks').delete(task);
    expect(refused(at.give(at.person('Di'), 'claim', { task }))).toBe('no-such-task');
    expect(refused(at.give(ada, 'claim', { task: at.mint('task') }))).toBe('no-such-task');
    expect(refused(at.give(at.person('Di'), 'release', { task }))).toBe('no-such-task');
    expect(refused(at.give(ada, 'release', { task }))).toBe('granted');
  });

  it.each([
    ['done', 'task-finished'],
    ['learned', 'task-finished'],
    ['partial', 'granted'],
    ['blocked', 'granted'],
    ['', 'granted'],
  ] as const)('[CL9] a claim on a task with outcome "%s" is %s', (kind, verdict) => {
    const { at, ada, task } = table();
    at.finish(task, kind);
    expect(refused(at.give(ada, 'claim', { task }))).toBe(verdict);
  });

  it('[CL10] a leaving driver gives the wheel to whoever sat longest', () => {
    const { at, ada, bo, cy } = table();
    const task = at.task('Mob', 3);
    for (const person of [ada, bo, cy]) {
      at.give(person, 'claim', { task });
      at.now = (at.now + 1) as typeof at.now;
    }
    at.give(ada, 'release', { task });
    expect(at.drivers(task)).toEqual([bo]);
  });

  it('[CL11] a holder takes the wheel; somebody without a seat can not', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'claim', { task });
    at.give(bo, 'claim', { task });
    at.give(bo, 'drive', { task });
    expect(at.drivers(task)).toEqual([bo]);
    expect(refused(at.give(cy, 'drive', { task }))).toBe('not-your-seat');
  });

  it('[CL12] handing over gives seat and wheel to the other person', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    expect(at.give(ada, 'hand-over', { task, to: bo })).toMatchObject({ seat: 0 });
    expect(at.holders(task)).toEqual([bo]);
    expect(at.drivers(task)).toEqual([bo]);
    expect(at.logged()).toEqual(['claimed', 'handed-over']);
  });

  it('[CL13] handing over is refused without a seat, to nobody, to a mentor, to a holder and to oneself', () => {
    const { at, ada, bo, cy, mia, task } = table();
    expect(refused(at.give(ada, 'hand-over', { task, to: bo }))).toBe('not-your-seat');
    at.give(ada, 'claim', { task });
    at.give(bo, 'claim', { task });
    expect(refused(at.give(ada, 'hand-over', { task, to: at.mint('person') }))).toBe('no-such-person');
    expect(refused(at.give(ada, 'hand-over', { task, to: mia }))).toBe('mentors-hold-no-tasks');
    expect(refused(at.give(ada, 'hand-over', { task, to: bo }))).toBe('already-seated');
    expect(refused(at.give(ada, 'hand-over', { task, to: ada }))).toBe('already-seated');
    expect(refused(at.give(ada, 'hand-over', { task: at.mint('task'), to: cy }))).toBe('no-such-task');
    at.finish(task, 'done');
    expect(refused(at.give(ada, 'hand-over', { task, to: cy }))).toBe('task-finished');
    expect(at.holders(task)).toEqual([ada, bo]);
  });

  it('[CL14] two who sit together are in the log as a pair', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    at.give(bo, 'claim', { task });
    expect(at.view.log.filter((entry) => entry.kind === 'paired')).toMatchObject([{ by: bo, to: ada, task }]);
  });

  it('[CL15] every role does what the table says and no more', () => {
    const { at, ada, task } = table();
    const verdict = (role: Role, name: CommandName, body: object) => refused(at.give(at.person(role, role), name, body as never));
    expect(verdict('viewer', 'claim', { task })).toBe('not-allowed');
    expect(verdict('viewer', 'edit-profile', { newcomer: true })).toBe('not-allowed');
    expect(verdict('mentor', 'claim', { task })).toBe('mentors-hold-no-tasks');
    expect(verdict('mentor', 'edit-profile', { newcomer: true })).toBe('granted');
    expect(verdict('mentor', 'ask-to-pair', { task, to: ada })).toBe('not-allowed');
    expect(verdict('participant', 'start-sprint', { minutes: 5, goal: '' })).toBe('not-allowed');
    expect(verdict('participant', 'end-sprint', {})).toBe('not-allowed');
    expect(verdict('organizer', 'start-sprint', { minutes: 5, goal: '' })).toBe('granted');
    expect(verdict('facilitator', 'claim', { task })).toBe('granted');
    expect(verdict('participant', 'lift-hold', { person: ada })).toBe('not-allowed');
    expect(verdict('mentor', 'accept-replicas', { minutes: 10 })).toBe('not-allowed');
  });

  it('[CL16] a profile edit changes what is given and nothing else', () => {
    const { at, ada } = table();
    const before = at.view.people.get(ada);
    at.give(ada, 'edit-profile', { place: 'remote', openToPair: true });
    expect(at.view.people.get(ada)).toEqual({ ...before, place: 'remote', openToPair: true });
  });

  it('[PF1] a profile names a site and skills; a second list of skills takes the place of the first', () => {
    const { at, ada } = table();
    at.give(ada, 'edit-profile', { place: 'site', site: ' Turin\n\u202e ', skills: ['writing', 'CSS', '=no'] });
    expect(at.view.people.get(ada)).toMatchObject({ place: 'site', site: 'Turin', skills: { writing: true, CSS: true } });
    expect(Object.keys(at.view.people.get(ada)?.skills ?? {})).toHaveLength(2);
    at.give(ada, 'edit-profile', { skills: ['CSS'] });
    expect(at.view.people.get(ada)).toMatchObject({ site: 'Turin', skills: { CSS: true } });
    expect(Object.keys(at.view.people.get(ada)?.skills ?? {})).toEqual(['CSS']);
  });
});

describe('leases', () => {
  const leases = (at: Table, task: TaskId) => (at.view.claims.get(task) ?? []).map((claim) => (claim.leaseEndsAt - at.now) / MINUTE);

  it('[CL20] outside a sprint a seat is held for the lease of the board', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    expect(leases(at, task)).toEqual([45]);
    expect(at.nextDue).toBe(at.now + 45 * MINUTE);
  });

  it('[CL21] in a sprint a seat is held until its end and the time to write up', () => {
    const { at, ada, fay, task } = table();
    at.give(fay, 'start-sprint', { minutes: 60, goal: '' });
    at.wait(20);
    at.give(ada, 'claim', { task });
    expect(leases(at, task)).toEqual([40 + LEASE_AFTER_SPRINT / MINUTE]);
  });

  it('[CL22] a lease that ran out frees the seat, says so, and the seat can be claimed again', () => {
    const { at, ada, bo } = table();
    const task = at.task('Alone', 1);
    at.give(ada, 'claim', { task });
    at.wait(44.9);
    expect(at.holders(task)).toEqual([ada]);
    at.wait(0.1);
    expect(at.holders(task)).toEqual([]);
    expect(at.view.log.at(-1)).toMatchObject({ kind: 'lapsed', by: '', to: ada, task });
    expect(refused(at.give(bo, 'claim', { task }))).toBe('granted');
    expect(at.nextDue).toBe(at.now + 45 * MINUTE);
  });

  it('[CL23] when several leases run out at once, whoever stays has the wheel', () => {
    const { at, ada, bo, cy } = table();
    const task = at.task('Mob', 3);
    at.give(ada, 'claim', { task });
    at.give(bo, 'claim', { task });
    at.wait(10);
    at.give(cy, 'claim', { task });
    at.wait(35);
    expect(at.holders(task)).toEqual([cy]);
    expect(at.drivers(task)).toEqual([cy]);
  });

  it('[CL24] renewing gives a full lease again, never a shorter one', () => {
    const { at, ada, bo, fay, task } = table();
    at.give(ada, 'claim', { task });
    at.wait(30);
    at.give(ada, 'renew', { task });
    expect(leases(at, task)).toEqual([45]);
    at.give(fay, 'start-sprint', { minutes: 5, goal: '' });
    at.give(ada, 'renew', { task });
    expect(leases(at, task)).toEqual([45]);
    expect(refused(at.give(bo, 'renew', { task }))).toBe('not-your-seat');
  });

  it('[CL25] a finished task keeps its seats: its leases do not run out', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    at.finish(task, 'done');
    expect(at.nextDue).toBeUndefined();
    at.wait(100);
    expect(at.holders(task)).toEqual([ada]);
  });

  it('[CL26] a removed task keeps its seats, so that undo brings both back', () => {
    const { at, ada, task } = table();
    at.give(ada, 'claim', { task });
    at.doc.getMap('tasks').delete(task);
    at.wait(100);
    expect(at.holders(task)).toEqual([ada]);
  });

  it('[CL27] starting and extending a sprint lengthen leases and shorten none', () => {
    const { at, ada, fay, task } = table();
    at.give(ada, 'claim', { task });
    at.give(fay, 'start-sprint', { minutes: 5, goal: '' });
    expect(leases(at, task)).toEqual([45]);
    at.give(fay, 'extend-sprint', { minutes: 60 });
    expect(leases(at, task)).toEqual([75]);
  });

  it('[CL28] while a sprint is paused no lease runs out, and resuming makes up for the pause', () => {
    const { at, ada, fay, task } = table();
    at.give(fay, 'start-sprint', { minutes: 30, goal: '' });
    at.give(ada, 'claim', { task });
    at.wait(10);
    at.give(fay, 'pause-sprint', {});
    expect(at.nextDue).toBeUndefined();
    at.wait(300);
    expect(at.holders(task)).toEqual([ada]);
    at.give(fay, 'resume-sprint', {});
    expect(leases(at, task)).toEqual([30]);
  });

  it('[CL29] ending a sprint leaves everybody the time to write up', () => {
    const { at, ada, fay, task } = table();
    at.give(fay, 'start-sprint', { minutes: 30, goal: '' });
    at.give(ada, 'claim', { task });
    at.wait(10);
    at.give(fay, 'pause-sprint', {});
    at.wait(300);
    at.give(fay, 'end-sprint', {});
    at.wait(0);
    expect(at.holders(task)).toEqual([ada]);
    expect(leases(at, task)).toEqual([10]);
  });
});

describe('pairs', () => {
  it('[CL30] who asks a holder and is accepted sits beside them', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.ask(bo, task, ada);
    expect(at.view.asks).toMatchObject([{ id: ask, from: bo, to: ada, state: 'asked' }]);
    expect(refused(at.give(ada, 'answer-ask', { ask, accept: true }))).toBe('granted');
    expect(at.holders(task)).toEqual([ada, bo]);
    expect(at.view.asks).toMatchObject([{ id: ask, state: 'accepted' }]);
  });

  it('[CL31] a holder invites somebody, who sits down by accepting', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.ask(ada, task, bo);
    at.give(bo, 'answer-ask', { ask, accept: true });
    expect(at.holders(task)).toEqual([ada, bo]);
    expect(at.drivers(task)).toEqual([ada]);
  });

  it('[CL32] an accepted ask adds a seat to a full task, up to the limit', () => {
    const { at, ada, bo } = table();
    const task = at.task('Alone', 1);
    at.give(ada, 'claim', { task });
    at.give(ada, 'answer-ask', { ask: at.ask(bo, task, ada), accept: true });
    expect(at.taskView(task).seats).toBe(2);
    const full = at.task('Full', LIMITS.seats);
    const holders = Array.from({ length: LIMITS.seats }, (_, index) => at.person(`P${index}`));
    for (const person of holders) at.give(person, 'claim', { task: full });
    const first = holders[0] as (typeof holders)[0];
    expect(refused(at.give(first, 'answer-ask', { ask: at.ask(bo, full, first), accept: true }))).toBe('seats-taken');
    expect(at.taskView(full).seats).toBe(LIMITS.seats);
  });

  it('[CL33] a declined ask seats nobody and may be asked again', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.ask(bo, task, ada);
    at.give(ada, 'answer-ask', { ask, accept: false });
    expect(at.holders(task)).toEqual([ada]);
    const again = at.ask(bo, task, ada);
    expect(again).not.toBe(ask);
    expect(at.view.asks).toMatchObject([{ id: again, state: 'asked' }]);
  });

  it('[CL34] asking twice is one question; a retry after the answer asks nothing', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.give(bo, 'ask-to-pair', { task, to: ada }, 'first-ask');
    expect(at.give(bo, 'ask-to-pair', { task, to: ada })).toMatchObject({ writes: [], ask: (ask as { ask: AskId }).ask });
    at.give(ada, 'answer-ask', { ask: (ask as { ask: AskId }).ask, accept: false });
    expect(at.give(bo, 'ask-to-pair', { task, to: ada }, 'first-ask')).toMatchObject({ writes: [], ask: (ask as { ask: AskId }).ask });
  });

  it('[CL35] asking is refused where nobody or both sit, and of mentors, strangers and oneself', () => {
    const { at, ada, bo, cy, mia, task } = table();
    expect(refused(at.give(ada, 'ask-to-pair', { task, to: bo }))).toBe('not-your-seat');
    at.give(ada, 'claim', { task });
    expect(refused(at.give(bo, 'ask-to-pair', { task, to: cy }))).toBe('not-your-seat');
    expect(refused(at.give(ada, 'ask-to-pair', { task, to: mia }))).toBe('mentors-hold-no-tasks');
    expect(refused(at.give(ada, 'ask-to-pair', { task, to: ada }))).toBe('no-such-person');
    expect(refused(at.give(ada, 'ask-to-pair', { task, to: at.mint('person') }))).toBe('no-such-person');
    at.give(bo, 'claim', { task });
    expect(refused(at.give(bo, 'ask-to-pair', { task, to: ada }))).toBe('already-seated');
    at.finish(task, 'done');
    expect(refused(at.give(cy, 'ask-to-pair', { task, to: ada }))).toBe('task-finished');
  });

  it('[CL36] only the person asked answers, once, and only while somebody still sits there', () => {
    const { at, ada, bo, cy, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.ask(bo, task, ada);
    expect(refused(at.give(cy, 'answer-ask', { ask, accept: true }))).toBe('not-asked');
    expect(refused(at.give(bo, 'answer-ask', { ask, accept: true }))).toBe('not-asked');
    expect(refused(at.give(ada, 'answer-ask', { ask: at.mint('ask'), accept: true }))).toBe('no-such-ask');
    at.give(ada, 'release', { task });
    expect(refused(at.give(ada, 'answer-ask', { ask, accept: true }))).toBe('not-your-seat');
    expect(refused(at.give(ada, 'answer-ask', { ask, accept: false }))).toBe('granted');
    expect(at.give(ada, 'answer-ask', { ask, accept: false })).toEqual({ writes: [] });
    expect(refused(at.give(ada, 'answer-ask', { ask, accept: true }))).toBe('no-such-ask');
  });

  it('[CL37] accepting after both sat down already seats nobody twice', () => {
    const { at, ada, bo, task } = table();
    at.give(ada, 'claim', { task });
    const ask = at.ask(bo, task, ada);
    at.give(bo, 'claim', { task });
    at.give(ada, 'answer-ask', { ask, accept: true });
    expect(at.holders(task)).toEqual([ada, bo]);
    expect(at.taskView(task).seats).toBe(2);
  });
});

describe('the sprint', () => {
  const left = (at: Table) => remaining(at.view.sprint, at.now) / MINUTE;

  it('[CK1] a facilitator starts a sprint with a goal; its clock runs down to its end', () => {
    const { at, fay } = table();
    expect(sprintState(at.view.sprint, at.now)).toBe('none');
    at.give(fay, 'start-sprint', { minutes: 25, goal: '  Ship the map ' });
    expect(at.view.sprint).toMatchObject({ goal: 'Ship the map', by: fay, startedAt: at.now });
    expect(left(at)).toBe(25);
    at.wait(10);
    expect(left(at)).toBe(15);
    at.wait(15);
    expect(left(at)).toBe(0);
    expect(at.logged()).toEqual(['sprint-started', 'sprint-ended']);
  });

  it('[CK2] a sprint nobody looked at is written down as ended at its own end', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 25, goal: '' });
    const { endsAt } = at.view.sprint;
    at.wait(500);
    expect(at.view.sprint.endedAt).toBe(endsAt);
    expect(at.view.log.at(-1)).toMatchObject({ kind: 'sprint-ended', at: endsAt, by: '' });
  });

  it('[CK3] what does not fit the state of the sprint is refused', () => {
    const { at, fay } = table();
    const verdicts = () =>
      (
        [
          ['pause-sprint', {}],
          ['resume-sprint', {}],
          ['extend-sprint', { minutes: 1 }],
          ['end-sprint', {}],
        ] as const
      ).map(([name, body]) => refused(at.give(fay, name, body)));
    const before = at.view;
    expect(verdicts()).toEqual(['no-sprint', 'no-sprint', 'no-sprint', 'no-sprint']);
    expect(at.view).toEqual(before);
    at.give(fay, 'start-sprint', { minutes: 25, goal: '' });
    expect(refused(at.give(fay, 'start-sprint', { minutes: 5, goal: '' }))).toBe('sprint-running');
    expect(refused(at.give(fay, 'resume-sprint', {}))).toBe('sprint-not-paused');
    at.give(fay, 'pause-sprint', {});
    expect(refused(at.give(fay, 'pause-sprint', {}))).toBe('sprint-paused');
    expect(refused(at.give(fay, 'start-sprint', { minutes: 5, goal: '' }))).toBe('sprint-running');
    at.give(fay, 'end-sprint', {});
    expect(verdicts()).toEqual(['no-sprint', 'no-sprint', 'no-sprint', 'no-sprint']);
    expect(refused(at.give(fay, 'start-sprint', { minutes: 5, goal: '' }))).toBe('granted');
  });

  it('[CK4] a sprint past its end can be started anew even before the server wrote the end down', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 5, goal: '' });
    at.now = (at.now + 6 * MINUTE) as typeof at.now;
    expect(refused(at.give(fay, 'pause-sprint', {}))).toBe('no-sprint');
    expect(refused(at.give(fay, 'start-sprint', { minutes: 5, goal: '' }))).toBe('granted');
    expect(left(at)).toBe(5);
  });

  it('[CK5] a retry of a start, pause or extension counts once', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 10, goal: '' }, 'start-key');
    expect(at.give(fay, 'start-sprint', { minutes: 10, goal: '' }, 'start-key')).toEqual({ writes: [] });
    at.give(fay, 'extend-sprint', { minutes: 5 }, 'extend-key');
    at.give(fay, 'extend-sprint', { minutes: 5 }, 'extend-key');
    expect(left(at)).toBe(15);
  });

  it('[CK6] a sprint can not be extended beyond a day', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 600, goal: '' });
    at.give(fay, 'extend-sprint', { minutes: 600 });
    expect(at.give(fay, 'extend-sprint', { minutes: 600 })).toMatchObject({ refused: 'bad-field', detail: { field: 'minutes' } });
    expect(at.view.sprint.length).toBe(1_200 * MINUTE);
    expect(left(at)).toBe(1_200);
  });
});

describe('order', () => {
  const held = (at: Table, person: PersonId) => {
    const hold = { person, at: at.now, moment: at.now, entries: 12, characters: 0 };
    at.doc.transact(() => applyWrites(at.doc, [{ write: 'hold', hold }]));
    return hold;
  };

  it('[BR20] a hold is on the board for everybody to see, until a facilitator lifts it', () => {
    const { at, ada, bo, fay } = table();
    const hold = held(at, ada);
    expect(at.view.holds).toEqual([hold]);
    expect([isOnHold(at.doc, ada), isOnHold(at.doc, bo)]).toEqual([true, false]);
    expect(refused(at.give(bo, 'lift-hold', { person: ada }))).toBe('not-allowed');
    expect(refused(at.give(fay, 'lift-hold', { person: ada }))).toBe('granted');
    expect(at.view.holds).toEqual([]);
    expect(at.view.log.at(-1)).toMatchObject({ kind: 'hold-lifted', by: fay, to: ada });
  });

  it('[BR21] lifting a hold that is not there writes nothing', () => {
    const { at, ada, fay } = table();
    expect(at.give(fay, 'lift-hold', { person: ada })).toEqual({ writes: [] });
  });

  it('[EP1] a facilitator lets devices in that hold more than the board, for a time, and can end that early', () => {
    const { at, fay } = table();
    expect(acceptsReplicas(at.doc, at.now)).toBe(false);
    at.give(fay, 'accept-replicas', { minutes: 10 });
    expect(at.view.replicas.acceptedUntil).toBe(at.now + 10 * MINUTE);
    expect(acceptsReplicas(at.doc, at.now)).toBe(true);
    at.wait(10);
    expect(acceptsReplicas(at.doc, at.now)).toBe(false);
    at.give(fay, 'accept-replicas', { minutes: 10 });
    at.give(fay, 'accept-replicas', { minutes: 0 });
    expect(acceptsReplicas(at.doc, at.now)).toBe(false);
    expect(at.logged()).toEqual(['replicas-accepted', 'replicas-accepted', 'replicas-accepted']);
  });

  it('[EP2] who was turned away stays on the board when devices are let in', () => {
    const { at, ada, fay } = table();
    at.doc.transact(() => applyWrites(at.doc, [{ write: 'replicas', replicas: { refusedAt: at.now, refused: ada } }]));
    at.give(fay, 'accept-replicas', { minutes: 1 });
    expect(at.view.replicas).toEqual({ refusedAt: at.now, refused: ada, acceptedUntil: at.now + MINUTE });
  });
});
