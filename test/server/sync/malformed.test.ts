// Frames no honest client sends. Whatever comes, the sender is refused or ignored, everybody else goes on, and the log
// replays to the board that is shown. One server for all: it has to survive the whole table.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask } from '../../../shared/board/board.ts';
import { MESSAGE, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { askMessage, frame, Knock, missingMessage, updateMessage } from '../../support/knock.ts';
import { boardText, Peer } from '../../support/peer.ts';
import { seeded, seededMint } from '../../support/seed.ts';
import { startServer, type TestEvent, type TestServer } from '../../support/server.ts';

let server: TestServer;
let event: TestEvent;
const mint = seededMint(5);

beforeAll(async () => {
  server = await startServer();
  event = await server.organizer.createEvent();
});
afterAll(() => server.stop());

const knock = async (): Promise<Knock> => {
  const { token } = await server.organizer.join(event, 'Mallory');
  return new Knock(server.origin, { board: event.board, token }).welcomed();
};

const updateOf = (change: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
};

/** The server still takes edits of others, and what it shows is what is stored. */
async function expectWell(): Promise<void> {
  const ada = await Peer.open(server.origin, await server.organizer.join(event, 'Ada'), { live: false });
  const bo = await Peer.open(server.origin, await server.organizer.join(event, 'Bo'), { live: false });
  const id = mint('task');
  addTask(ada.doc, id, { title: 'Still here' });
  await bo.until(() => bo.view.tasks.some((task) => task.id === id), 'Bo sees the edit');
  const { snapshot, updates } = await server.deps.log.read(event.board);
  const replay = new Y.Doc();
  for (const update of [...(snapshot ? [snapshot] : []), ...updates]) Y.applyUpdate(replay, update);
  expect(boardText(replay)).toBe(boardText(bo.doc));
}

const HUGE = [255, 255, 255, 255, 15];

describe('malformed frames', () => {
  it.each<[string, Uint8Array | string, number]>([
    ['an empty frame', new Uint8Array(0), 4400],
    ['a text frame', 'hello', 4400],
    ['a sync message without a step', frame(MESSAGE.sync), 4400],
    ['an unknown sync step', frame(MESSAGE.sync, 9, new Uint8Array(0)), 4400],
    ['a length beyond the frame', Uint8Array.from([0, 2, ...HUGE, 1]), 4400],
    ['a length of four gigabytes in a state vector', Uint8Array.from([0, 0, ...HUGE]), 4400],
    ['a number that never ends', new Uint8Array(64).fill(255), 4400],
    ['bytes after the end', Uint8Array.from([...updateMessage(updateOf(() => undefined)), 7]), 4400],
    ['an update cut short', updateMessage(updateOf((doc) => addTask(doc, mint('task'), { title: 'cut' })).subarray(0, 30)), 4400],
    ['an update of 33 million structs in eight bytes', updateMessage(frame(1, 33_000_000, 1, 0)), 4400],
    ['a handshake of a million clients', missingMessage(frame(1_000_000)), 4400],
    ['a state vector of 33 million entries in five bytes', askMessage(frame(33_000_000)), 4400],
    ['a document in the document', updateMessage(updateOf((doc) => doc.getMap('tasks').set('x', new Y.Doc()))), 4400],
    ['XML', updateMessage(updateOf((doc) => doc.getMap('tasks').set('x', new Y.XmlElement('b')))), 4400],
    ['an embed', updateMessage(updateOf((doc) => doc.getText('x').insertEmbed(0, { src: 'x' }))), 4400],
    ['formatting', updateMessage(updateOf((doc) => doc.getText('x').insert(0, 'x', { bold: true }))), 4400],
    ['an object as a value', updateMessage(updateOf((doc) => doc.getMap('tasks').set('x', { a: 1 }))), 4422],
    ['a live message that is too large', updateMessage(new Uint8Array(300 * 1024)), 4413],
    ['a state vector that is too large', askMessage(new Uint8Array(300 * 1024)), 4413],
  ])('[BI1] who sends %s is cut off with the code for it, and the board stays as it is', async (_name, bytes, code) => {
    const mallory = await knock();
    const room = await server.app.rooms.open(event.board);
    const before = room.encode();
    mallory.send(bytes);
    expect(await mallory.ended()).toMatchObject({ code });
    expect(room.encode()).toEqual(before);
  });

  it('[BI2] a frame beyond the largest size ends the connection before it is read', async () => {
    const mallory = await knock();
    mallory.send(new Uint8Array(1024 * 1024 + 65));
    expect(await mallory.ended()).toMatchObject({ code: 1009 });
  });

  it.each<[string, Uint8Array]>([
    ['an unknown message', frame(99, 1, 2, 3)],
    ['an authentication message', frame(MESSAGE.auth, 0, 'no')],
    ['a saved message', frame(MESSAGE.saved, 3)],
    ['broken presence', frame(MESSAGE.awareness, Uint8Array.from([1, 2]))],
    ['presence of no JSON', frame(MESSAGE.awareness, frame(1, 5, 1, '{'))],
    ['a hundred ghosts', frame(MESSAGE.awareness, frame(100))],
  ])('[BI3] %s changes nothing, and the connection goes on with the next message', async (_name, bytes) => {
    const mallory = await knock();
    const room = await server.app.rooms.open(event.board);
    const before = room.encode();
    mallory.send(bytes);
    const heard = mallory.heard.length;
    mallory.send(frame(MESSAGE.sync, SYNC_STEP.stateVector, Uint8Array.of(0)));
    await mallory.until(() => mallory.heard.slice(heard).some((said) => said[0] === MESSAGE.sync), 'the server answers the next message');
    expect(mallory.ending).toBeUndefined();
    expect(room.encode()).toEqual(before);
  });

  it('[BI4] keys named like an object’s own properties are only keys', async () => {
    const mallory = await knock();
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      mallory.send(updateMessage(updateOf((doc) => doc.getMap('tasks').set(key, new Y.Map([['title', 'polluted']])))));
    }
    mallory.send(updateMessage(updateOf((doc) => doc.getMap('__proto__').set('polluted', 'yes'))));
    mallory.send(askMessage(Uint8Array.of(0)));
    await mallory.until(() => mallory.heard.length > 1 || mallory.ending !== undefined, 'the server answers');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['title']).toBeUndefined();
    const viewer = await Peer.open(server.origin, await server.organizer.openWall(event), { live: false });
    expect(viewer.view.tasks.every((task) => task.title !== 'polluted')).toBe(true);
  });

  it('[BI5] a map within itself is refused, and the board goes on from what is stored', async () => {
    const mallory = await knock();
    mallory.send(updateMessage(Uint8Array.from([1, 1, 77, 0, 7, 0, 77, 0, 1, 0])));
    expect(await mallory.ended()).toMatchObject({ code: expect.any(Number) });
    await expectWell();
  });

  it('[BI6] two thousand random, cut and changed frames neither end the process nor disturb others', async () => {
    const random = seeded(20170601);
    const below = (limit: number) => Math.floor(random() * limit);
    const honest = () => updateOf((doc) => addTask(doc, mint('task'), { title: 'fuzz', notes: 'words '.repeat(below(9)) }));
    const noise = (length: number) => Uint8Array.from({ length }, () => below(256));
    const changed = (bytes: Uint8Array) => {
      const copy = bytes.slice();
      for (let times = 0; times <= below(3); times++) copy[below(copy.length)] = below(256);
      return below(4) === 0 ? copy.subarray(0, below(copy.length)) : copy;
    };
    const makers = [
      () => noise(below(200)),
      () => frame(below(5), below(4), noise(below(100))),
      () => updateMessage(noise(below(100))),
      () => askMessage(noise(below(60))),
      () => changed(updateMessage(honest())),
      () => updateMessage(changed(honest())),
      () => missingMessage(changed(honest())),
    ];
    const { token } = await server.organizer.join(event, 'Mallory');
    let mallory = await new Knock(server.origin, { board: event.board, token }).welcomed();
    for (let count = 0; count < 2_000; count++) {
      mallory.send((makers[count % makers.length] as () => Uint8Array)());
      if (count % 5 !== 4) continue;
      // A question whose answer proves that all before it was read; or the connection ended, and the next one begins.
      const heard = mallory.heard.length;
      mallory.send(askMessage(Uint8Array.of(0)));
      await mallory.until(
        () =>
          mallory.ending !== undefined ||
          mallory.heard.slice(heard).some((said) => said[0] === MESSAGE.sync && said[1] === SYNC_STEP.missing),
        'the server answers or ends',
      );
      if (mallory.ending) mallory = await new Knock(server.origin, { board: event.board, token }).welcomed();
    }
    await expectWell();
  }, 60_000);

  it('[BI7] many frames before the board is open are not kept', async () => {
    const other = await server.organizer.createEvent();
    const { token } = await server.organizer.join(other, 'Mallory');
    const mallory = new Knock(server.origin, { board: other.board, token });
    await mallory.until(() => mallory.opened, 'the socket opens');
    for (let count = 0; count < 200; count++) mallory.send(askMessage(Uint8Array.of(0)));
    await mallory.until(() => mallory.heard.length > 1 || mallory.ending !== undefined, 'the server answers or ends');
  });
});
