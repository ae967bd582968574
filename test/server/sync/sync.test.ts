// The sync socket as the published y-websocket client sees it, and who is let in. Frames made by hand are in
// malformed.test.ts, presence in presence.test.ts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addChallenge, addTask, challengeBrief, editMeta, taskText } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import type { BoardId } from '../../../shared/ids.ts';
import { MESSAGE, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { askMessage, Knock, missingMessage, updateMessage } from '../../support/knock.ts';
import { agreed, boardText, Peer } from '../../support/peer.ts';
import { request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, startServer } from '../../support/server.ts';
import { settle } from '../../support/until.ts';

async function board(options: Parameters<typeof serve>[0] = {}) {
  const server = await serve(options);
  const event = await server.organizer.createEvent();
  return {
    ...server,
    event,
    mint: seededMint(2),
    enter: async (name: string) => Peer.open(server.origin, await server.organizer.join(event, name)),
  };
}

describe('sync', () => {
  it('[SY1] the y-websocket client syncs a board both ways, unmodified', async () => {
    const { mint, enter } = await board();
    const [ada, bo] = [await enter('Ada'), await enter('Bo')];
    const challenge = mint('challenge');
    addChallenge(ada.doc, challenge, { title: 'Bike paths', order: 'a0' });
    await bo.until(() => bo.view.challenges.length === 1, 'Bo sees the challenge');
    addTask(bo.doc, mint('task'), { title: 'Count them', challenge, order: 'a0' });
    challengeBrief(bo.doc, challenge)?.insert(0, 'Where are they?');
    await agreed(
      [ada, bo],
      (view) => view.tasks.length === 1 && view.challenges[0]?.brief === 'Where are they?',
      'both see the task and the brief',
    );
  });

  it('[SY2] what was written offline merges with what others wrote meanwhile', async () => {
    const { mint, enter } = await board();
    const [ada, bo] = [await enter('Ada'), await enter('Bo')];
    const task = mint('task');
    addTask(ada.doc, task, { title: 'Count', notes: 'middle' });
    await bo.until(() => bo.view.tasks.length === 1, 'Bo sees the task');
    ada.provider.disconnect();
    taskText(ada.doc, task, 'notes')?.insert(0, 'before ');
    addTask(ada.doc, mint('task'), { title: 'Made offline' });
    taskText(bo.doc, task, 'notes')?.insert(6, ' after');
    ada.provider.connect();
    await agreed(
      [ada, bo],
      (view) => view.tasks.length === 2 && view.tasks.some(({ notes }) => notes === 'before middle after'),
      'both have both edits',
    );
  });

  it('[SY3] a peer that comes later gets the whole board, and the log holds exactly that', async () => {
    const { mint, enter, deps, event } = await board();
    const ada = await enter('Ada');
    for (let count = 0; count < 50; count++) addTask(ada.doc, mint('task'), { title: `task ${count}` });
    const bo = await enter('Bo');
    await agreed([ada, bo], (view) => view.tasks.length === 50, 'Bo has all fifty');
    const { snapshot, updates } = await deps.log.read(event.board);
    const replay = new Y.Doc();
    for (const update of [...(snapshot ? [snapshot] : []), ...updates]) Y.applyUpdate(replay, update);
    expect(boardText(replay)).toBe(boardText(bo.doc));
    expect(Y.encodeStateVector(replay)).toEqual(Y.encodeStateVector(bo.doc));
  });

  it('[SY4] boards do not hear each other', async () => {
    const { mint, enter, organizer, origin } = await board();
    const other = await organizer.createEvent({ title: 'Another' });
    const [ada, eve] = [await enter('Ada'), await Peer.open(origin, await organizer.join(other, 'Eve'))];
    addTask(ada.doc, mint('task'), { title: 'Ours' });
    addTask(eve.doc, mint('task'), { title: 'Theirs' });
    const bo = await enter('Bo');
    await agreed([ada, bo], (view) => view.tasks.length === 1, 'Bo sees one task');
    expect(eve.view.tasks.map(({ title }) => title)).toEqual(['Theirs']);
  });

  it('[SY5] nothing reaches other peers before it is on disk', async () => {
    let gate: Promise<undefined> | undefined;
    const { mint, enter } = await board({ log: withFaults(memoryLog(), (call) => (call === 'append' ? gate : undefined)) });
    const [ada, bo] = [await enter('Ada'), await enter('Bo')];
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = () => resolve(undefined)));
    addTask(ada.doc, mint('task'), { title: 'Not yet' });
    addTask(bo.doc, mint('task'), { title: 'Own' });
    // A round trip on the same connections: what would have been told early had its time.
    await Promise.all([ada, bo].map((peer) => peer.live.emitWithAck('clock')));
    await settle();
    expect([ada.view.tasks.length, bo.view.tasks.length]).toEqual([1, 1]);
    gate = undefined;
    open();
    await agreed([ada, bo], (view) => view.tasks.length === 2, 'both see both');
  });

  it('[SY6] a client that asks for it learns how many of its changes are on disk', async () => {
    let gate: Promise<undefined> | undefined;
    const { mint, origin, organizer, event } = await board({
      log: withFaults(memoryLog(), (call) => (call === 'append' ? gate : undefined)),
    });
    const { token } = await organizer.join(event, 'Ada');
    const knock = await new Knock(origin, {
      board: event.board,
      protocols: [SUBPROTOCOL, SAVED_SUBPROTOCOL, `bearer.${token}`],
    }).welcomed();
    expect(knock.socket.protocol).toBe(SUBPROTOCOL);
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = () => resolve(undefined)));
    for (let count = 0; count < 3; count++) knock.send(updateMessage(updateOf((doc) => addTask(doc, mint('task'), { title: `${count}` }))));
    const saved = () => knock.heard.filter((bytes) => bytes[0] === MESSAGE.saved).map((bytes) => bytes[1]);
    knock.send(askMessage(Uint8Array.of(0)));
    await request(origin, 'GET /livez');
    expect(saved()).toEqual([]);
    gate = undefined;
    open();
    await knock.until(() => saved().at(-1) === 3, 'all three are saved');
  });

  it('[SY7] when the store fails peers are sent away for a while (1013) and come back when it is well', async () => {
    let fault: Error | undefined;
    const { mint, enter } = await board({ log: withFaults(memoryLog(), (call) => (call === 'append' ? fault : undefined)) });
    const [ada, bo] = [await enter('Ada'), await enter('Bo')];
    fault = new Error('ENOSPC');
    addTask(ada.doc, mint('task'), { title: 'Kept' });
    await bo.until(() => bo.endings.includes(1013), 'Bo is sent away');
    expect(bo.view.tasks.length).toBe(0);
    expect(bo.closed).toBeUndefined();
    fault = undefined;
    await agreed([ada, bo], (view) => view.tasks.length === 1, 'both are back and see the task');
  });
});

describe('viewers', () => {
  it('[SY10] a wall sees everything and its handshake is fine', async () => {
    const { mint, enter, organizer, event, origin } = await board();
    const [ada, wall] = [await enter('Ada'), await Peer.open(origin, await organizer.openWall(event))];
    addTask(ada.doc, mint('task'), { title: 'Seen' });
    await agreed([ada, wall], (view) => view.tasks.length === 1, 'the wall sees the task');
    wall.provider.disconnect();
    addTask(ada.doc, mint('task'), { title: 'Later' });
    wall.provider.connect();
    await agreed([ada, wall], (view) => view.tasks.length === 2, 'the wall is back');
    expect(wall.closed).toBeUndefined();
  });

  it('[SY11] a wall that writes is closed with 4403 and nothing is changed', async () => {
    const { enter, organizer, event, origin, app } = await board();
    const [ada, wall] = [await enter('Ada'), await Peer.open(origin, await organizer.openWall(event))];
    editMeta(wall.doc, { title: 'Hacked' });
    await wall.until(() => wall.closed !== undefined, 'the wall is closed');
    expect(wall.closed).toEqual({ code: 4403, reason: 'read-only' });
    const room = await app.rooms.open(event.board);
    expect(viewBoard(room.doc).meta.title).toBe('Open data day');
    expect(ada.provider.synced).toBe(true);
  });

  it('[SY12] a wall that brings changes in its handshake is closed with 4403 too', async () => {
    const { organizer, event, origin, mint } = await board();
    const { token, board: id } = await organizer.openWall(event);
    const knock = await new Knock(origin, { board: id, token }).welcomed();
    knock.send(missingMessage(updateOf((doc) => addTask(doc, mint('task'), { title: 'Smuggled' }))));
    expect(await knock.ended()).toEqual({ code: 4403, reason: 'read-only' });
  });
});

describe('the door', () => {
  let house: { origin: string; token: string; board: BoardId; stop(): Promise<void> };
  beforeAll(async () => {
    const server = await startServer();
    const { token, board: id } = await server.organizer.join(await server.organizer.createEvent(), 'Ada');
    house = { origin: server.origin, token, board: id, stop: server.stop };
  });
  afterAll(() => house.stop());

  const doors: [string, (at: { token: string; board: BoardId; wrong: BoardId }) => ConstructorParameters<typeof Knock>[1], object][] = [
    ['a wrong token', ({ board: id }) => ({ board: id, token: 'A'.repeat(22) }), { code: 4401, reason: 'not-signed-in' }],
    ['no token', ({ board: id }) => ({ board: id }), { code: 4401, reason: 'not-signed-in' }],
    ['an unknown board', ({ token, wrong }) => ({ board: wrong, token }), { code: 4404, reason: 'unknown-board' }],
    ['something that is no board', ({ token }) => ({ board: '__proto__', token }), { code: 4404, reason: 'unknown-board' }],
    ['a broken escape', ({ token }) => ({ board: '%E0%A4%A', token }), { code: 4404, reason: 'unknown-board' }],
    ['a foreign page', ({ board: id, token }) => ({ board: id, token, pageOrigin: 'https://evil.example' }), { status: 403 }],
    ['no page at all', ({ board: id, token }) => ({ board: id, token, pageOrigin: undefined }), { status: 403 }],
    ['an opaque page', ({ board: id, token }) => ({ board: id, token, pageOrigin: 'null' }), { status: 403 }],
    ['another path', ({ token }) => ({ path: '/elsewhere', token }), { status: 404 }],
  ];
  it.each(doors)('[SY30] %s is turned away', async (_name, how, ending) => {
    const { origin, token, board: id } = house;
    expect(await new Knock(origin, how({ token, board: id, wrong: seededMint(9)('board') })).ended()).toEqual(ending);
  });

  it('[SY31] a token opens the board it is for and no other', async () => {
    const { origin, organizer, event } = await board();
    const other = await organizer.createEvent();
    const { token } = await organizer.join(event, 'Ada');
    expect(await new Knock(origin, { board: other.board, token }).ended()).toEqual({ code: 4401, reason: 'not-signed-in' });
  });

  it('[SY32] a page of an origin that the organizer named is let in', async () => {
    const { origin, organizer, event } = await board({ config: { origins: ['https://partner.example'] } });
    const { token } = await organizer.join(event, 'Ada');
    await new Knock(origin, { board: event.board, token, pageOrigin: 'https://partner.example' }).welcomed();
  });

  it('[SY33] replacing the wall’s link ends the walls that are open, with a code they understand', async () => {
    const { origin, organizer, event, enter } = await board();
    const [ada, wall] = [await enter('Ada'), await Peer.open(origin, await organizer.openWall(event))];
    await request(origin, `POST /api/events/${event.id}/links/wall/rotate`, { token: organizer.token });
    await wall.until(() => wall.closed !== undefined, 'the wall is closed');
    expect(wall.closed).toMatchObject({ reason: 'code-revoked' });
    expect(ada.provider.synced).toBe(true);
  });

  it('[SY34] replacing the facilitator link ends the facilitator’s open connections', async () => {
    const { origin, organizer, event } = await board();
    const fay = await Peer.open(origin, await organizer.join(event.links.facilitator, 'Fay'));
    let told = '';
    fay.live.on('ended', (code) => (told = code));
    await request(origin, `POST /api/events/${event.id}/links/facilitator/rotate`, { token: organizer.token });
    await fay.until(() => fay.closed !== undefined && !fay.live.connected, 'both connections are ended');
    expect([told, fay.closed?.reason]).toEqual(['code-revoked', 'code-revoked']);
  });
});

describe('a slow consumer', () => {
  it('[SY41] is cut over the wire, and what it missed is there when it comes back', async () => {
    const { app, origin, organizer, event, enter } = await board();
    const ada = await enter('Ada');
    const { token } = await organizer.join(event, 'Slow');
    const slow = await new Knock(origin, { board: event.board, token }).welcomed();
    slow.send(askMessage(Uint8Array.of(0)));
    await slow.until(() => slow.heard.some((said) => said[0] === MESSAGE.sync && said[1] === SYNC_STEP.missing), 'it has the board');
    slow.socket.pause();
    const room = await app.rooms.open(event.board);
    // The board stays small: each title replaces the last.
    for (let count = 0; count < 200 && slow.ending === undefined; count++) {
      room.edit(() => editMeta(room.doc, { brief: `${count} `.padEnd(100_000, 'x') }));
      await room.committed();
      await settle(2);
    }
    slow.socket.resume();
    expect(await slow.ended()).toMatchObject({ code: 1013 });
    expect(ada.provider.synced).toBe(true);
    const bo = await enter('Bo');
    await agreed([ada, bo], (view) => view.meta.brief.startsWith('199 '), 'both have the last brief');
  });
});

function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}
