// The sprint beyond start and end: stages, the run sheet it comes from, and the undoing of a wrong click.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { makeShape } from '../../../shared/board/board.ts';
import { AGENDA_ITEM } from '../../../shared/board/schema.ts';
import { MINUTE, millis, type AgendaId } from '../../../shared/ids.ts';
import { remaining, sprintState } from '../../../shared/live/sprint.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  return { at, ada: at.person('Ada'), fay: at.person('Fay', 'facilitator'), gil: at.person('Gil', 'facilitator'), task: at.task('Count') };
}

function item(at: Table, title: string): AgendaId {
  const id = at.mint('agenda');
  const agenda = at.doc.getMap('meta').get('agenda') as Y.Map<unknown>;
  agenda.set(id, makeShape(AGENDA_ITEM, { title, stage: 'share-out', minutes: 15, startsAt: at.now, startedAt: millis(0), order: 'a0' }));
  return id;
}

describe('a sprint of the run sheet', () => {
  it('[SH1] takes its stage from the item, and the item knows when it really began', () => {
    const { at, fay } = table();
    const show = item(at, 'Show and tell');
    at.wait(12);
    at.give(fay, 'start-sprint', { minutes: 15, goal: 'Show', item: show });
    expect(at.view.sprint).toMatchObject({ stage: 'share-out', item: show });
    expect(at.view.meta.agenda[show]).toMatchObject({ startedAt: at.now, startsAt: at.now - 12 * MINUTE });
  });

  it('[SH2] can not come from an item that is not there', () => {
    const { at, fay } = table();
    expect(refused(at.give(fay, 'start-sprint', { minutes: 15, goal: '', item: at.mint('agenda') }))).toBe('no-such-item');
  });

  it('[SH3] is a sprint of work with warnings 5 minutes and 1 minute before its end, unless it says otherwise', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 15, goal: '' });
    expect(at.view.sprint).toMatchObject({ stage: 'work', item: '', warnAt: 5, warnAgainAt: 1 });
    at.give(fay, 'end-sprint', {});
    at.give(fay, 'start-sprint', { minutes: 15, goal: '', stage: 'plan', warnAt: 3, warnAgainAt: 0 });
    expect(at.view.sprint).toMatchObject({ stage: 'plan', warnAt: 3, warnAgainAt: 0 });
  });
});

describe('a wrong click', () => {
  it('[CK40] on the clock is undone by any facilitator: the clock is exactly what it was', () => {
    const { at, fay, gil } = table();
    at.give(fay, 'start-sprint', { minutes: 25, goal: 'Bikes' });
    at.wait(10);
    const before = at.view.sprint;
    for (const [name, body] of [
      ['end-sprint', {}],
      ['pause-sprint', {}],
      ['extend-sprint', { minutes: 50 }],
    ] as const) {
      at.give(fay, name, body);
      at.give(gil, 'undo-clock', {});
      expect(at.view.sprint).toEqual(before);
    }
    expect(remaining(at.view.sprint, at.now)).toBe(15 * MINUTE);
    expect(at.view.log.at(-1)).toMatchObject({ kind: 'clock-undone', by: gil, what: 'sprint-extended' });
  });

  it('[CK41] on the start leaves no sprint, and the item of the run sheet did not begin', () => {
    const { at, fay } = table();
    const show = item(at, 'Show and tell');
    at.give(fay, 'start-sprint', { minutes: 15, goal: '', item: show });
    at.give(fay, 'undo-clock', {});
    expect(sprintState(at.view.sprint, at.now)).toBe('none');
    expect(at.view.meta.agenda[show]?.startedAt).toBe(0);
  });

  it('[CK42] is undone within a minute and once', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 25, goal: '' });
    at.give(fay, 'extend-sprint', { minutes: 5 });
    at.give(fay, 'undo-clock', {});
    expect(refused(at.give(fay, 'undo-clock', {}))).toBe('nothing-to-undo');
    at.give(fay, 'extend-sprint', { minutes: 5 });
    at.wait(1.1);
    expect(refused(at.give(fay, 'undo-clock', {}))).toBe('nothing-to-undo');
  });

  it('[CK43] can not be undone past the end that came by itself', () => {
    const { at, fay } = table();
    at.give(fay, 'start-sprint', { minutes: 0.5, goal: '' });
    at.wait(0.6);
    expect(refused(at.give(fay, 'undo-clock', {}))).toBe('nothing-to-undo');
    expect(at.logged()).toEqual(['sprint-started', 'sprint-ended']);
  });

  it('[CK44] that ended a sprint costs nobody their seat', () => {
    const { at, ada, fay, task } = table();
    at.give(fay, 'start-sprint', { minutes: 25, goal: '' });
    at.give(ada, 'claim', { task });
    at.give(fay, 'end-sprint', {});
    at.wait(0.5);
    at.give(fay, 'undo-clock', {});
    at.wait(24);
    expect(at.holders(task)).toEqual([ada]);
  });
});
