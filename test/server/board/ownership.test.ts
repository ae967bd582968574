// Who may change a board at all, and under whose name: client ids and their owners, holds, the brake's word, a full board.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask, removeTask } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { refuse } from '../../../shared/refusal.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS } from '../../../server/board/judge/scan.ts';
import { Ownership } from '../../../server/board/ownership.ts';
import type { Author } from '../../../server/board/judge/judge.ts';
import type { Room } from '../../../server/board/room.ts';
import { seededMint } from '../../support/seed.ts';
import { building, call, clientUpdate, expectSame, furnished, gatedLog, idle, replayed } from './furnished.ts';

const participant = (person: Author['person']): Author => ({ person, role: 'participant' });

/** A document of somebody who has the board, under a Yjs client id of the test's choice. */
function replicaOf(room: Room, client: number): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.encode());
  doc.clientID = client;
  return doc;
}

function updateUnder(room: Room, client: number, task: TaskId): Uint8Array {
  const doc = replicaOf(room, client);
  const before = Y.encodeStateVector(doc);
  addTask(doc, task, { title: 'Made under a number' });
  return Y.encodeStateAsUpdate(doc, before);
}

describe('whose word a client id is', () => {
  it('[RO20] an id belongs to whoever made the first change under it, from the very batch that stores the change', async () => {
    const { room, ada, fay, mint, store, board } = await furnished();
    expect(room.receive(updateUnder(room, 77, mint('task')), participant(ada), LIVE_LIMITS)).toBeUndefined();
    expect(room.receive(updateUnder(room, 77, mint('task')), participant(fay), LIVE_LIMITS)).toMatchObject({ refused: 'change-refused' });
    await room.committed();
    expect((await store.read(board)).owners.get(77)).toBe(ada);
  });

  it('[RO21] it outlives the board’s being let go', async () => {
    const all = await furnished();
    expect(all.room.receive(updateUnder(all.room, 77, all.mint('task')), participant(all.ada), LIVE_LIMITS)).toBeUndefined();
    await all.room.committed();
    const again = await idle(all);
    expect(again.receive(updateUnder(again, 77, all.mint('task')), participant(all.fay), LIVE_LIMITS)).toMatchObject({
      refused: 'change-refused',
    });
    expect(again.receive(updateUnder(again, 77, all.mint('task')), participant(all.ada), LIVE_LIMITS)).toBeUndefined();
  });

  it('[RO22] an id that presence claimed can be taken by nobody else before its first change', async () => {
    const { room, ada, fay, mint } = await furnished();
    expect(room.claim(77, ada)).toBe(true);
    expect(room.claim(77, fay)).toBe(false);
    expect(room.receive(updateUnder(room, 77, mint('task')), participant(fay), LIVE_LIMITS)).toMatchObject({ refused: 'change-refused' });
    expect(room.receive(updateUnder(room, 77, mint('task')), participant(ada), LIVE_LIMITS)).toBeUndefined();
    expect(room.claim(77, ada)).toBe(true);
  });

  it('[RO23] nobody can claim or use the server’s own id', async () => {
    const { room, ada, mint } = await furnished();
    const server = room.doc.clientID;
    expect(room.claim(server, ada)).toBe(false);
    expect(room.receive(updateUnder(room, server, mint('task')), participant(ada), LIVE_LIMITS)).toMatchObject({
      refused: 'change-refused',
    });
  });

  it('[RO24] one person claims a few ids, and an older claim makes way', () => {
    const mint = seededMint(5);
    const [ada, bo] = [mint('person'), mint('person')];
    const ownership = new Ownership(new Map());
    for (let client = 1; client <= 9; client++) expect(ownership.claim(client, ada)).toBe(true);
    expect(ownership.claim(9, bo)).toBe(false);
    expect(ownership.claim(1, bo)).toBe(true);
  });

  it('[RO25] what could not be stored keeps its owner until it is', async () => {
    const { room, ada, mint, fail, clock, store, board } = await furnished();
    fail(new Error('ENOSPC'));
    expect(room.receive(updateUnder(room, 77, mint('task')), participant(ada), LIVE_LIMITS)).toBeUndefined();
    expect(await room.committed()).toMatchObject({ refused: 'not-saved' });
    expect((await store.read(board)).owners.get(77)).toBeUndefined();
    fail(undefined);
    clock.advance(1_000);
    expect(await until(() => room.failure === undefined)).toBe(true);
    expect((await store.read(board)).owners.get(77)).toBe(ada);
    expectSame(await replayed(store, board), room.doc);
  });
});

describe('who may not change anything for now', () => {
  it('[RO30] a person on hold can neither change nor command, and goes on reading', async () => {
    const { room, ada, task, clock } = await furnished();
    room.write([{ write: 'hold', hold: { person: ada, at: clock.now(), moment: clock.now(), entries: 9, characters: 9 } }]);
    const update = clientUpdate(room, (doc) => removeTask(doc, task));
    expect(room.receive(update, participant(ada), LIVE_LIMITS)).toMatchObject({ refused: 'on-hold' });
    expect(await room.command(ada, call('claim', { task }))).toMatchObject({ ok: false, refusal: { refused: 'on-hold' } });
    expect(await room.view()).toMatchObject({ tasks: [{ id: task }] });
    room.write([{ write: 'lift-hold', person: ada }]);
    expect(await room.command(ada, call('claim', { task }))).toMatchObject({ ok: true });
  });

  it('[RO31] the warden’s word after the judge’s keeps a change out, and may hold its author at once', async () => {
    const weighed: number[] = [];
    const given = building(gatedLog(), {
      warden: (room) => ({
        woke: () => undefined,
        rests: () => Promise.resolve(),
        turnedAway: () => undefined,
        weigh: ({ entries }, { person }) => {
          weighed.push(entries);
          if (entries === 0) return undefined;
          const at = given.clock.now();
          room.write([{ write: 'hold', hold: { person, at, moment: at, entries, characters: 0 } }]);
          return refuse('on-hold');
        },
      }),
    });
    const { room, fay, task, mint, ada } = await furnished(given);
    const theirs = clientUpdate(room, (doc) => addTask(doc, mint('task'), { title: 'Fay’s' }));
    expect(room.receive(theirs, participant(fay), LIVE_LIMITS)).toBeUndefined();
    const removal = clientUpdate(room, (doc) => removeTask(doc, task));
    expect(room.receive(removal, participant(ada), LIVE_LIMITS)).toMatchObject({ refused: 'on-hold' });
    expect(weighed.at(-1)).toBeGreaterThan(0);
    await room.committed();
    expect(viewBoard(room.doc).tasks.length).toBe(2);
    expect(viewBoard(room.doc).holds).toMatchObject([{ person: ada }]);
  });

  it('[RO32] a full board takes nothing more, but what is taken away', async () => {
    const { room, ada, mint } = await furnished();
    const notes = 'x'.repeat(39_000);
    const tasks: TaskId[] = [];
    room.edit(() => {
      for (let count = 0; count < 107; count++) {
        tasks.push(mint('task'));
        addTask(room.doc, tasks.at(-1) as TaskId, { title: `${count}`, notes });
      }
    });
    await room.committed();
    const more = clientUpdate(room, (doc) => addTask(doc, mint('task'), { title: 'more', notes }));
    expect(room.receive(more, participant(ada), CATCH_UP_LIMITS)).toMatchObject({
      refused: 'board-full',
      detail: { limit: 4, what: 'MB' },
    });
    const less = clientUpdate(room, (doc) => tasks.slice(0, 12).forEach((id) => removeTask(doc, id)));
    expect(room.receive(less, { person: ada, role: 'facilitator' }, CATCH_UP_LIMITS)).toBeUndefined();
    await room.committed();
    expect(viewBoard(room.doc).tasks.length).toBe(96);
  });
});

/** Turns of the loop until something is so. */
async function until(condition: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 100 && !condition(); turn++) await new Promise((resolve) => setImmediate(resolve));
  return condition();
}
