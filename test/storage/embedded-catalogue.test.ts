// The catalogue in a file: the contract, and what only a file can get wrong: restarts, kills, damage, failing disks.

import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogueError, emptyCatalogue } from '../../server/storage/catalogue.ts';
import { writeDurably, type WriteFile } from '../../server/storage/embedded/durable-file.ts';
import { openLowdbCatalogue } from '../../server/storage/embedded/lowdb-catalogue.ts';
import { catalogueContract, sampleEvent, session } from './contract.ts';
import { seeded, temporaryFolder } from './places.ts';
import { killAfter, startScript } from './processes.ts';

const place = (): string => join(temporaryFolder(), 'catalogue.json');

catalogueContract('lowdb', async (failing) => {
  const file = place();
  // The first write makes the file; the contract is about those after it.
  await (await openLowdbCatalogue(file)).close();
  return openLowdbCatalogue(file, async (path, text) => {
    const error = failing?.();
    if (error !== undefined) throw error;
    await writeDurably(path, text);
  });
});

describe('the catalogue on disk', () => {
  it('[ST50] after a restart everything is there', async () => {
    const file = place();
    const before = await openLowdbCatalogue(file);
    const event = sampleEvent();
    await before.change((data) => {
      data.events.push(event);
      data.links.push({ hash: 'h', kind: 'code', event: event.id, revokedAt: event.createdAt });
      data.sessions.push({ ...session(1), event: event.id, board: event.board }, { ...session(2), role: 'organizer', link: 'organizer' });
    });
    const state = before.data;
    await before.close();
    expect((await openLowdbCatalogue(file)).data).toEqual(state);
  });

  it('[ST51] the file is made at once, for its owner only, and stays alone in its folder', async () => {
    const file = place();
    const catalogue = await openLowdbCatalogue(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(emptyCatalogue());
    await catalogue.change((data) => data.sessions.push(session(1)));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(file, '..'))).toEqual([basename(file)]);
  });

  it('[ST52] changes made while a write is on its way share the next one', async () => {
    const file = place();
    let writes = 0;
    const counted: WriteFile = (path, text) => {
      writes += 1;
      return writeDurably(path, text);
    };
    const catalogue = await openLowdbCatalogue(file, counted);
    writes = 0;
    await Promise.all(Array.from({ length: 500 }, (_, index) => catalogue.change((data) => data.sessions.push(session(index)))));
    expect(writes).toBe(2);
    expect((await openLowdbCatalogue(file)).data.sessions).toHaveLength(500);
  });

  it('[ST53] when a write fails, the changes made on top of it are rejected with it', async () => {
    const { catalogue, fail } = await withFailingDisk(place());
    fail('before');
    const first = catalogue.change((data) => data.sessions.push(session(1)));
    const onTop = catalogue.change((data) => data.sessions.push(session(2)));
    expect((await Promise.allSettled([first, onTop])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(catalogue.data.sessions).toEqual([]);
  });

  it('[ST54] a write that fails after the new file is in place is put back: what was refused does not come back', async () => {
    const file = place();
    const { catalogue, fail } = await withFailingDisk(file);
    await catalogue.change((data) => data.sessions.push(session(1)));
    fail('after');
    await expect(catalogue.change((data) => data.sessions.push(session(2)))).rejects.toThrow('EIO');
    expect((await openLowdbCatalogue(file)).data.sessions).toEqual([session(1)]);
  });

  it('[ST55] a change that could not be read again is refused before it is written', async () => {
    const file = place();
    const catalogue = await openLowdbCatalogue(file);
    const spoilt = catalogue.change((data) => data.sessions.push({ ...session(1), generation: Number.NaN }));
    await expect(spoilt).rejects.toThrow('/sessions/0/generation');
    expect(catalogue.data.sessions).toEqual([]);
    expect((await openLowdbCatalogue(file)).data.sessions).toEqual([]);
  });

  it('[ST56] killed at any moment, again and again: every change it called durable is there, and the file is whole', async () => {
    const file = place();
    const random = seeded(56);
    for (let round = 0; round < 5; round += 1) {
      const said = (await killAfter(startScript('changing.ts', [file]), 1 + Math.floor(random() * 25))).map(Number);
      const { data } = await openLowdbCatalogue(file);
      expect(data.sessions.map(({ createdAt }) => createdAt)).toEqual(data.sessions.map((_, index) => index + 1));
      expect(data.sessions.length).toBeGreaterThanOrEqual(Math.max(...said));
    }
  }, 120_000);
});

const whole = JSON.stringify({ ...emptyCatalogue(), events: [sampleEvent()], sessions: [session(1)] });
const damage: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['an empty file', '', 'it is empty'],
  ['white space', ' \n', 'not complete JSON'],
  ['a file cut short', whole.slice(0, 200), 'not complete JSON'],
  ['two files in one', whole + whole, 'not complete JSON'],
  ['binary data', Uint8Array.of(0x89, 0x50, 0xff, 0xfe, 0, 1), 'not a text file'],
  ['an array', '[]', 'not a catalogue'],
  ['null', 'null', 'not a catalogue'],
  ['a string', '"catalogue"', 'not a catalogue'],
  ['an object without a version', '{"events":[]}', 'not a catalogue'],
  ['a later version', whole.replace('"version":1', '"version":2'), 'its version is 2'],
  ['a list missing', '{"version":1,"events":[],"links":[]}', 'sessions'],
  ['a field missing', whole.replace('"zone":"Europe/Madrid",', ''), '/events/0'],
  ['a field too many', whole.replace('"zone":', '"zoom":1,"zone":'), '/events/0'],
  ['a wrong id', whole.replace(sampleEvent().id, 'e2'), '/events/0/id'],
  ['an unknown role', whole.replace('"participant"', '"emperor"'), '/sessions/0/role'],
  ['a moment in words', whole.replace('"createdAt":1}', '"createdAt":"now"}'), '/sessions/0/createdAt'],
];

describe('a damaged catalogue', () => {
  it.each(damage)('[ST57] %s is refused with the file, the reason and the remedy, and left as it is', async (_, content, reason) => {
    const file = place();
    await writeFile(file, content);
    const error = await openLowdbCatalogue(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CatalogueError);
    const { message } = error as CatalogueError;
    for (const part of [file, reason, 'Restore a backup', 'move it away']) expect(message).toContain(part);
    expect(Buffer.compare(await readFile(file), Buffer.from(content))).toBe(0);
  });

  it('[ST58] a folder in the place of the file, or no folder to put it in, is refused with the reason', async () => {
    const file = place();
    await mkdir(file);
    await expect(openLowdbCatalogue(file)).rejects.toThrow(CatalogueError);
    await expect(openLowdbCatalogue(join(temporaryFolder(), 'no-such-folder', 'catalogue.json'))).rejects.toThrow('cannot be created');
  });
});

/** A disk that fails the next write once: before it began, or after the file was replaced. */
async function withFailingDisk(file: string) {
  let failure: 'before' | 'after' | undefined;
  const catalogue = await openLowdbCatalogue(file, async (path, text) => {
    const now = failure;
    failure = undefined;
    if (now === 'before') throw new Error('ENOSPC: no space left');
    await writeDurably(path, text);
    if (now === 'after') throw new Error('EIO: folder not synced');
  });
  return { catalogue, fail: (when: 'before' | 'after') => (failure = when) };
}
