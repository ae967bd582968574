// A board nobody changes needs no document: when it rests, what it serves meanwhile, and what wakes it.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addChallenge, editMeta } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { MINUTE } from '../../../shared/ids.ts';
import { LIVE_LIMITS } from '../../../server/board/judge/scan.ts';
import type { Room } from '../../../server/board/room.ts';
import type { Warden } from '../../../server/board/warden.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { boardText } from '../../support/peer.ts';
import { settle } from '../../support/until.ts';
import { building, call, expectSame, FACILITATOR, furnished, gatedLog, idle, listening, replayed } from './furnished.ts';

const docOf = (update: Uint8Array): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
};

/** Time enough for a board nobody changes, if not said otherwise. */
async function leftAlone({ clock }: { clock: { advance(ms: number): void } }, forSeconds = 65): Promise<void> {
  for (let seconds = 0; seconds < forSeconds; seconds++) {
    clock.advance(1_000);
    await settle(2);
  }
}

/** A furnished room that rests while somebody listens. */
async function resting(given?: ReturnType<typeof building>) {
  const all = await furnished(given);
  const heard = listening(all.room);
  await leftAlone(all);
  expect(all.room.isResting).toBe(true);
  return { ...all, heard };
}

describe('a board at rest', () => {
  it('[RO1] rests after a while without a change, as one snapshot, and shows the same board', async () => {
    const { room, store, board, task } = await resting();
    const stored = await store.read(board);
    expect(stored.updates).toEqual([]);
    expect(room.encode()).toEqual(stored.snapshot);
    const replay = await replayed(store, board);
    expect(boardText(docOf(room.encode()))).toBe(boardText(replay));
    expect(Y.decodeStateVector(room.stateVector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(replay)));
    const stranger = new Y.Doc();
    Y.applyUpdate(stranger, room.missing(Y.encodeStateVector(stranger)));
    expect(viewBoard(stranger).tasks.map(({ id }) => id)).toEqual([task]);
    expect(room.isResting).toBe(true);
  });

  it('[RO2] wakes at the first change, and no client is added to the document by that', async () => {
    const { room, heard, store, board } = await resting();
    const clients = Y.decodeStateVector(room.stateVector).size;
    room.edit(() => editMeta(room.doc, { title: 'awake' }));
    await room.committed();
    expect(room.isResting).toBe(false);
    expect(heard.view().meta.title).toBe('awake');
    expect(Y.decodeStateVector(room.stateVector).size).toBe(clients);
    expectSame(await replayed(store, board), room.doc);
  });

  it('[RO3] wakes for a change of a client, for a command and for a view', async () => {
    const { room, ada, task } = await resting();
    const replica = docOf(room.encode());
    const before = Y.encodeStateVector(replica);
    editMeta(replica, { title: 'theirs' });
    expect(room.receive(Y.encodeStateAsUpdate(replica, before), FACILITATOR, LIVE_LIMITS)).toBeUndefined();
    expect(room.isResting).toBe(false);
    const second = await resting();
    expect(await second.room.command(second.ada, call('claim', { task: second.task }))).toMatchObject({ ok: true });
    const third = await resting();
    expect(await third.room.view()).toMatchObject({ tasks: [{ id: third.task }] });
    expect(await room.command(ada, call('claim', { task }))).toMatchObject({ ok: true });
  });

  it('[RO4] does not wake for a handshake that brings nothing, nor for presence', async () => {
    const { room, ada } = await resting();
    expect(room.receive(Uint8Array.of(0, 0), FACILITATOR, LIVE_LIMITS)).toBeUndefined();
    expect(room.claim(7, ada)).toBe(true);
    expect(room.isResting).toBe(true);
  });

  it('[RO5] keeps its alarms: a seat runs out while the board rests', async () => {
    const { room, ada, task, clock, ...rest } = await furnished();
    await room.command(ada, call('claim', { task }));
    const heard = listening(room);
    await leftAlone({ clock });
    expect(room.isResting).toBe(true);
    for (let minutes = 0; minutes < 46; minutes++) {
      clock.advance(MINUTE);
      await settle(2);
    }
    expect(heard.view().claims.size).toBe(0);
    expectSame(await replayed(rest.store, rest.board), room.doc);
  });

  it('[RO6] what comes while it lies down keeps it awake', async () => {
    let go: () => void = () => undefined;
    let gate: Promise<undefined> | undefined;
    const store = memoryLog();
    const gated = { ...gatedLog(), log: withFaults(store, (what) => (what === 'compact' ? gate : undefined)) };
    const { room, board, clock } = await furnished(building(gated));
    gate = new Promise((resolve) => (go = () => resolve(undefined)));
    clock.advance(11_000);
    await settle();
    room.edit(() => editMeta(room.doc, { title: 'meanwhile' }));
    gate = undefined;
    go();
    await room.committed();
    await settle();
    expect(room.isResting).toBe(false);
    expect(viewBoard(await replayed(store, board)).meta.title).toBe('meanwhile');
    expectSame(await replayed(store, board), room.doc);
  });

  it('[RO7] a board that can not be stored as one snapshot does not rest, and loses nothing', async () => {
    const store = memoryLog();
    let full = true;
    const gated = { ...gatedLog(), log: withFaults(store, (what) => (what === 'compact' && full ? new Error('ENOSPC') : undefined)) };
    const all = await furnished(building(gated));
    await leftAlone(all);
    expect(all.room.isResting).toBe(false);
    full = false;
    await leftAlone(all);
    expect(all.room.isResting).toBe(true);
    expect(viewBoard(docOf(all.room.encode())).tasks.length).toBe(1);
  });

  it('[RO8] a board opened again from its snapshot rests from the first; what fell due meanwhile is looked at soon', async () => {
    const all = await furnished();
    const quiet = await idle(all);
    expect(quiet.isResting).toBe(true);
    await leftAlone(all);
    expect(quiet.isResting).toBe(true);

    const { room, rooms, board, fay, clock, release } = await furnished();
    await room.command(fay, call('start-sprint', { minutes: 5, goal: '' }));
    const { endsAt } = viewBoard(room.doc).sprint;
    release();
    clock.advance(6_000);
    await settle();
    expect(room.closed).toBe(true);
    clock.advance(10 * MINUTE);
    const again = await rooms.open(board);
    rooms.use(again);
    expect(again.isResting).toBe(true);
    const replica = docOf(again.encode());
    again.listen({ committed: ({ updates }) => updates.forEach((update) => Y.applyUpdate(replica, update)), interrupted: () => undefined });
    clock.advance(1_000);
    await settle();
    expect(viewBoard(replica).sprint.endedAt).toBe(endsAt);
    await leftAlone({ clock });
    expect(again.isResting).toBe(true);
  });

  it('[RO9] many small changes after the last snapshot are put into one when the board rests', async () => {
    const { room, mint, store, board, clock } = await furnished();
    for (let count = 0; count < 100; count++) {
      room.edit(() => addChallenge(room.doc, mint('challenge'), { title: `${count}` }));
      await room.committed();
    }
    expect((await store.read(board)).updates.length).toBeGreaterThan(50);
    await leftAlone({ clock });
    expect((await store.read(board)).updates.length).toBe(0);
    expect(viewBoard(docOf(room.encode())).challenges.length).toBe(100);
  });

  it('[RO10] whoever looks after the room is told when its document comes and before it goes', async () => {
    const told: string[] = [];
    const warden = (room: Room): Warden => ({
      woke: () => void told.push(`woke ${room.doc.share.size > 0}`),
      rests: async () => void told.push(`rests ${room.isResting}`),
      weigh: () => undefined,
      turnedAway: () => undefined,
    });
    const { room, rooms } = await resting(building(gatedLog(), { warden }));
    expect(told).toEqual(['woke true', 'rests false']);
    room.edit(() => editMeta(room.doc, { title: 'again' }));
    await rooms.close();
    expect(told).toEqual(['woke true', 'rests false', 'woke true', 'rests false']);
  });

  it('[RO11] a snapshot that can not be read ends the room when it should wake, and the next who opens it hears of it', async () => {
    const store = memoryLog();
    const given = building({ ...gatedLog(), log: store });
    await store.compact(given.board, Uint8Array.from([1, 1, 77, 0, 7, 0, 77, 0, 1, 0]), 0);
    const room = await given.rooms.open(given.board);
    const heard = listeningTo(room);
    expect(room.receive(clientUpdateOf(), FACILITATOR, LIVE_LIMITS)).toMatchObject({ refused: 'shutting-down' });
    expect(heard).toEqual(['shutting-down']);
    expect(given.reports).toEqual(['a resting board can not be read']);
    await expect(given.rooms.open(given.board)).rejects.toThrow();
  });

  it('[RO12] stays awake longer where people are and somebody wrote, and rests soon where nobody is', async () => {
    const all = await furnished();
    const heard = listening(all.room);
    await leftAlone(all, 50);
    expect(all.room.isResting).toBe(false);
    heard.leave();
    await leftAlone(all, 5);
    expect(all.room.isResting).toBe(true);
  });
});

describe('a board that is let go', () => {
  it('[RO13] stays for whoever asked for it in the very moment it would go', async () => {
    const { rooms, clock, board, release } = await furnished();
    release();
    const asked = rooms.open(board);
    clock.advance(5_000);
    const room = await asked;
    await settle();
    expect([room.closed, await rooms.open(board)]).toEqual([false, room]);
    clock.advance(5_000);
    await settle();
    expect([room.closed, rooms.size]).toEqual([true, 0]);
  });

  it('[RO14] is opened by nobody any more once all boards were let go for good', async () => {
    const { rooms, board, release } = await furnished();
    release();
    await rooms.close();
    await expect(rooms.open(board)).rejects.toThrow();
    expect(rooms.size).toBe(0);
  });
});

function listeningTo(room: Room): string[] {
  const heard: string[] = [];
  room.listen({ committed: () => undefined, interrupted: ({ refused }) => heard.push(refused) });
  return heard;
}

function clientUpdateOf(): Uint8Array {
  const doc = new Y.Doc();
  editMeta(doc, { title: 'x' });
  return Y.encodeStateAsUpdate(doc);
}
