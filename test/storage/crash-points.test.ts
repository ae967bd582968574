// What we write ourselves, outside LMDB, crashed at every point, with every subset of what was not synced surviving: what
// is there afterwards is the old or the new, whole, and what was called durable is there.

import { describe, expect, it } from 'vitest';
import { writeDurably, type WriteFile } from '../../server/storage/embedded/durable-file.ts';
import { exchange } from '../../server/storage/embedded/lmdb-salvage.ts';
import { openLowdbCatalogue } from '../../server/storage/embedded/lowdb-catalogue.ts';
import { finishPutBack, putBack } from '../../server/storage/embedded/put-back.ts';
import type { Catalogue } from '../../server/storage/catalogue.ts';
import { session } from './contract.ts';
import { SimulatedDisk } from './simulated-disk.ts';

describe('a crash at any point, whatever survives of what was not synced', () => {
  it('[ST90] leaves a file that is replaced as it was or as it shall be; once it is called durable, only as it shall be', async () => {
    const disk = await SimulatedDisk.holding({ '/data/file': 'the old content' });
    await writeDurably('/data/file', 'the new content', disk);
    const seen = new Set<string | undefined>();
    for (const after of disk.afterAnyCrash()) seen.add(after.content['/data/file']);
    expect([...seen].sort()).toEqual(['the new content', 'the old content']);
    for (const after of disk.afterCrashNow()) expect(after.content['/data/file']).toBe('the new content');
  });

  it('[ST91] leaves a file that is made for the first time absent or whole', async () => {
    const disk = await SimulatedDisk.holding({ '/data/other': 'x' });
    await writeDurably('/data/instance.key', 'the key of this installation', disk);
    for (const after of disk.afterAnyCrash()) {
      expect([undefined, 'the key of this installation']).toContain(after.content['/data/instance.key']);
    }
    for (const after of disk.afterCrashNow()) expect(after.content['/data/instance.key']).toBe('the key of this installation');
  });

  it('[ST92] a torn leftover of an earlier crash is written over', async () => {
    const first = await SimulatedDisk.holding({ '/data/file': 'the old content' });
    await writeDurably('/data/file', 'the new content', first);
    let tried = 0;
    for (const crashed of first.afterAnyCrash()) {
      await writeDurably('/data/file', 'the third content', crashed);
      for (const after of crashed.afterCrashNow()) expect(after.content['/data/file']).toBe('the third content');
      tried += 1;
    }
    expect(tried).toBeGreaterThanOrEqual(10);
  });

  it('[ST93] the catalogue opens with every change that was called durable, and with none in part', async () => {
    const disk = await SimulatedDisk.holding({ '/data/instance.key': 'x' });
    const states: { disk: SimulatedDisk; durable: number }[] = [];
    const catalogue = await openOn(disk);
    for (let number = 1; number <= 3; number += 1) {
      await catalogue.change((data) => data.sessions.push(session(number)));
      for (const after of disk.afterCrashNow()) states.push({ disk: after, durable: number });
    }
    for (const after of disk.afterAnyCrash()) states.push({ disk: after, durable: 0 });
    for (const { disk: crashed, durable } of states) {
      const { sessions } = (await openOn(crashed)).data;
      expect(sessions).toEqual(sessions.map((_, index) => session(index + 1)));
      expect(sessions.length).toBeGreaterThanOrEqual(durable);
    }
    expect(states.length).toBeGreaterThan(20);
  });

  it('[ST94] a damaged store that is exchanged for the rebuilt one is in its place or kept beside it, and there is always one', async () => {
    const disk = await SimulatedDisk.holding({
      '/data/boards/data.mdb': 'damaged',
      '/data/boards/lock.mdb': 'l',
      '/data/rebuilt/data.mdb': 'rebuilt',
    });
    expect(await exchange('/data/boards', '/data/rebuilt', disk)).toBe('/data/boards/damaged-1.mdb');
    const check = (content: Record<string, string>): void => {
      if (content['/data/boards/data.mdb'] === 'damaged') return;
      expect(content['/data/boards/data.mdb']).toBe('rebuilt');
      expect(content['/data/boards/damaged-1.mdb']).toBe('damaged');
    };
    for (const after of disk.afterAnyCrash()) check(after.content);
    for (const after of disk.afterCrashNow()) expect(after.content['/data/boards/data.mdb']).toBe('rebuilt');
  });

  it('[ST95] a restore that is cut off, also while it is brought to its end, leaves all of the old or all of the new, and keeps the old', async () => {
    const disk = await SimulatedDisk.holding({ ...at('/data', OLD), ...at('/data/incoming', NEW) });
    await putBack('/data', disk);
    const ends = new Set<string>();
    let tried = 0;
    for (const crashed of disk.afterAnyCrash()) {
      await finishPutBack('/data', crashed);
      ends.add(endOf(crashed));
      for (const again of crashed.afterAnyCrash()) {
        await finishPutBack('/data', again);
        ends.add(endOf(again));
        tried += 1;
      }
    }
    for (const after of disk.afterCrashNow()) {
      await finishPutBack('/data', after);
      expect(endOf(after)).toBe('new');
    }
    expect([...ends].sort()).toEqual(['new', 'old']);
    expect(tried).toBeGreaterThan(200);
  });

  it('[ST96] a restore into an empty folder, cut off, leaves nothing or all of it', async () => {
    const disk = await SimulatedDisk.holding({ '/data/lock/lock.mdb': 'l', ...at('/data/incoming', NEW) });
    await putBack('/data', disk);
    for (const crashed of disk.afterAnyCrash()) {
      await finishPutBack('/data', crashed);
      const found = partsIn(crashed, '/data');
      expect([{}, NEW]).toContainEqual(found);
    }
  });
});

const openOn = (disk: SimulatedDisk): Promise<Catalogue> => {
  const write: WriteFile = (file, text) => writeDurably(file, text, disk);
  return openLowdbCatalogue('/data/catalogue.json', write, disk.read);
};

const OLD = { 'instance.key': 'old key', 'catalogue.json': 'old catalogue', 'boards/data.mdb': 'old boards' };
const NEW = { 'instance.key': 'new key', 'catalogue.json': 'new catalogue', 'boards/data.mdb': 'new boards' };

const at = (folder: string, parts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parts).map(([name, content]) => [`${folder}/${name}`, content]));

function partsIn({ content }: SimulatedDisk, folder: string): Record<string, string> {
  const found = Object.keys(OLD).map((name): [string, string | undefined] => [name, content[`${folder}/${name}`]]);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Which of the two it is; anything else is a failure. */
function endOf(disk: SimulatedDisk): 'old' | 'new' {
  const parts = partsIn(disk, '/data');
  if (parts['instance.key'] === OLD['instance.key']) {
    expect(parts).toEqual(OLD);
    return 'old';
  }
  expect(parts).toEqual(NEW);
  expect(partsIn(disk, '/data/before-restore-1')).toEqual(OLD);
  return 'new';
}
