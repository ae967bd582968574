// One connection from hello to the end, without sockets: what a newcomer and somebody who comes back are given, when changes
// count as saved, what waits for the handshake, and epochs. How much one may send is limits.test.ts.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask, editMeta, editTask, removeTask, rootOf } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { MESSAGE, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import type { Warden } from '../../../server/board/warden.ts';
import { boardText } from '../../support/peer.ts';
import { askMessage, missingMessage } from '../../support/knock.ts';
import { settle } from '../../support/until.ts';
import { Author, connected, type Connection } from './connected.ts';

const NOTHING = Uint8Array.of(0);
const titleOf = ({ wire }: Connection): string => viewBoard(wire.replica()).meta.title;

async function titled(title: string, given?: Parameters<typeof connected>[0]) {
  const all = await connected(given);
  const retitle = (to: string) => all.room.edit(() => editMeta(all.room.doc, { title: to }));
  retitle(title);
  await all.room.committed();
  all.clock.advance(100);
  return { ...all, retitle };
}

describe('a newcomer', () => {
  it('[SY60] gets the whole board and the end of the handshake in one write, and then what changes', async () => {
    const { join, retitle, room } = await titled('first');
    const ada = join();
    expect(ada.wire.parcels.length).toBe(2);
    const kinds = ada.wire.messages.map(([kind, step]) => [kind, step]);
    expect(kinds).toEqual([
      [MESSAGE.sync, SYNC_STEP.stateVector],
      [MESSAGE.sync, SYNC_STEP.update],
      [MESSAGE.sync, SYNC_STEP.missing],
    ]);
    expect(titleOf(ada)).toBe('first');
    retitle('second');
    await room.committed();
    expect(titleOf(ada)).toBe('second');
    expect(boardText(ada.wire.replica())).toBe(boardText(room.doc));
  });

  it('[SY61] shares the very same bytes with all others who come, and what was committed since comes behind them', async () => {
    const { join, retitle, room, clock } = await titled('first');
    const [ada, bo] = [join(), join()];
    expect(bo.wire.parcels[1]).toBe(ada.wire.parcels[1]);
    retitle('second');
    await room.committed();
    clock.advance(100);
    const cy = join();
    expect(cy.wire.parcels[1]?.frames[0]).toBe(ada.wire.parcels[1]?.frames[0]);
    expect(cy.wire.parcels[1]?.frames.length).toBe(3);
    expect(titleOf(cy)).toBe('second');
    expect(cy.wire.synced).toBe(1);
  });

  it('[SY62] sees nothing that is not on disk, and nothing is missing when it is', async () => {
    const { join, retitle, hold, room } = await titled('durable');
    const early = join();
    const open = hold();
    retitle('on its way');
    await settle();
    retitle('gathering');
    const late = join();
    expect([titleOf(early), titleOf(late), late.wire.synced]).toEqual(['durable', 'durable', 1]);
    open();
    await room.committed();
    expect([titleOf(early), titleOf(late)]).toEqual(['gathering', 'gathering']);
  });

  it('[SY63] whose copy was made of changes on their way waits for them, and gets what came meanwhile too', async () => {
    const { join, connect, retitle, hold, hub, room } = await titled('durable');
    hub.copies.forget();
    const open = hold();
    retitle('on its way');
    await settle();
    retitle('gathering');
    const ada = connect();
    ada.session.receive(askMessage(NOTHING));
    retitle('gathered after');
    const bo = join();
    await settle();
    expect([ada.wire.synced, bo.wire.synced]).toEqual([0, 0]);
    open();
    await room.committed();
    expect([ada.wire.synced, bo.wire.synced]).toEqual([1, 1]);
    expect([titleOf(ada), titleOf(bo)]).toEqual(['gathered after', 'gathered after']);
    expect(boardText(ada.wire.replica())).toBe(boardText(room.doc));
  });

  it('[SY64] gets a new copy when the tail behind the old one has grown long', async () => {
    const { join, retitle, room } = await titled('first');
    const ada = join();
    for (let count = 0; count < 70; count++) {
      retitle(`title ${count}`);
      await room.committed();
    }
    const bo = join();
    expect(bo.wire.parcels[1]?.frames[0]).not.toBe(ada.wire.parcels[1]?.frames[0]);
    expect(bo.wire.parcels[1]?.frames.length).toBeLessThan(20);
    expect([titleOf(ada), titleOf(bo)]).toEqual(['title 69', 'title 69']);
  });

  it('[SY65] of a board at rest gets it without waking it', async () => {
    const { join, room, clock } = await titled('resting');
    for (let second = 0; second < 65; second++) {
      clock.advance(1_000);
      await settle(2);
    }
    expect(room.isResting).toBe(true);
    expect(titleOf(join())).toBe('resting');
    expect(room.isResting).toBe(true);
  });
});

describe('somebody who comes back', () => {
  it('[SY66] gets only what is new, made once for all with the same state', async () => {
    const { connect, join, retitle, room, clock, mint } = await titled('first');
    room.edit(() => {
      for (let count = 0; count < 50; count++) addTask(room.doc, mint('task'), { title: `task ${count}`, notes: 'words '.repeat(20) });
    });
    await room.committed();
    const known = join().wire.replica();
    const stateVector = Y.encodeStateVector(known);
    retitle('second');
    await room.committed();
    clock.advance(100);
    const [ada, bo] = [connect(), connect()];
    for (const { session } of [ada, bo]) session.receive(askMessage(stateVector));
    expect(bo.wire.parcels[1]).toBe(ada.wire.parcels[1]);
    expect(ada.wire.parcels[1]?.size).toBeLessThan(1_000);
    for (const update of ada.wire.updates()) Y.applyUpdate(known, update);
    expect(viewBoard(known).meta.title).toBe('second');
    expect(boardText(known)).toBe(boardText(room.doc));
  });

  it('[SY67] to a busy board still gets everything, in whatever order batches land', async () => {
    const { connect, join, retitle, room, hold, hub } = await titled('first');
    const known = join().wire.replica();
    const stateVector = Y.encodeStateVector(known);
    for (let round = 0; round < 20; round++) {
      const open = hold();
      retitle(`flying ${round}`);
      await settle(1);
      retitle(`gathering ${round}`);
      if (round % 3 === 0) hub.copies.forget();
      const back = connect();
      back.session.receive(askMessage(stateVector));
      retitle(`after ${round}`);
      open();
      await room.committed();
      const replica = new Y.Doc();
      Y.applyUpdate(replica, Y.encodeStateAsUpdate(known));
      for (const update of back.wire.updates()) Y.applyUpdate(replica, update);
      expect(viewBoard(replica).meta.title).toBe(`after ${round}`);
      expect(boardText(replica)).toBe(boardText(room.doc));
      back.session.closed();
    }
  });
});

describe('what is saved', () => {
  it('[SY70] is told in the same write as the change itself, once a batch, and only the newest count', async () => {
    const { join, room, mint } = await titled('first');
    const ada = join({ isOurs: true });
    const bo = join();
    const author = new Author(ada.wire.updates());
    const before = [ada.wire.parcels.length, bo.wire.parcels.length];
    for (let count = 0; count < 5; count++)
      for (const message of author.edit((doc) => addTask(doc, mint('task'), { title: `${count}` }))) ada.session.receive(message);
    expect(ada.wire.numbers(MESSAGE.saved)).toEqual([]);
    await room.committed();
    expect([ada.wire.parcels.length, bo.wire.parcels.length]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
    expect(ada.wire.numbers(MESSAGE.saved)).toEqual([5]);
    expect(bo.wire.numbers(MESSAGE.saved)).toEqual([]);
  });

  it('[SY71] a change that says nothing new is saved at once; an empty handshake does not count', async () => {
    const { join, room, mint } = await titled('first');
    const ada = join({ isOurs: true });
    const author = new Author(ada.wire.updates());
    const [message] = author.edit((doc) => addTask(doc, mint('task'), { title: 'once' }));
    ada.session.receive(message as Uint8Array);
    await room.committed();
    ada.session.receive(message as Uint8Array);
    await room.committed();
    expect(ada.wire.numbers(MESSAGE.saved)).toEqual([1, 2]);
  });
});

describe('changes of several at once', () => {
  it('[SY85] become one transaction, one update and one frame; each is judged after those before it', async () => {
    const { join, room, mint, store, board } = await titled('first');
    const people = [join({ isOurs: true }), join({ isOurs: true }), join({ isOurs: true })];
    const authors = people.map(({ wire }) => new Author(wire.updates()));
    const stored = (await store.read(board)).updates.length;
    let transactions = 0;
    room.doc.on('afterTransaction', () => transactions++);
    people.forEach(({ session }, index) => {
      for (let count = 0; count < 5; count++)
        for (const message of authors[index]?.edit((doc) => addTask(doc, mint('task'), { title: `${index} ${count}` })) ?? [])
          session.receive(message);
    });
    await room.committed();
    expect(transactions).toBe(1);
    expect((await store.read(board)).updates.length).toBe(stored + 1);
    expect(people.map(({ wire }) => wire.parcels.length)).toEqual([3, 3, 3]);
    expect(people.map(({ wire }) => wire.numbers(MESSAGE.saved))).toEqual([[5], [5], [5]]);
    expect(viewBoard(room.doc).tasks.length).toBe(15);
    expect(boardText(people[0]?.wire.replica() as Y.Doc)).toBe(boardText(room.doc));
    const { owners } = await store.read(board);
    expect(authors.map(({ doc }) => owners.get(doc.clientID))).toEqual(people.map(({ person }) => person));
  });

  it('[SY86] one that is refused ends its author’s connection, and the others are taken', async () => {
    const { join, room, mint } = await titled('first');
    const [ada, mallory, bo] = [join(), join(), join()];
    const [a, m, b] = [ada, mallory, bo].map(({ wire }) => new Author(wire.updates())) as [Author, Author, Author];
    const send = ({ session }: Connection, messages: Uint8Array[]) => messages.forEach((message) => session.receive(message));
    send(
      ada,
      a.edit((doc) => addTask(doc, mint('task'), { title: 'Ada’s' })),
    );
    send(
      mallory,
      m.edit((doc) => editMeta(doc, { title: 'Mallory’s' })),
    );
    send(
      bo,
      b.edit((doc) => addTask(doc, mint('task'), { title: 'Bo’s' })),
    );
    await room.committed();
    expect([ada, mallory, bo].map(({ wire }) => wire.closed?.refused)).toEqual([undefined, 'change-refused', undefined]);
    expect(
      viewBoard(room.doc)
        .tasks.map(({ title }) => title)
        .sort(),
    ).toEqual(['Ada’s', 'Bo’s']);
    expect(viewBoard(room.doc).meta.title).toBe('first');
  });

  it('[SY87] one that takes something away is made alone, under the name of its author', async () => {
    const { join, room, mint } = await titled('first');
    const task = mint('task');
    room.edit(() => addTask(room.doc, task, { title: 'gone soon' }));
    await room.committed();
    const [ada, bo] = [join({ role: 'facilitator' }), join()];
    const [a, b] = [ada, bo].map(({ wire }) => new Author(wire.updates())) as [Author, Author];
    const origins: unknown[] = [];
    room.doc.on('afterTransaction', ({ origin }: Y.Transaction) => origins.push(origin));
    const send = ({ session }: Connection, messages: Uint8Array[]) => messages.forEach((message) => session.receive(message));
    send(
      bo,
      b.edit((doc) => addTask(doc, mint('task'), { title: 'before' })),
    );
    send(
      ada,
      a.edit((doc) => removeTask(doc, task)),
    );
    send(
      bo,
      b.edit((doc) => addTask(doc, mint('task'), { title: 'after' })),
    );
    await room.committed();
    expect(origins).toEqual([{ by: 'several' }, { by: 'client', person: ada.person }, { by: 'several' }]);
    expect(
      viewBoard(room.doc)
        .tasks.map(({ title }) => title)
        .sort(),
    ).toEqual(['after', 'before']);
  });

  it('[SY110] one that erases a value is made alone too, though it adds something else', async () => {
    const { join, room, mint } = await titled('first');
    const task = mint('task');
    room.edit(() => addTask(room.doc, task, { title: 'Count', size: 30 }));
    await room.committed();
    const [ada, bo] = [join(), join()];
    const [a, b] = [ada, bo].map(({ wire }) => new Author(wire.updates())) as [Author, Author];
    const origins: unknown[] = [];
    room.doc.on('afterTransaction', ({ origin }: Y.Transaction) => origins.push(origin));
    for (const message of b.edit((doc) => addTask(doc, mint('task'), { title: 'before' }))) bo.session.receive(message);
    const erased = a.edit((doc) => {
      editTask(doc, task, { title: 'Count all' });
      (rootOf(doc, 'tasks').get(task) as Y.Map<unknown>).delete('size');
    });
    for (const message of erased) ada.session.receive(message);
    await room.committed();
    expect(origins).toEqual([{ by: 'several' }, { by: 'client', person: ada.person }]);
  });

  it('[SY88] what somebody sent right before leaving is taken', async () => {
    const { join, room, mint, hub } = await titled('first');
    const ada = join();
    const author = new Author(ada.wire.updates());
    for (const message of author.edit((doc) => addTask(doc, mint('task'), { title: 'last words' }))) ada.session.receive(message);
    ada.session.closed();
    hub.close();
    await room.committed();
    expect(viewBoard(room.doc).tasks.length).toBe(1);
  });
});

describe('what waits for the handshake', () => {
  it('[SY75] a change that builds on what was made offline is held until that came, and counted in order', async () => {
    const { connect, room, mint } = await titled('first');
    const ada = connect({ isOurs: true });
    ada.session.receive(askMessage(NOTHING));
    const author = new Author(ada.wire.updates());
    const before = Y.encodeStateVector(author.doc);
    const task = mint('task');
    author.offline((doc) => addTask(doc, task, { title: 'made offline' }));
    const handshake = author.missing(before);
    for (const message of author.edit((doc) => editTask(doc, task, { title: 'edited online' }))) ada.session.receive(message);
    for (const message of author.edit((doc) => addTask(doc, mint('task'), { title: 'another' }))) ada.session.receive(message);
    await room.committed();
    expect([ada.wire.closed, viewBoard(room.doc).tasks.length, ada.wire.numbers(MESSAGE.saved)]).toEqual([undefined, 0, []]);
    ada.session.receive(handshake);
    await room.committed();
    expect(
      viewBoard(room.doc)
        .tasks.map(({ title }) => title)
        .sort(),
    ).toEqual(['another', 'edited online']);
    expect(ada.wire.numbers(MESSAGE.saved).at(-1)).toBe(3);
    expect(ada.wire.closed).toBeUndefined();
  });

  it('[SY76] after the handshake such a change ends the connection', async () => {
    const { join, mint, room } = await titled('first');
    const ada = join();
    const author = new Author(ada.wire.updates());
    const task = mint('task');
    author.edit((doc) => addTask(doc, task, { title: 'never sent' }));
    for (const message of author.edit((doc) => editTask(doc, task, { title: 'sent' }))) ada.session.receive(message);
    await room.committed();
    expect(ada.wire.closed).toMatchObject({ refused: 'change-refused' });
    expect(viewBoard(room.doc).tasks).toEqual([]);
  });

  it('[SY77] only so many are held', async () => {
    const { connect, mint } = await titled('first');
    const ada = connect();
    ada.session.receive(askMessage(NOTHING));
    const author = new Author(ada.wire.updates());
    const task = mint('task');
    author.offline((doc) => addTask(doc, task, { title: 'made offline' }));
    for (let count = 0; count < 64; count++)
      for (const message of author.edit((doc) => editTask(doc, task, { title: `${count}` }))) ada.session.receive(message);
    expect(ada.wire.closed).toBeUndefined();
    for (const message of author.edit((doc) => editTask(doc, task, { title: 'too many' }))) ada.session.receive(message);
    expect(ada.wire.closed).toMatchObject({ refused: 'too-many-requests' });
  });

  it('[SY78] only the first is offline work; a later one has the size of any change', async () => {
    const { join, mint, connect, room } = await titled('first');
    const big = (start: readonly Uint8Array[]) => {
      const author = new Author(start);
      const before = Y.encodeStateVector(author.doc);
      author.offline((doc) => {
        for (let count = 0; count < 12; count++) addTask(doc, mint('task'), { title: `${count}`, notes: 'x'.repeat(30_000) });
      });
      return author.missing(before);
    };
    const ada = connect();
    ada.session.receive(askMessage(NOTHING));
    ada.session.receive(big(ada.wire.updates()));
    expect(ada.wire.closed).toBeUndefined();
    const bo = join();
    bo.session.receive(big(bo.wire.updates()));
    await room.committed();
    expect(bo.wire.closed).toMatchObject({ refused: 'too-large' });
  });
});

describe('epochs', () => {
  const foreign = async (epoch: number, own: number | undefined) => {
    const turnedAway: string[] = [];
    const warden = (): Warden => ({
      woke: () => undefined,
      rests: () => Promise.resolve(),
      weigh: () => undefined,
      turnedAway: (person) => void turnedAway.push(person),
    });
    const { connect, room, mint } = await titled('first', { epoch, warden });
    const task = mint('task');
    // Somebody else's work, which the board no longer has.
    const others = new Author([room.encode()]);
    others.offline((doc) => addTask(doc, task, { title: 'lost' }));
    room.claim(others.doc.clientID, mint('person'));
    const ada = connect({ isOurs: true, epoch: own });
    ada.session.receive(askMessage(NOTHING));
    ada.session.receive(missingMessage(Y.encodeStateAsUpdate(others.doc, Y.encodeStateVectorFromUpdate(room.encode()))));
    return { ada, room, turnedAway };
  };

  it('[SY80] a client of ours learns the epoch first of all; another hears nothing it does not know', async () => {
    const { connect } = await titled('first', { epoch: 3 });
    const [ours, other] = [connect({ isOurs: true }), connect()];
    expect([...(ours.wire.messages[0] as Uint8Array)]).toEqual([MESSAGE.epoch, 3]);
    expect(ours.wire.parcels.length).toBe(1);
    expect(other.wire.messages.map(([kind]) => kind)).toEqual([MESSAGE.sync]);
  });

  it('[SY81] a replica of another epoch that holds others’ newer work is turned away with that reason, and the warden is told', async () => {
    const { ada, room, turnedAway } = await foreign(2, 1);
    expect(ada.wire.closed).toMatchObject({ refused: 'replica-ahead' });
    expect(turnedAway).toEqual([ada.person]);
    expect(viewBoard(room.doc).tasks).toEqual([]);
  });

  it('[SY82] in the same epoch that is a refused change', async () => {
    expect((await foreign(2, 2)).ada.wire.closed).toMatchObject({ refused: 'change-refused' });
    expect((await foreign(2, undefined)).ada.wire.closed).toMatchObject({ refused: 'change-refused' });
  });

  it('[SY83] with nothing but its own to bring, a replica of another epoch is welcome', async () => {
    const { connect, room, mint } = await titled('first', { epoch: 2 });
    const ada = connect({ isOurs: true, epoch: 1 });
    ada.session.receive(askMessage(NOTHING));
    const author = new Author(ada.wire.updates());
    const before = Y.encodeStateVector(author.doc);
    author.offline((doc) => addTask(doc, mint('task'), { title: 'mine' }));
    ada.session.receive(author.missing(before));
    expect(ada.wire.closed).toBeUndefined();
    expect(viewBoard(room.doc).tasks.length).toBe(1);
  });
});

describe('who may write', () => {
  it('[SY84] a viewer’s change is refused, and a refused change ends the connection but nobody else’s', async () => {
    const { join, mint, room } = await titled('first');
    const [wall, ada] = [join({ role: 'viewer', person: '' }), join()];
    const author = new Author(wall.wire.updates());
    for (const message of author.edit((doc) => addTask(doc, mint('task'), { title: 'no' }))) wall.session.receive(message);
    expect(wall.wire.closed).toMatchObject({ refused: 'read-only' });
    expect([ada.wire.closed, viewBoard(room.doc).tasks.length]).toEqual([undefined, 0]);
  });
});
