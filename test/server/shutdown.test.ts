// The order in which the app ends: not ready, no upgrades, everything stored, clients asked to come back. Signals and exit
// codes are in test/sim.

import { expect, it, onTestFinished } from 'vitest';
import { addTask } from '../../shared/board/board.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { memoryLog, withFaults } from '../../server/storage/memory.ts';
import * as Y from 'yjs';
import { Knock } from '../support/knock.ts';
import { fakeClock } from '../support/clock.ts';
import { Peer } from '../support/peer.ts';
import { request } from '../support/request.ts';
import { seededMint } from '../support/seed.ts';
import { serve } from '../support/server.ts';
import { settle, until } from '../support/until.ts';

it('[SD10] while the last changes are being stored the app is not ready and lets nobody in; then clients hear 1012', async () => {
  let gate: Promise<undefined> | undefined;
  let waiting = 0;
  let told: () => void = () => undefined;
  const store = memoryLog();
  const log = withFaults(store, (call) => {
    if (call !== 'append' || !gate) return undefined;
    waiting++;
    told();
    return gate;
  });
  const { origin, organizer, app } = await serve({ log });
  const event = await organizer.createEvent();
  const place = await organizer.join(event, 'Ada');
  const ada = await Peer.open(origin, place);
  let open: () => void = () => undefined;
  gate = new Promise((resolve) => (open = () => resolve(undefined)));
  onTestFinished(() => open());
  addTask(ada.doc, seededMint(6)('task'), { title: 'Last words' });
  await until(() => waiting > 0, 'the server stores the change', [
    (changed) => {
      told = changed;
      return () => (told = () => undefined);
    },
  ]);
  const closed = app.close();
  const ready = await request(origin, 'GET /readyz');
  expect([ready.status, ready.body]).toEqual([503, { ok: false, problem: 'shutting down' }]);
  expect(await new Knock(origin, place).ended()).toEqual({ status: 503 });
  expect(await new Knock(origin, { path: '/live/?EIO=4&transport=websocket', token: place.token }).ended()).toEqual({ status: 400 });
  await settle();
  expect(ada.endings).toEqual([]);
  gate = undefined;
  open();
  await closed;
  await ada.until(() => ada.endings.length > 0, 'Ada is asked to come back');
  expect(ada.endings[0]).toBe(1012);
  expect(ada.closed).toBeUndefined();
  const { snapshot, updates } = await store.read(event.board);
  const replay = new Y.Doc();
  for (const update of [...(snapshot ? [snapshot] : []), ...updates]) Y.applyUpdate(replay, update);
  expect(viewBoard(replay).tasks).toMatchObject([{ title: 'Last words' }]);
});

it('[SD11] an app whose store fails for good still ends', async () => {
  let fault: Error | undefined = undefined;
  const { origin, organizer, app } = await serve({ log: withFaults(memoryLog(), (call) => (call === 'append' ? fault : undefined)) });
  const event = await organizer.createEvent();
  const ada = await Peer.open(origin, await organizer.join(event, 'Ada'));
  fault = new Error('ENOSPC');
  addTask(ada.doc, seededMint(6)('task'), { title: 'Lost here, kept there' });
  await ada.until(() => ada.endings.length > 0, 'Ada is sent away');
  await app.close();
  expect(ada.view.tasks.length).toBe(1);
});

it('[SD12] who knocks while the server begins to close is asked to come back (1012), and no board stays open for them', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
  let isSlow = false;
  let told: () => void = () => undefined;
  let reading = 0;
  const clock = fakeClock();
  const log = withFaults(memoryLog(), (call) => {
    if (call !== 'read' || !isSlow) return undefined;
    reading++;
    told();
    return gate;
  });
  const { origin, organizer, app } = await serve({ log, clock });
  const { token, board } = await organizer.join(await organizer.createEvent(), 'Ada');
  // Nobody is there, so the board is let go, and has to be read again for whoever knocks.
  clock.advance(10_000);
  await settle();
  expect(app.rooms.size).toBe(0);
  isSlow = true;
  onTestFinished(() => open());
  const ada = new Knock(origin, { board, token });
  await until(() => reading > 0, 'the board is being read', [
    (changed) => {
      told = changed;
      return () => (told = () => undefined);
    },
  ]);
  const closed = app.close();
  open();
  await closed;
  expect(await ada.ended()).toMatchObject({ code: 1012 });
  await expect(app.rooms.open(board)).rejects.toThrow();
});
