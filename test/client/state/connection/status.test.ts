// The one honest word, from facts.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask, editTask, taskText } from '../../../../shared/board/board.ts';
import { statusOf, type Facts } from '../../../../client/state/connection/status.ts';
import { subjectsOf, Unsaved } from '../../../../client/state/connection/unsaved.ts';
import { seededMint } from '../../../support/seed.ts';

const calm: Facts = {
  refused: undefined,
  held: false,
  storeFails: false,
  online: true,
  missed: false,
  loaded: true,
  unsaved: 0,
  kept: true,
};

describe('the status', () => {
  it.each<[string, Partial<Facts>, object]>([
    ['saved when the server answers and nothing waits', {}, { kind: 'saved' }],
    ['saving while anything waits', { unsaved: 2 }, { kind: 'saving' }],
    ['saving in the first moments of a drop, never saved', { online: false, unsaved: 1 }, { kind: 'saving' }],
    ['connecting in the first moments of a drop with nothing waiting', { online: false }, { kind: 'connecting' }],
    ['offline after a while, with what waits', { online: false, missed: true, unsaved: 3 }, { kind: 'offline', waiting: 3, kept: true }],
    [
      'offline and told to keep the tab where nothing is stored',
      { online: false, missed: true, kept: false },
      { kind: 'offline', waiting: 0, kept: false },
    ],
    ['connecting before the board was ever there', { online: false, missed: true, loaded: false }, { kind: 'connecting' }],
    ['not-saved while the server can not store', { storeFails: true, online: false, unsaved: 1 }, { kind: 'not-saved', waiting: 1 }],
    ['on hold while a facilitator has a look', { held: true, unsaved: 4 }, { kind: 'on-hold', waiting: 4 }],
    ['refused whatever else is so', { refused: 'unknown-board', online: false, missed: true }, { kind: 'refused', code: 'unknown-board' }],
  ])('[CN30] is %s', (_words, facts, status) => {
    expect(statusOf({ ...calm, ...facts })).toEqual(status);
  });
});

describe('what waits', () => {
  const mint = seededMint(3);
  const change = (key: string, ...subjects: string[]) => ({ key, subjects });

  it('[CN31] things are counted, not keystrokes', () => {
    const doc = new Y.Doc();
    const task = mint('task');
    const unsaved = new Unsaved(() => undefined);
    doc.on('afterTransaction', (transaction: Y.Transaction) => unsaved.add({ key: '', subjects: subjectsOf(transaction) }));
    addTask(doc, task, { title: 'Map the wells' });
    expect(unsaved.count).toBe(1);
    for (const letter of 'hello') taskText(doc, task, 'notes')?.insert(0, letter);
    expect(unsaved.count).toBe(2);
    editTask(doc, task, { title: 'Map all wells' });
    editTask(doc, task, { title: 'Map all the wells' });
    expect(unsaved.count).toBe(3);
  });

  it('[CN32] only what was confirmed is taken off, and whoever keeps it is told', () => {
    const told: string[] = [];
    const unsaved = new Unsaved((keys) => told.push(...keys));
    for (const key of ['a', 'b', 'c']) unsaved.add(change(key, key));
    unsaved.confirm(2);
    expect(told).toEqual(['a', 'b']);
    expect(unsaved.count).toBe(1);
    unsaved.confirm(2);
    expect(told).toEqual(['a', 'b']);
    unsaved.confirm(3);
    expect(unsaved.empty).toBe(true);
  });

  it('[CN33] a refusal is about what was sent on this road and not confirmed', () => {
    const unsaved = new Unsaved(() => undefined);
    for (const key of ['a', 'b', 'c']) unsaved.add(change(key, key));
    unsaved.markSent(2);
    unsaved.confirm(1);
    expect(unsaved.suspects.map(({ key }) => key)).toEqual(['b']);
    unsaved.markSent(0);
    expect(unsaved.suspects).toEqual([]);
  });
});
