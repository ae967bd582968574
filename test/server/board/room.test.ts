// One live board: durable first, recovery from a store that fails, compaction, and what time brings about. The store is
// the memory log with a gate in front; nothing here listens on a port.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addChallenge, editMeta, recordOutcome } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { MINUTE } from '../../../shared/ids.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { LIVE_LIMITS } from '../../../server/board/judge/scan.ts';
import type { Judge } from '../../../server/board/judge/judge.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { settle } from '../../support/until.ts';
import {
  building,
  call,
  clientUpdate,
  expectSame,
  FACILITATOR,
  furnished,
  gatedLog,
  idle,
  listening,
  PACE,
  replayed,
} from './furnished.ts';

describe('durable first', () => {
  it('[DU1] nobody hears of an edit, and no answer is given, before it is on disk', async () => {
    const { room, ada, task, hold } = await furnished();
    const heard = listening(room);
    const open = hold();
    let answered = false;
    const answer = room.command(ada, call('claim', { task })).then((given) => {
      answered = true;
      return given;
    });
    let shown = false;
    const view = room.view().then((given) => {
      shown = true;
      return given;
    });
    await settle();
    expect([heard.batches, answered, shown]).toEqual([[], false, false]);
    open();
    expect(await answer).toMatchObject({ ok: true, seat: 0 });
    expect(isRefusal(await view)).toBe(false);
    expect(heard.view().claims.get(task)).toMatchObject([{ person: ada }]);
  });

  it('[DU2] a refusal that names a holder waits until the holder is on disk', async () => {
    const { room, ada, fay, task, hold } = await furnished();
    room.edit(() => room.doc.getMap<Y.Map<unknown>>('tasks').get(task)?.set('seats', 1));
    await room.committed();
    const open = hold();
    const order: string[] = [];
    const first = room.command(ada, call('claim', { task })).then((given) => order.push(`first ${given.ok}`));
    const second = room.command(fay, call('claim', { task })).then((given) => order.push(`second ${given.ok}`));
    await settle();
    expect(order).toEqual([]);
    open();
    await Promise.all([first, second]);
    expect(order).toEqual(['first true', 'second false']);
  });

  it('[DU3] what comes while a batch is on its way goes to disk and to listeners as one', async () => {
    const { room, hold, appends, store, board, mint, clock } = await furnished();
    const heard = listening(room);
    const before = appends();
    const open = hold();
    clock.advance(PACE);
    room.receive(
      clientUpdate(room, (doc) => editMeta(doc, { title: 'first' })),
      FACILITATOR,
      LIVE_LIMITS,
    );
    await settle();
    for (let count = 0; count < 20; count++) room.edit(() => addChallenge(room.doc, mint('challenge'), { title: `${count}` }));
    await settle();
    expect(appends()).toBe(before + 1);
    open();
    await room.committed();
    expect(heard.batches).toEqual([1, 1]);
    expect(appends()).toBe(before + 2);
    expectSame(await replayed(store, board), room.doc);
  });

  it('[DU4] an update that says nothing new is neither stored nor told', async () => {
    const { room, appends } = await furnished();
    const heard = listening(room);
    const before = appends();
    expect(room.receive(Y.encodeStateAsUpdate(new Y.Doc()), FACILITATOR, LIVE_LIMITS)).toBeUndefined();
    await room.committed();
    expect([heard.batches, appends()]).toEqual([[], before]);
  });
});

describe('a store that fails', () => {
  it('[DU10] makes the board read-only with "not-saved", tells its listeners once, and recovers with nothing lost', async () => {
    const { room, ada, task, fail, clock, reports, store, board } = await furnished();
    const heard = listening(room);
    fail(new Error('ENOSPC'));
    const answer = await room.command(ada, call('claim', { task }, 'claim-of-ada'));
    expect(answer).toMatchObject({ ok: false, refusal: { refused: 'not-saved' } });
    expect(heard.interruptions.map(({ refused }) => refused)).toEqual(['not-saved']);
    expect(
      room.receive(
        clientUpdate(room, (doc) => editMeta(doc, { title: 'late' })),
        FACILITATOR,
        LIVE_LIMITS,
      ),
    ).toMatchObject({ refused: 'not-saved' });
    expect(await room.view()).toMatchObject({ refused: 'not-saved' });
    for (let tries = 0; tries < 3; tries++) {
      clock.advance(1_000);
      await settle();
    }
    expect(heard.interruptions.length).toBe(1);
    expect(reports.length).toBe(1);
    expect(room.failure).toMatchObject({ refused: 'not-saved' });
    fail(undefined);
    clock.advance(1_000);
    await settle();
    expect(room.failure).toBeUndefined();
    expect(heard.view().claims.get(task)).toMatchObject([{ person: ada }]);
    expect(await room.command(ada, call('claim', { task }, 'claim-of-ada'))).toMatchObject({ ok: true, seat: 0 });
    expect(viewBoard(room.doc).log.filter((entry) => entry.kind === 'claimed').length).toBe(1);
    expectSame(await replayed(store, board), room.doc);
  });

  it('[DU11] what gathered behind the failed batch is stored too, in order', async () => {
    const { room, hold, fail, clock, store, board, mint } = await furnished();
    const open = hold();
    room.edit(() => editMeta(room.doc, { title: 'one' }));
    room.edit(() => addChallenge(room.doc, mint('challenge'), { title: 'two' }));
    fail(new Error('EIO'));
    open();
    await settle();
    room.edit(() => editMeta(room.doc, { title: 'three' }));
    fail(undefined);
    clock.advance(1_000);
    await settle();
    expect(room.failure).toBeUndefined();
    expect(viewBoard(await replayed(store, board)).meta.title).toBe('three');
    expectSame(await replayed(store, board), room.doc);
  });

  it('[DU12] a sprint that ended meanwhile is written down when the store is back', async () => {
    const { room, ada, fay, task, fail, clock } = await furnished();
    await room.command(fay, call('start-sprint', { minutes: 5, goal: '' }));
    const { endsAt } = viewBoard(room.doc).sprint;
    fail(new Error('ENOSPC'));
    await room.command(ada, call('claim', { task }));
    for (let minute = 0; minute < 30; minute++) {
      clock.advance(MINUTE);
      await settle(1);
    }
    expect(viewBoard(room.doc).sprint.endedAt).toBe(0);
    fail(undefined);
    clock.advance(1_000);
    await settle();
    expect(viewBoard(room.doc).sprint.endedAt).toBe(endsAt);
    expect(viewBoard(room.doc).claims.size).toBe(0);
  });

  it('[DU13] a board that closes while the store fails tries once more', async () => {
    const { room, rooms, ada, task, fail, store, board } = await furnished();
    fail(new Error('ENOSPC'));
    await room.command(ada, call('claim', { task }));
    fail(undefined);
    await rooms.close();
    expect(viewBoard(await replayed(store, board)).claims.get(task)).toMatchObject([{ person: ada }]);
  });

  it('[DU14] closing ends even when the store fails for good', async () => {
    const { room, rooms, ada, task, fail, reports } = await furnished();
    fail(new Error('ENOSPC'));
    await room.command(ada, call('claim', { task }));
    await rooms.close();
    expect(reports.at(-1)).toContain('last words');
    expect(await room.command(ada, call('claim', { task }))).toMatchObject({ ok: false, refusal: { refused: 'shutting-down' } });
  });
});

describe('compaction', () => {
  it('[DU20] five hundred updates become one snapshot that holds exactly the same board', async () => {
    const { room, store, board, mint } = await furnished();
    for (let count = 0; count < 600; count++) {
      room.edit(() => addChallenge(room.doc, mint('challenge'), { title: `challenge ${count}` }));
      if (count % 50 === 0) await room.committed();
    }
    await room.committed();
    const stored = await store.read(board);
    expect(stored.snapshot).toBeDefined();
    expect(stored.updates.length).toBeLessThan(500);
    expectSame(await replayed(store, board), room.doc);
    expect(viewBoard(room.doc).challenges.length).toBe(600);
  });

  it('[DU21] a compaction that fails loses nothing and is tried again', async () => {
    let full = true;
    const store = memoryLog();
    const gated = { ...gatedLog(), log: withFaults(store, (what) => (what === 'compact' && full ? new Error('ENOSPC') : undefined)) };
    const { room, mint, board, reports } = await furnished(building(gated));
    const fill = async () => {
      for (let count = 0; count < 510; count++) room.edit(() => addChallenge(room.doc, mint('challenge'), { title: `${count}` }));
      await room.committed();
    };
    await fill();
    expect(reports).toContain('a board could not be compacted');
    expect(room.failure).toBeUndefined();
    full = false;
    await fill();
    expect((await store.read(board)).updates.length).toBeLessThan(500);
    expectSame(await replayed(store, board), room.doc);
  });

  it('[DU22] edits made while a compaction runs are kept', async () => {
    let let_go: () => void = () => undefined;
    const gate = new Promise<undefined>((resolve) => (let_go = () => resolve(undefined)));
    const store = memoryLog();
    const gated = { ...gatedLog(), log: withFaults(store, (what) => (what === 'compact' ? gate : undefined)) };
    const { room, mint, board } = await furnished(building(gated));
    for (let count = 0; count < 510; count++) room.edit(() => addChallenge(room.doc, mint('challenge'), { title: `${count}` }));
    await settle();
    room.edit(() => editMeta(room.doc, { title: 'meanwhile' }));
    let_go();
    await room.committed();
    expect(viewBoard(await replayed(store, board)).meta.title).toBe('meanwhile');
    expectSame(await replayed(store, board), room.doc);
  });
});

describe('opening and letting go', () => {
  it('[DU30] a board opened by many at once is one board, read once', async () => {
    const { rooms, board, calls } = building();
    const opened = await Promise.all(Array.from({ length: 20 }, () => rooms.open(board)));
    expect(new Set(opened).size).toBe(1);
    expect(calls.filter((what) => what === 'read').length).toBe(1);
  });

  it('[DU31] a board that could not be read is tried again by the next who asks', async () => {
    let broken = true;
    const gated = { ...gatedLog(), log: withFaults(memoryLog(), (what) => (what === 'read' && broken ? new Error('EIO') : undefined)) };
    const { rooms, board } = building(gated);
    await expect(rooms.open(board)).rejects.toThrow('EIO');
    broken = false;
    expect((await rooms.open(board)).id).toBe(board);
  });

  it('[DU32] an idle board is let go and comes back the same', async () => {
    const { rooms, board, clock, room, mint, store, release } = await furnished();
    room.edit(() => addChallenge(room.doc, mint('challenge'), { title: 'kept', brief: 'words' }));
    await room.committed();
    const again = await idle({ rooms, clock, room, release });
    expect(again).not.toBe(room);
    expectSame(await replayed(store, board), again.doc);
    expect(viewBoard(again.doc).challenges).toMatchObject([{ title: 'kept', brief: 'words' }]);
  });

  it('[DU33] a board in use stays, however quiet it is', async () => {
    const { rooms, board, clock, room } = await furnished();
    const release = rooms.use(room);
    clock.advance(60 * MINUTE);
    await settle();
    expect(await rooms.open(board)).toBe(room);
    release();
  });

  it('[DU34] a board opened while it is let go is not read before the last words are stored', async () => {
    const { rooms, board, clock, room, hold, store, release } = await furnished();
    release();
    const open = hold();
    room.edit(() => editMeta(room.doc, { title: 'last words' }));
    void room.close();
    const again = rooms.open(board);
    await settle();
    open();
    expect(viewBoard((await again).doc).meta.title).toBe('last words');
    expectSame(await replayed(store, board), (await again).doc);
    clock.advance(0);
  });

  it('[DU35] a retry after a reload still counts once', async () => {
    const { rooms, clock, room, ada, task, release } = await furnished();
    await room.command(ada, call('claim', { task }, 'claim-once'));
    await room.command(ada, call('release', { task }));
    const again = await idle({ rooms, clock, room, release });
    expect(await again.command(ada, call('claim', { task }, 'claim-once'))).toMatchObject({ ok: true });
    expect(viewBoard(again.doc).claims.size).toBe(0);
  });

  it('[DU36] an update that does not fit takes the copy out of use; the next one is loaded from the log', async () => {
    const { rooms, room, ada, task, board, reports, store } = await furnished(building(gatedLog(), { judge: BLIND }));
    const heard = listening(room);
    room.edit(() => editMeta(room.doc, { title: 'before' }));
    // A map that claims to lie within itself: Yjs throws while it puts it in place.
    const within = Uint8Array.from([1, 1, 77, 0, 7, 0, 77, 0, 1, 0]);
    expect(room.receive(within, FACILITATOR, LIVE_LIMITS)).toMatchObject({ refused: 'malformed' });
    expect(heard.interruptions.length).toBe(1);
    expect(reports.length).toBe(1);
    const again = await rooms.open(board);
    expect(again).not.toBe(room);
    expect(viewBoard(again.doc).tasks.length).toBe(1);
    expect(viewBoard(again.doc).meta.title).toBe('before');
    expectSame(await replayed(store, board), again.doc);
    expect(await again.command(ada, call('claim', { task }))).toMatchObject({ ok: true });
  });

  it('[DU37] an update that did something else than the judge foresaw takes the copy out of use, and is not stored', async () => {
    const doubting = { ...BLIND, crossCheck: () => 'something else happened' };
    const { rooms, room, board, reports } = await furnished(building(gatedLog(), { judge: doubting }));
    const update = clientUpdate(room, (doc) => editMeta(doc, { title: 'Hm' }));
    expect(room.receive(update, FACILITATOR, LIVE_LIMITS)).toMatchObject({ refused: 'malformed' });
    expect(reports.length).toBe(1);
    const again = await rooms.open(board);
    expect(viewBoard(again.doc).meta.title).toBe('');
  });

  it('[DU38] a judge that throws costs the sender the connection and nobody else anything', async () => {
    const broken = {
      ...BLIND,
      judge: () => {
        throw new Error('a bug');
      },
    };
    const { room, reports } = await furnished(building(gatedLog(), { judge: broken }));
    const update = clientUpdate(room, (doc) => editMeta(doc, { title: 'Hm' }));
    expect(room.receive(update, FACILITATOR, LIVE_LIMITS)).toMatchObject({ refused: 'malformed' });
    expect(reports.length).toBe(1);
    expect(room.failure).toBeUndefined();
  });
});

/** Lets everything pass. */
const BLIND: Judge = {
  judge: (update) => ({
    verdict: 'passed',
    update,
    binds: [],
    removal: { entries: 0, characters: 0 },
    erases: false,
    steps: 0,
    foreseen: new Map(),
    clocks: new Map(),
  }),
  crossCheck: () => undefined,
};

describe('what time brings about', () => {
  it('[DU40] the room rings at the end of the sprint and of a lease by itself', async () => {
    const { room, ada, fay, task, clock } = await furnished();
    await room.command(fay, call('start-sprint', { minutes: 5, goal: '' }));
    await room.command(ada, call('claim', { task }));
    const heard = listening(room);
    clock.advance(5 * MINUTE);
    await room.committed();
    expect(heard.view().sprint.endedAt).toBe(clock.now());
    clock.advance(10 * MINUTE);
    await room.committed();
    expect(heard.view().claims.size).toBe(0);
    expect(heard.view().log.map((entry) => entry.kind)).toEqual(['sprint-started', 'claimed', 'sprint-ended', 'lapsed']);
  });

  it('[DU41] alarms are set again when a board is loaded', async () => {
    const { rooms, room, ada, task, clock, release } = await furnished();
    await room.command(ada, call('claim', { task }));
    const again = await idle({ rooms, clock, room, release });
    rooms.use(again);
    expect(viewBoard(again.doc).claims.size).toBe(1);
    clock.advance(45 * MINUTE);
    await again.committed();
    expect(viewBoard(again.doc).claims.size).toBe(0);
  });

  it('[DU43] a finished task that is opened again frees the seats whose lease ran out meanwhile', async () => {
    const { room, ada, task, clock } = await furnished();
    await room.command(ada, call('claim', { task }));
    const record = (kind: 'done' | '') =>
      clientUpdate(room, (doc) =>
        recordOutcome(doc, task, {
          kind: kind as 'done',
          summary: '',
          next: '',
          evidence: [],
          credit: [],
          by: FACILITATOR.person,
          at: clock.now(),
        }),
      );
    room.receive(record('done'), FACILITATOR, LIVE_LIMITS);
    clock.advance(60 * MINUTE);
    await room.committed();
    expect(viewBoard(room.doc).claims.size).toBe(1);
    room.receive(record(''), FACILITATOR, LIVE_LIMITS);
    await room.committed();
    clock.advance(1);
    await room.committed();
    expect(viewBoard(room.doc).claims.size).toBe(0);
  });

  it('[DU42] a sprint that ended while nobody had the board open ended at its own end', async () => {
    const { rooms, room, fay, clock, board, release } = await furnished();
    await room.command(fay, call('start-sprint', { minutes: 30, goal: '' }));
    const { endsAt } = viewBoard(room.doc).sprint;
    release();
    clock.advance(2 * MINUTE);
    await settle();
    expect(room.closed).toBe(true);
    clock.advance(300 * MINUTE);
    const again = await rooms.open(board);
    await again.committed();
    expect(viewBoard(again.doc).sprint.endedAt).toBe(endsAt);
    expect(viewBoard(again.doc).log.at(-1)).toMatchObject({ kind: 'sprint-ended', at: endsAt });
  });
});
