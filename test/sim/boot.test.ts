// Starting and ending as a process: what is wrong is said in one plain message, and an orderly end loses nobody.

import { createServer, type AddressInfo } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../server/storage/embedded/data-folder.ts';
import { addTask } from '../../shared/board/board.ts';
import { Knock } from '../support/knock.ts';
import { Peer } from '../support/peer.ts';
import { runToEnd, ServerProcess, temporaryFolder, type Ended } from '../support/process.ts';
import { seededMint } from '../support/seed.ts';

const HOST = { HACKFEST_HOST: '127.0.0.1', HACKFEST_PORT: '0' };

/** One paragraph for people: no stack, and the process has ended with 1. */
function expectPlain(ended: Ended, ...parts: (string | RegExp)[]): void {
  expect(ended.code, ended.complained).toBe(1);
  expect(ended.said).toBe('');
  for (const part of parts) expect(ended.complained).toMatch(part);
  expect(ended.complained).not.toMatch(/^\s+at /m);
  expect(ended.complained.trim()).not.toContain('\n');
}

describe('starting', () => {
  it('[BI40] a port that is taken is named, with the way out, and the data folder is free again', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const port = String((other.address() as AddressInfo).port);
    const folder = temporaryFolder();
    expectPlain(
      await runToEnd({ ...HOST, HACKFEST_PORT: port, HACKFEST_DATA: folder }),
      `Port ${port} is taken`,
      /HACKFEST_PORT=\d+ npm start/,
    );
    await (await openDataFolder(folder)).release();
  });

  it('[BI41] a data folder that can not be written is named, with the way out', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, 'not a folder');
    expectPlain(
      await runToEnd({ ...HOST, HACKFEST_DATA: join(file, 'data') }),
      'data folder',
      /cannot be written/,
      'choose another data folder',
    );
  });

  it('[BI42] a damaged catalogue is named and left as it is', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'catalogue.json');
    writeFileSync(file, '{"version":1,"events":[{"id":');
    const ended = await runToEnd({ ...HOST, HACKFEST_DATA: folder });
    expect(ended.complained).toContain(file);
    expectPlain(ended, 'cannot be used', 'Restore a backup');
    expect(readFileSync(file, 'utf8')).toBe('{"version":1,"events":[{"id":');
  });

  it('[BI43] a setting that is wrong is named', async () => {
    expectPlain(await runToEnd({ HACKFEST_PORT: 'http', HACKFEST_DATA: temporaryFolder() }), 'HACKFEST_PORT is "http"');
  });

  it('[BI44] a second server on one data folder is refused with the number of the first, and the organizer’s link can be printed again', async () => {
    const server = await ServerProcess.start();
    const { secret } = await server.organizer();
    const environment = { ...HOST, HACKFEST_DATA: server.folder, HACKFEST_PUBLIC_URL: 'https://board.example.org' };
    const [second, link] = await Promise.all([runToEnd(environment), runToEnd(environment, 'link')]);
    expectPlain(second, /in use by process \d+/);
    expect(link).toMatchObject({ code: 0, said: `https://board.example.org/organizer#${secret}\n` });
  });
});

describe('starting on a store that is damaged', () => {
  it('[BI45] a store that was cut short opens with what is left; what was found is said, and the damaged file is kept', async () => {
    const server = await ServerProcess.start();
    const event = await (await server.organizer()).createSample();
    await server.stop();
    const file = join(server.folder, 'boards', 'data.mdb');
    const whole = readFileSync(file);
    const cut = truncated(whole);
    writeFileSync(file, cut);
    await server.again();
    const again = await server.organizer();
    expect(server.complaints).toContain(`The store of boards in ${join(server.folder, 'boards')} was damaged`);
    expect(server.complaints).toContain('Restore a backup if something is missing');
    expect(server.complaints).not.toMatch(/^\s+at /m);
    expect(Buffer.compare(readFileSync(join(server.folder, 'boards', 'damaged-1.mdb')), cut)).toBe(0);
    const fay = await Peer.open(server.origin, await again.join(event, 'Fay'));
    addTask(fay.doc, seededMint(45)('task'), { title: 'goes on' });
    const bo = await Peer.open(server.origin, await again.join(event, 'Bo'));
    await bo.until(() => bo.view.tasks.some(({ title }) => title === 'goes on'), 'Bo sees it');
  });

  it('[BI46] events without any board are not shown as empty boards: the start is refused', async () => {
    const server = await ServerProcess.start();
    await (await server.organizer()).createEvent();
    await server.stop();
    rmSync(join(server.folder, 'boards'), { recursive: true });
    const ended = await runToEnd({ ...HOST, HACKFEST_DATA: server.folder });
    expectPlain(ended, 'names 1 events', 'holds no board', 'restore a backup');
  });
});

/** Without the last page that is in use; behind it there are only zeros. */
function truncated(file: Buffer): Buffer {
  let pages = file.length / 4_096;
  while (file.subarray((pages - 1) * 4_096, pages * 4_096).every((byte) => byte === 0)) pages -= 1;
  return file.subarray(0, (pages - 1) * 4_096);
}

describe('ending', () => {
  it('[SD1] on SIGTERM what was sent is stored, clients are asked to come back (1012), and the process ends with 0 in time', async () => {
    const server = await ServerProcess.start();
    const organizer = await server.organizer();
    const event = await organizer.createEvent();
    const [ada, bo] = [
      await Peer.open(server.origin, await organizer.join(event, 'Ada')),
      await Peer.open(server.origin, await organizer.join(event, 'Bo')),
    ];
    const id = seededMint(4)('task');
    addTask(ada.doc, id, { title: 'Last' });
    await bo.until(() => bo.view.tasks.length === 1, 'Bo sees it');
    const began = performance.now();
    const ended = await server.stop();
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const peer of [ada, bo]) expect(peer.endings[0]).toBe(1012);
    expect([ada.closed, bo.closed]).toEqual([undefined, undefined]);
    await server.again();
    expect(server.complaints).toBe('');
    await Promise.all([ada, bo].map((peer) => peer.synced()));
    expect(bo.view.tasks.map((task) => task.id)).toEqual([id]);
    expect(await bo.command('claim', { task: id })).toMatchObject({ ok: true });
  });

  it('[SD2] a client that does not answer does not hold the end up', async () => {
    const server = await ServerProcess.start();
    const organizer = await server.organizer();
    const event = await organizer.createEvent();
    const { token, board } = await organizer.join(event, 'Deaf');
    const deaf = await new Knock(server.origin, { token, board }).welcomed();
    deaf.socket.pause();
    const began = performance.now();
    expect(await server.stop()).toMatchObject({ code: 0 });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
