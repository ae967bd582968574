// A log whose file lost pages: cut short, overwritten, without its head. LMDB itself would end the process on most of these.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLmdbLog } from '../../server/storage/embedded/lmdb-log.ts';
import { LmdbPages } from '../../server/storage/embedded/lmdb-pages.ts';
import type { StoredBoard, UpdateLog } from '../../server/storage/update-log.ts';
import { millis, type PersonId } from '../../shared/ids.ts';
import { numbered, numberOf } from './numbered.ts';
import { boardId, seeded, temporaryFolder } from './places.ts';

const BOARDS = [1, 2, 3].map(boardId);
const PAGE = 4_096;
const LARGE = 20_000;

/** Three boards that grew together, with snapshots, owners and moments. Board n's updates are numbered from 1. */
async function fill(folder: string): Promise<void> {
  const log = await openLmdbLog(folder, neverFails);
  for (let number = 1; number <= 120; number += 1) {
    await Promise.all(
      BOARDS.map((board) => log.append(board, [numbered(number)], new Map([[number, `p1000000000000${100 + number}` as PersonId]]))),
    );
    if (number === 40) for (const board of BOARDS) await log.compact(board, numbered(LARGE + 40), 40);
    if (number === 100) for (const board of BOARDS) await log.keepMoment(board, millis(60_000), numbered(LARGE + 100));
  }
  await log.close();
}

function neverFails(error: unknown): never {
  throw error;
}

type Mended = { readonly log: UpdateLog; readonly said: string };

async function openMended(folder: string): Promise<Mended> {
  let said = '';
  const log = await openLmdbLog(folder, neverFails, (found) => (said += found));
  onTestFinished(() => log.close());
  return { log, said };
}

/** Every entry is whole; what follows the snapshot follows without a gap. Gives the last change there is. */
function lastOf({ snapshot, updates }: StoredBoard): number {
  const contained = snapshot === undefined ? 0 : numberOf(snapshot) % LARGE;
  expect(updates.map(numberOf)).toEqual(updates.map((_, index) => contained + 1 + index));
  return contained + updates.length;
}

let original: string;
let bytes: Buffer;

describe('a damaged log', () => {
  beforeAll(async () => {
    original = mkdtempSync(join(tmpdir(), 'hackfest-torn-'));
    await fill(original);
    bytes = readFileSync(join(original, 'data.mdb'));
  });

  afterAll(() => rmSync(original, { recursive: true, force: true }));

  async function damaged(content: Uint8Array): Promise<string> {
    const folder = join(temporaryFolder(), 'boards');
    await cp(original, folder, { recursive: true });
    writeFileSync(join(folder, 'data.mdb'), content);
    return folder;
  }

  it('[ST80] a sound log is not touched and nothing is said', async () => {
    const folder = await damaged(bytes);
    const { log, said } = await openMended(folder);
    expect(said).toBe('');
    for (const board of BOARDS) expect(lastOf(await log.read(board))).toBe(120);
    expect(readdirSync(folder).sort()).toEqual(['data.mdb', 'lock.mdb']);
  });

  /** The file without the zeros that were taken in advance. */
  const used = (): number => {
    let pages = bytes.length / PAGE;
    while (bytes.subarray((pages - 1) * PAGE, pages * PAGE).every((byte) => byte === 0)) pages -= 1;
    return pages;
  };

  it('[ST81] cut short anywhere, it opens with everything that is left, whole, and says so', async () => {
    const pages = used();
    const kept: number[] = [];
    for (let cut = 3; cut < pages; cut += 11) {
      const folder = await damaged(bytes.subarray(0, cut * PAGE - 100));
      const { log, said } = await openMended(folder);
      expect(said).toContain('was damaged');
      expect(said).toContain(join(folder, 'damaged-1.mdb'));
      const stored = await Promise.all((await log.boards()).map((board) => log.read(board)));
      kept.push(stored.map(lastOf).reduce((sum, last) => sum + last, 0));
      // Where nothing but the list of free pages was lost, it is no older state.
      const whole = said.includes('All 3 boards could be read completely');
      for (const { epoch } of stored) expect(epoch).toBe(whole ? 1 : 2);
      if (whole) expect(kept.at(-1)).toBe(3 * 120);
      expect(readFileSync(join(folder, 'damaged-1.mdb')).length).toBe(cut * PAGE - 100);
    }
    expect(Math.max(...kept)).toBeGreaterThan(240);
  });

  it('[ST82] with any one page overwritten it opens, whatever is whole is there, and the log goes on', async () => {
    const random = seeded(82);
    let kept = 0;
    let pages = 0;
    for (let page = 2; page < used(); page += 9) {
      const spoilt = Buffer.from(bytes);
      const garbage = random() < 0.5 ? Buffer.alloc(PAGE) : Buffer.from(Array.from({ length: PAGE }, () => Math.floor(random() * 256)));
      garbage.copy(spoilt, page * PAGE);
      const { log, said } = await openMended(await damaged(spoilt));
      const boards = await log.boards();
      for (const board of boards) {
        const stored = await log.read(board);
        const last = lastOf(stored);
        if (said === '') expect(last).toBe(120);
        kept += last;
        await log.append(board, [numbered(last + 1)]);
        expect(lastOf(await log.read(board))).toBe(last + 1);
      }
      await log.close();
      pages += 1;
    }
    expect(kept / (pages * 3 * 120)).toBeGreaterThan(0.8);
  });

  it('[ST83] a board that lost its snapshot goes back to its latest moment, and the others stay whole', async () => {
    const spoilt = Buffer.from(bytes);
    const snapshot = Buffer.from(numbered(LARGE + 40));
    // The first board's snapshot: the page that holds it is the first with its content, in the order of the boards.
    const at = spoilt.indexOf(snapshot.subarray(4, 600));
    spoilt.fill(0, at - (at % PAGE), at - (at % PAGE) + PAGE);
    const { log, said } = await openMended(await damaged(spoilt));
    expect(said).toMatch(/Board b1\d+ is as it was at 1970-01-01T00:01:00.000Z/);
    const lasts = await Promise.all(BOARDS.map(async (board) => lastOf(await log.read(board))));
    expect(lasts.filter((last) => last === 120).length).toBeGreaterThanOrEqual(1);
    for (const last of lasts) expect(last).toBeGreaterThanOrEqual(40);
  });

  it('[ST84] one head lost, everything is there; both lost, it is refused and left as it is', async () => {
    for (const head of [0, 1]) {
      const spoilt = Buffer.from(bytes);
      spoilt.fill(0, head * PAGE, (head + 1) * PAGE);
      const { log, said } = await openMended(await damaged(spoilt));
      expect(said).toContain('heads');
      for (const board of BOARDS) expect(lastOf(await log.read(board))).toBeGreaterThanOrEqual(119);
      await log.close();
    }
    const spoilt = Buffer.from(bytes).fill(0, 0, 2 * PAGE);
    const folder = await damaged(spoilt);
    await expect(openLmdbLog(folder, neverFails)).rejects.toThrow('damaged or was not made by this program');
    expect(Buffer.compare(readFileSync(join(folder, 'data.mdb')), spoilt)).toBe(0);
  });

  it('[ST85] a file that is looked at while it is sound has no problems, whatever was written to it', async () => {
    const folder = temporaryFolder();
    const random = seeded(85);
    for (let round = 0; round < 6; round += 1) {
      const log = await openLmdbLog(folder, neverFails);
      for (let step = 0; step < 30; step += 1) {
        const board = BOARDS[Math.floor(random() * 3)] as (typeof BOARDS)[number];
        await log.append(board, [new Uint8Array(Math.floor(random() ** 4 * 50_000))]);
        if (random() < 0.3) await log.compact(board, new Uint8Array(Math.floor(random() * 30_000)), await log.pending(board));
        const pages = new LmdbPages(join(folder, 'data.mdb'));
        expect(pages.problems()).toEqual([]);
        pages.close();
      }
      await log.close();
    }
  });
});
