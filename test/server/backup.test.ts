// Backup and restore: of a running server over the real commands, and what either refuses. A crash in between is tried in
// test/storage/put-back.test.ts.

import { readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { backup } from '../../server/backup/backup.ts';
import { restore } from '../../server/backup/restore.ts';
import { readMoment, writeMoment } from '../../server/board/moment-bytes.ts';
import { Orders } from '../../server/board/order.ts';
import { Room } from '../../server/board/room.ts';
import { readTar, writeTar, type Member } from '../../server/backup/tar.ts';
import { instanceKey, openDataFolder } from '../../server/storage/embedded/data-folder.ts';
import { openLmdbLog } from '../../server/storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from '../../server/storage/embedded/lowdb-catalogue.ts';
import { addTask, removeTask } from '../../shared/board/board.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { millis, type BoardId, type PersonId, type TaskId } from '../../shared/ids.ts';
import { fakeClock } from '../support/clock.ts';
import { agreed, boardText, Peer } from '../support/peer.ts';
import { runToEnd, ServerProcess, temporaryFolder } from '../support/process.ts';
import { seededMint } from '../support/seed.ts';

const BOARD = 'b100000000000001' as BoardId;
const ADA = 'p100000000000001' as PersonId;
const ABOUT = { program: '9.9.9', now: Date.UTC(2026, 4, 1, 12) };

function neverFails(error: unknown): never {
  throw error;
}

/** An update that says `text`, by the client with this id. */
function saying(text: string, client: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getMap('meta').set('title', text);
  return Y.encodeStateAsUpdate(doc);
}

const titleOf = (updates: readonly Uint8Array[]): unknown => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getMap('meta').get('title');
};

const DOTS = { c100000000000000: 3 };

/** A data folder with one board. */
async function dataFolder(title = 'first'): Promise<string> {
  const folder = temporaryFolder();
  const log = await openLmdbLog(join(folder, 'boards'), neverFails);
  await log.append(BOARD, [saying(title, 7)], new Map([[7, ADA]]), new Map([[ADA, DOTS]]));
  await log.keepMoment(BOARD, millis(60_000), writeMoment(saying(`${title} moment`, 8), '[]'));
  await log.close();
  await (await openLowdbCatalogue(join(folder, 'catalogue.json'))).close();
  await instanceKey(folder, (bytes) => new Uint8Array(bytes).fill(title.length));
  return folder;
}

async function contentOf(folder: string) {
  const log = await openLmdbLog(join(folder, 'boards'), neverFails);
  const { snapshot, updates, owners, ballots, epoch } = await log.read(BOARD);
  const moment = await log.moment(BOARD, millis(60_000));
  await log.close();
  return {
    title: titleOf([...(snapshot ? [snapshot] : []), ...updates]),
    moment: titleOf(moment ? [readMoment(moment).board] : []),
    owners,
    ballots,
    epoch,
    key: readFileSync(join(folder, 'instance.key'), 'utf8'),
  };
}

const aBackup = async (title?: string): Promise<string> => {
  const file = join(temporaryFolder(), 'backup.tgz');
  await backup(await dataFolder(title), file, ABOUT);
  return file;
};

async function membersIn(file: string): Promise<Member[]> {
  const { members } = await import('../../server/backup/backup.ts');
  const all: Member[] = [];
  for await (const member of members(file)) all.push({ name: member.name, bytes: new Uint8Array(member.bytes) });
  return all;
}

async function archiveOf(members: readonly Member[], change: (tar: Buffer) => void = () => undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeTar(each(members), 0)) chunks.push(chunk);
  const tar = Buffer.concat(chunks);
  change(tar);
  const file = join(temporaryFolder(), 'made.tgz');
  writeFileSync(file, gzipSync(tar));
  return file;
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

describe('backup and restore', () => {
  it('[BU1] a backup made while people work, restored elsewhere, opens with all that was seen before it, and every link works', async () => {
    const server = await ServerProcess.start();
    const organizer = await server.organizer();
    const event = await organizer.createEvent();
    const ada = await Peer.open(server.origin, await organizer.join(event, 'Ada'));
    const bo = await Peer.open(server.origin, await organizer.join(event, 'Bo'));
    const mint = seededMint(5);
    for (let number = 0; number < 50; number += 1) addTask(ada.doc, mint('task'), { title: `before ${number}` });
    await bo.until(() => bo.view.tasks.length === 50, 'Bo sees fifty tasks');
    const file = join(temporaryFolder(), 'while-running.tgz');
    let making = true;
    const made = runToEnd({ HACKFEST_DATA: server.folder }, 'backup', file).finally(() => (making = false));
    // As many as one person may send without pacing.
    for (let number = 51; making && number < 100; number += 1) {
      addTask(ada.doc, mint('task'), { title: 'during' });
      await bo.until(() => bo.view.tasks.length === number, `Bo sees task ${number}`);
    }
    const ended = await made;
    expect(ended, ended.complained).toMatchObject({ code: 0, complained: '' });
    expect(ended.said).toContain('1 events, 1 boards');
    await agreed([ada, bo], () => true, 'both agree');

    const elsewhere = temporaryFolder();
    expect(await runToEnd({ HACKFEST_DATA: elsewhere }, 'restore', file)).toMatchObject({ code: 0, complained: '' });
    const restored = await ServerProcess.start({}, elsewhere);
    const again = await restored.organizer();
    expect(again.secret).toBe(organizer.secret);
    const fay = await Peer.open(restored.origin, await again.join(event, 'Fay'));
    expect(fay.view.tasks.filter(({ title }) => title.startsWith('before'))).toHaveLength(50);
    const comesBack = await Peer.open(restored.origin, ada.place);
    expect(boardText(comesBack.doc)).toBe(boardText(fay.doc));
  }, 120_000);

  it('[BU2] everything is in it: key, catalogue, board, whose edits they are, ballots, moments; for the owner only; any tar lists it', async () => {
    const file = await aBackup();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['backup.tgz']);
    const names = (await membersIn(file)).map(({ name }) => name);
    const board = [`boards/${BOARD}.yjs`, `boards/${BOARD}.owners.json`, `boards/${BOARD}.ballots.json`, `moments/${BOARD}/60000.moment`];
    expect(names).toEqual(['backup.json', 'instance.key', 'catalogue.json', ...board]);
    const folder = join(temporaryFolder(), 'new');
    const { manifest } = await restore(folder, file);
    expect(manifest).toMatchObject({ program: '9.9.9', at: '2026-05-01T12:00:00.000Z', boards: [BOARD] });
    expect(await contentOf(folder)).toEqual({
      title: 'first',
      moment: 'first moment',
      owners: new Map([[7, ADA]]),
      ballots: new Map([[ADA, DOTS]]),
      epoch: 2,
      key: `${'05'.repeat(32)}\n`,
    });
  });

  it('[BU12] moments as a board keeps them come back as they were', async () => {
    const folder = await dataFolder();
    const log = await openLmdbLog(join(folder, 'boards'), neverFails);
    const [clock, mint] = [fakeClock(), seededMint(12)];
    const orders = new Orders({ log, clock, report: neverFails, span: () => undefined });
    const room = new Room(BOARD, await log.read(BOARD), { log, clock, mint, report: neverFails, warden: orders.appoint });
    for (let number = 0; number < 40; number += 1) room.edit(() => void addTask(room.doc, mint('task'), { title: `task ${number}` }));
    room.edit(() => removeTask(room.doc, viewBoard(room.doc).tasks[0]?.id as TaskId));
    await room.close();
    const moments = await log.moments(BOARD);
    const before = await Promise.all(moments.map((at) => log.moment(BOARD, at)));
    await log.close();
    expect(moments).toHaveLength(2);

    const file = join(temporaryFolder(), 'backup.tgz');
    await backup(folder, file, ABOUT);
    const elsewhere = join(temporaryFolder(), 'new');
    await restore(elsewhere, file);
    const restored = await openLmdbLog(join(elsewhere, 'boards'), neverFails);
    expect(await restored.moments(BOARD)).toEqual(moments);
    expect(await Promise.all(moments.map((at) => restored.moment(BOARD, at)))).toEqual(before);
    await restored.close();
  });

  it('[BU3] what was there before is kept aside, and the epoch is above both', async () => {
    const folder = await dataFolder('the second');
    const file = await aBackup('first');
    const first = await restore(folder, file);
    expect(await contentOf(folder)).toMatchObject({ title: 'first', epoch: 2 });
    expect(await contentOf(first.aside)).toMatchObject({ title: 'the second', epoch: 1, key: `${'0a'.repeat(32)}\n` });
    const second = await restore(folder, file);
    expect(await contentOf(folder)).toMatchObject({ title: 'first', epoch: 3 });
    expect(second.aside).not.toBe(first.aside);
  });

  it('[BU4] a folder in use is not restored into, and nothing changes', async () => {
    const folder = await dataFolder('the second');
    const held = await openDataFolder(folder);
    await expect(restore(folder, await aBackup('first'))).rejects.toThrow(`in use by process ${process.pid}`);
    await held.release();
    expect(await contentOf(folder)).toMatchObject({ title: 'the second', epoch: 1 });
  });

  it('[BU5] a backup that fails leaves the one that was there', async () => {
    const file = await aBackup('first');
    const before = readFileSync(file);
    await expect(backup(temporaryFolder(), file, ABOUT)).rejects.toThrow('nothing to back up');
    const broken = await dataFolder();
    writeFileSync(join(broken, 'boards', 'data.mdb'), readFileSync(join(broken, 'boards', 'data.mdb')).subarray(0, 12_288));
    await expect(backup(broken, file, ABOUT)).rejects.toThrow('damaged');
    expect(Buffer.compare(readFileSync(file), before)).toBe(0);
    await expect(backup(await dataFolder(), join(temporaryFolder(), 'no', 'such', 'folder.tgz'), ABOUT)).rejects.toThrow(
      'could not be written',
    );
  });

  it('[BU6] cut short or changed anywhere it is refused, and the folder stays as it is', async () => {
    const whole = readFileSync(await aBackup('first'));
    const folder = await dataFolder('the second');
    const file = join(temporaryFolder(), 'bad.tgz');
    const attempts = [0, 1, 17, whole.length >> 1, whole.length - 9, whole.length - 1].map((length) => whole.subarray(0, length));
    for (let at = 30; at < whole.length; at += 97) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] as number) ^ 0x55;
      attempts.push(spoilt);
    }
    for (const attempt of attempts) {
      writeFileSync(file, attempt);
      await expect(restore(folder, file)).rejects.toThrow(/was not restored: .*Nothing was changed/);
    }
    expect(await contentOf(folder)).toMatchObject({ title: 'the second', epoch: 1 });
    expect(readdirSync(folder).sort()).toEqual(['boards', 'catalogue.json', 'instance.key', 'lock']);
  });

  it.each(['../escaped.yjs', '/etc/cron.d/x', 'boards/../../x.yjs', 'boards/b1.yjs', 'boards/', 'notes.txt', `boards/${BOARD}.yjs/x`])(
    '[BU7] a member named "%s" is refused',
    async (name) => {
      const members = await membersIn(await aBackup());
      const folder = temporaryFolder();
      const file = await archiveOf([...members, { name, bytes: Buffer.from('x') }]);
      await expect(restore(folder, file)).rejects.toThrow(/which no backup has/);
      expect(readdirSync(folder)).toEqual(['lock']);
    },
  );

  it('[BU8] links, folders, members too many, missing, twice, too long or of another board are refused', async () => {
    const members = await membersIn(await aBackup());
    const board = members.find(({ name }) => name === `boards/${BOARD}.yjs`) as Member;
    const kind = (letter: string) => (tar: Buffer) => {
      tar.write(letter, 156, 'latin1');
      let sum = 0;
      tar.fill(' ', 148, 156);
      for (const byte of tar.subarray(0, 512)) sum += byte;
      tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    };
    const other = { ...board, name: 'boards/b100000000000009.yjs' };
    const attempts: [string, string][] = [
      [await archiveOf(members, kind('2')), 'no plain file'],
      [await archiveOf(members, kind('1')), 'no plain file'],
      [await archiveOf(members, kind('5')), 'no plain file'],
      [await archiveOf([...members, board]), 'twice'],
      [await archiveOf([...members, other]), 'list of contents'],
      [await archiveOf(members.filter((member) => member !== board)), 'missing'],
      [await archiveOf(members.filter(({ name }) => name !== 'instance.key')), 'missing'],
      [await archiveOf(members.slice(1)), 'no backup'],
      [await archiveOf([]), 'empty'],
      [await archiveOf(members.map((member) => (member === board ? { ...board, bytes: Buffer.from('zzz') } : member))), 'damaged'],
      [
        await archiveOf(members.map((member) => (member.name === 'instance.key' ? { ...member, bytes: new Uint8Array(2_000) } : member))),
        'of 2000 bytes',
      ],
      [
        await archiveOf(members.map((member) => (member.name === 'catalogue.json' ? { ...member, bytes: Buffer.from('{}') } : member))),
        'not a catalogue',
      ],
    ];
    const folder = await dataFolder('the second');
    for (const [file, problem] of attempts) await expect(restore(folder, file)).rejects.toThrow(problem);
    expect(await contentOf(folder)).toMatchObject({ title: 'the second', epoch: 1 });
  });

  it('[BU9] an archive that unpacks to more than is allowed is refused while it is read', async () => {
    const bomb = { name: 'backup.json', bytes: new Uint8Array(3_000_000) };
    const chunks = writeTar(each([bomb]), 0);
    const reading = async () => {
      for await (const member of readTar(chunks, { member: () => 9_000_000, total: 1_000_000 })) expect(member).toBeUndefined();
    };
    await expect(reading()).rejects.toThrow('more than a backup can hold');
  });

  it('[BU10] a link in the place of the backup’s new file is not followed', async () => {
    const folder = temporaryFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'backup.tgz'));
    await backup(await dataFolder(), join(folder, 'backup.tgz'), ABOUT);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(await membersIn(join(folder, 'backup.tgz'))).not.toEqual([]);
  });

  it('[BU11] the commands say in one plain sentence what is missing', async () => {
    const environment = { HACKFEST_DATA: temporaryFolder() };
    expect((await runToEnd(environment, 'backup')).complained).toContain('Say which file: npm run backup -- ');
    expect((await runToEnd(environment, 'backup', 'x.tgz')).complained).toContain('There is nothing to back up');
    const missing = await runToEnd(environment, 'restore', join(temporaryFolder(), 'nowhere.tgz'));
    expect(missing.code).toBe(1);
    expect(missing.complained).toMatch(/was not restored: it cannot be read .*Nothing was changed/);
    expect(missing.complained).not.toMatch(/^\s+at /m);
  }, 60_000);
});
