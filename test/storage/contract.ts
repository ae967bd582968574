// What every update log and every catalogue must do, whatever keeps it: one suite per interface, run by each backend in
// a few lines. Crashes, broken disks and damaged files differ by backend and are tested there.

import { describe, expect, it, onTestFinished } from 'vitest';
import type { Catalogue, CatalogueData, EventRecord, SessionRecord } from '../../server/storage/catalogue.ts';
import type { UpdateLog } from '../../server/storage/update-log.ts';
import { millis, type PersonId } from '../../shared/ids.ts';
import { numbered, numberOf } from './numbered.ts';
import { boardId, countingMint } from './places.ts';

const ONE = boardId(1);
const TWO = boardId(2);
const ADA = 'p100000000000000' as PersonId;
const BO = 'p100000000000001' as PersonId;
/** What a board has besides its content when nobody gave it any. */
const PLAIN = { owners: new Map(), ballots: new Map(), epoch: 1 };
const numbers = (updates: readonly Uint8Array[]): number[] => updates.map(numberOf);
const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** @param open gives a fresh, empty log. */
export function updateLogContract(name: string, open: () => Promise<UpdateLog>): void {
  const opened = async (): Promise<UpdateLog> => {
    const log = await open();
    onTestFinished(() => log.close());
    return log;
  };

  describe(`update log: ${name}`, () => {
    it('[ST1] what was appended is read again, in order and byte for byte', async () => {
      const log = await opened();
      await log.append(ONE, [numbered(1), numbered(2)]);
      await log.append(ONE, [numbered(3)]);
      const stored = await log.read(ONE);
      expect(stored.snapshot).toBeUndefined();
      expect(numbers(stored.updates)).toEqual([1, 2, 3]);
    });

    it('[ST2] boards do not see each other, and each one is listed once', async () => {
      const log = await opened();
      await log.append(TWO, [numbered(20), numbered(21)]);
      await log.append(ONE, [numbered(10)]);
      await log.compact(TWO, numbered(99), 1);
      expect(numbers((await log.read(ONE)).updates)).toEqual([10]);
      expect(numbers((await log.read(TWO)).updates)).toEqual([21]);
      expect(await log.boards()).toEqual([ONE, TWO]);
    });

    it('[ST3] a board nobody wrote to is empty and is not listed', async () => {
      const log = await opened();
      await log.append(ONE, []);
      expect(await log.read(ONE)).toEqual({ snapshot: undefined, updates: [], ...PLAIN });
      expect(await log.pending(ONE)).toBe(0);
      expect(await log.boards()).toEqual([]);
    });

    it('[ST4] ten thousand appends at once keep the order of their calls', async () => {
      const log = await opened();
      const calls = upTo(1, 10_000).map((number) => log.append(number % 3 === 0 ? TWO : ONE, [numbered(number)]));
      await Promise.all(calls);
      const all = upTo(1, 10_000);
      expect(numbers((await log.read(ONE)).updates)).toEqual(all.filter((number) => number % 3 !== 0));
      expect(numbers((await log.read(TWO)).updates)).toEqual(all.filter((number) => number % 3 === 0));
    }, 30_000);

    it('[ST5] appends settle in the order of their calls', async () => {
      const log = await opened();
      const settled: number[] = [];
      await Promise.all(upTo(1, 200).map((number) => log.append(ONE, [numbered(number)]).then(() => settled.push(number))));
      expect(settled).toEqual(upTo(1, 200));
    });

    it('[ST6] bytes changed afterwards by the writer or by a reader do not reach the store', async () => {
      const log = await opened();
      const shared = new Uint8Array(64).fill(7);
      await log.append(ONE, [shared.subarray(8, 16)]);
      await log.compact(ONE, shared.subarray(0, 4), 0);
      shared.fill(0);
      const first = await log.read(ONE);
      first.updates[0]?.fill(1);
      first.snapshot?.fill(1);
      expect(await log.read(ONE)).toEqual({ snapshot: new Uint8Array(4).fill(7), updates: [new Uint8Array(8).fill(7)], ...PLAIN });
    });

    it('[ST7] what one read gave stays as it was while others read and write', async () => {
      const log = await opened();
      await log.append(ONE, upTo(1, 20).map(numbered));
      const before = await log.read(ONE);
      await log.append(TWO, upTo(21, 60).map(numbered));
      await log.compact(ONE, numbered(20), 20);
      await log.read(TWO);
      expect(numbers(before.updates)).toEqual(upTo(1, 20));
    });

    it('[ST8] an empty update and one of 5 MB come back whole', async () => {
      const log = await opened();
      const large = new Uint8Array(5_000_000).fill(42);
      await log.append(ONE, [new Uint8Array(0), large]);
      const { updates } = await log.read(ONE);
      expect(updates.map((update) => update.length)).toEqual([0, 5_000_000]);
      expect(Buffer.compare(updates[1] as Uint8Array, large)).toBe(0);
    });

    it('[ST9] compaction puts a snapshot in the place of exactly the updates it contains', async () => {
      const log = await opened();
      await log.append(ONE, upTo(1, 10).map(numbered));
      expect(await log.pending(ONE)).toBe(10);
      await log.compact(ONE, numbered(7), 7);
      await log.append(ONE, [numbered(11)]);
      const stored = await log.read(ONE);
      expect(numberOf(stored.snapshot as Uint8Array)).toBe(7);
      expect(numbers(stored.updates)).toEqual([8, 9, 10, 11]);
      expect(await log.pending(ONE)).toBe(4);
    });

    it('[ST10] a second compaction counts from the first snapshot', async () => {
      const log = await opened();
      await log.append(ONE, upTo(1, 10).map(numbered));
      await log.compact(ONE, numbered(4), 4);
      await log.compact(ONE, numbered(10), 6);
      const stored = await log.read(ONE);
      expect(numberOf(stored.snapshot as Uint8Array)).toBe(10);
      expect(stored.updates).toEqual([]);
      expect(await log.boards()).toEqual([ONE]);
    });

    it('[ST11] updates appended while a compaction runs are kept', async () => {
      const log = await opened();
      await log.append(ONE, upTo(1, 500).map(numbered));
      const early = upTo(501, 520).map((number) => log.append(ONE, [numbered(number)]));
      const compaction = log.compact(ONE, numbered(500), 500);
      const late = upTo(521, 540).map((number) => log.append(ONE, [numbered(number)]));
      await Promise.all([...early, compaction, ...late]);
      const stored = await log.read(ONE);
      expect(numberOf(stored.snapshot as Uint8Array)).toBe(500);
      expect(numbers(stored.updates)).toEqual(upTo(501, 540));
    });

    it('[ST12] a reader sees a compaction whole or not at all', async () => {
      const log = await opened();
      await log.append(ONE, upTo(1, 100).map(numbered));
      let running = true;
      const compactions = (async () => {
        for (let through = 10; through <= 100; through += 10) await log.compact(ONE, numbered(through), 10);
        running = false;
      })();
      while (running) {
        const { snapshot, updates } = await log.read(ONE);
        const contained = snapshot === undefined ? 0 : numberOf(snapshot);
        expect(numbers(updates)).toEqual(upTo(contained + 1, 100));
        await new Promise(setImmediate);
      }
      await compactions;
    });

    it('[ST13] compacting more updates than there are is refused, changes nothing and stops nobody else', async () => {
      const log = await opened();
      await log.append(ONE, [numbered(1)]);
      const wrong = [2, -1, 0.5, Number.NaN].map((through) => log.compact(ONE, numbered(9), through));
      const right = log.append(ONE, [numbered(2)]);
      for (const outcome of await Promise.allSettled(wrong)) expect(outcome.status).toBe('rejected');
      await right;
      expect(await log.read(ONE)).toEqual({ snapshot: undefined, updates: [numbered(1), numbered(2)], ...PLAIN });
    });

    it('[ST14] the probe succeeds on a healthy store and leaves nothing to be read', async () => {
      const log = await opened();
      await log.append(ONE, [numbered(1)]);
      await log.probe();
      expect(await log.boards()).toEqual([ONE]);
      expect(await log.pending(ONE)).toBe(1);
    });

    it('[ST15] closing waits for what is on its way; every later call is rejected', async () => {
      const log = await open();
      const last = [log.append(ONE, [numbered(1)]), log.keepMoment(ONE, millis(1), new Uint8Array(1_000_000))];
      await log.close();
      for (const call of last) await expect(call).resolves.toBeUndefined();
      await expect(log.append(ONE, [numbered(2)])).rejects.toThrow('closed');
      await expect(log.keepMoment(ONE, millis(2), numbered(2))).rejects.toThrow('closed');
      await expect(log.moments(ONE)).rejects.toThrow('closed');
      await expect(log.read(ONE)).rejects.toThrow('closed');
      await expect(log.probe()).rejects.toThrow('closed');
      await expect(log.close()).resolves.toBeUndefined();
    });

    it('[VO10] ballots are kept with the updates, or alone, board by board; the newest of a person counts and an empty one is none', async () => {
      const log = await opened();
      const [bikes, buses] = ['c100000000000000', 'c100000000000001'];
      await log.append(ONE, [numbered(1)], undefined, new Map([[ADA, { [bikes]: 3 }]]));
      await log.append(
        ONE,
        [],
        undefined,
        new Map([
          [ADA, { [bikes]: 1, [buses]: 2 }],
          [BO, { [buses]: 5 }],
        ]),
      );
      await log.append(TWO, [], undefined, new Map([[BO, { [bikes]: 1 }]]));
      await log.compact(ONE, numbered(1), 1);
      await log.append(ONE, [], undefined, new Map([[BO, {}]]));
      const stored = await log.read(ONE);
      expect(stored).toEqual({ ...PLAIN, snapshot: numbered(1), updates: [], ballots: new Map([[ADA, { [bikes]: 1, [buses]: 2 }]]) });
      expect((await log.read(TWO)).ballots).toEqual(new Map([[BO, { [bikes]: 1 }]]));
    });

    it('[ST16] whose client ids are is kept with the updates, board by board, and outlives compaction', async () => {
      const log = await opened();
      const largest = 2 ** 32 - 1;
      await log.append(ONE, [numbered(1)], new Map([[7, ADA]]));
      await log.append(
        ONE,
        [numbered(2), numbered(3)],
        new Map([
          [largest, BO],
          [0, ADA],
        ]),
      );
      await log.append(TWO, [numbered(4)], new Map([[7, BO]]));
      await log.append(ONE, [numbered(5)]);
      await log.compact(ONE, numbered(5), 4);
      expect((await log.read(ONE)).owners).toEqual(
        new Map([
          [7, ADA],
          [largest, BO],
          [0, ADA],
        ]),
      );
      expect((await log.read(TWO)).owners).toEqual(new Map([[7, BO]]));
      expect(await log.boards()).toEqual([ONE, TWO]);
    });

    it('[ST17] moments come back whole, oldest first, and the same moment again replaces it', async () => {
      const log = await opened();
      const large = new Uint8Array(4_000_000).map((_, index) => (index * 31) % 251);
      await Promise.all([log.keepMoment(ONE, millis(300), large), log.keepMoment(ONE, millis(100), numbered(1))]);
      await log.keepMoment(TWO, millis(200), numbered(2));
      await log.keepMoment(ONE, millis(100), numbered(3));
      expect(await log.moments(ONE)).toEqual([100, 300]);
      expect(numberOf((await log.moment(ONE, millis(100))) as Uint8Array)).toBe(3);
      expect(Buffer.compare((await log.moment(ONE, millis(300))) as Uint8Array, large)).toBe(0);
      expect(await log.moment(ONE, millis(200))).toBeUndefined();
      expect(await log.moments(TWO)).toEqual([200]);
    });

    it('[ST18] moments and updates do not touch each other, and moments alone make no board', async () => {
      const log = await opened();
      await log.append(ONE, [numbered(1)], new Map([[7, ADA]]));
      const before = await log.read(ONE);
      await log.keepMoment(ONE, millis(100), numbered(9));
      await log.keepMoment(TWO, millis(100), numbered(9));
      expect(await log.read(ONE)).toEqual(before);
      expect(await log.boards()).toEqual([ONE]);
      await log.compact(ONE, numbered(1), 1);
      expect(await log.moments(ONE)).toEqual([100]);
    });

    it('[ST19] dropping moments forgets these and no others, in the order of the calls, and passes over unknown ones', async () => {
      const log = await opened();
      await Promise.all([
        ...[100, 200, 300].map((at) => log.keepMoment(ONE, millis(at), new Uint8Array(100_000).fill(at % 251))),
        log.keepMoment(TWO, millis(100), numbered(1)),
        log.dropMoments(ONE, [millis(100), millis(150), millis(300)]),
        log.keepMoment(ONE, millis(300), numbered(2)),
      ]);
      expect(await log.moments(ONE)).toEqual([200, 300]);
      expect(numberOf((await log.moment(ONE, millis(300))) as Uint8Array)).toBe(2);
      expect(await log.moments(TWO)).toEqual([100]);
      await log.dropMoments(ONE, []);
    });
  });
}

// -- catalogue ------------------------------------------------------------------------------------------------------

export function sampleEvent(): EventRecord {
  const mint = countingMint();
  return {
    id: mint('event'),
    board: mint('board'),
    title: 'Docs night',
    scale: 'micro',
    place: 'Library, room 2',
    callUrl: '',
    startsAt: millis(1_700_000_000_000),
    endsAt: millis(1_700_010_000_000),
    zone: 'Europe/Madrid',
    createdAt: millis(1_699_000_000_000),
    generations: { join: 1, facilitator: 1, wall: 2 },
    sample: false,
  };
}

export const session = (number: number): SessionRecord => ({
  hash: `hash-${number}`,
  role: 'participant',
  event: '',
  board: '',
  person: '',
  link: 'join',
  generation: 1,
  createdAt: millis(number),
});

const join =
  (number: number) =>
  (data: CatalogueData): void => {
    data.sessions.push(session(number));
  };
const joined = (catalogue: Catalogue): number[] => catalogue.data.sessions.map(({ createdAt }) => createdAt);

/**
 * @param open gives a fresh catalogue. When `failing` is given, each write asks it once: an Error must make it fail.
 */
export function catalogueContract(name: string, open: (failing?: () => Error | undefined) => Promise<Catalogue>): void {
  const opened = async (failing?: () => Error | undefined): Promise<Catalogue> => {
    const catalogue = await open(failing);
    onTestFinished(() => catalogue.close());
    return catalogue;
  };

  describe(`catalogue: ${name}`, () => {
    it('[ST20] a new catalogue is empty', async () => {
      expect((await opened()).data).toEqual({ version: 1, events: [], links: [], sessions: [], deviceLinks: [], trackerTokens: [] });
    });

    it('[ST21] a change can be read at once and resolves later', async () => {
      const catalogue = await opened();
      const event = sampleEvent();
      const change = catalogue.change((data) => data.events.push(event));
      expect(catalogue.data.events).toEqual([event]);
      await change;
      expect(catalogue.data.events).toEqual([event]);
    });

    it('[ST22] changes made together run in order, each on what the one before left', async () => {
      const catalogue = await opened();
      await Promise.all(upTo(1, 300).map((number) => catalogue.change(join(number))));
      expect(joined(catalogue)).toEqual(upTo(1, 300));
    });

    it('[ST23] a change that throws is rejected with its error and leaves nothing behind', async () => {
      const catalogue = await opened();
      const spoilt = catalogue.change((data) => {
        data.sessions.push(session(1));
        throw new Error('no such link');
      });
      expect(joined(catalogue)).toEqual([]);
      await expect(spoilt).rejects.toThrow('no such link');
      await catalogue.change(join(2));
      expect(joined(catalogue)).toEqual([2]);
    });

    it('[ST24] a change whose write fails is rejected and undone, and the next one succeeds', async () => {
      let full = false;
      const catalogue = await opened(() => (full ? new Error('ENOSPC: no space left') : undefined));
      await catalogue.change(join(1));
      full = true;
      await expect(catalogue.change(join(2))).rejects.toThrow('ENOSPC');
      expect(joined(catalogue)).toEqual([1]);
      full = false;
      await catalogue.change(join(3));
      expect(joined(catalogue)).toEqual([1, 3]);
    });

    it('[ST25] after any mixture of failures the state is exactly the changes that resolved', async () => {
      let asked = 0;
      const catalogue = await opened(() => ((asked += 1) % 2 === 0 ? new Error('ENOSPC') : undefined));
      const kept: number[] = [];
      const attempt = (number: number): Promise<void> =>
        catalogue.change(join(number)).then(
          () => void kept.push(number),
          () => undefined,
        );
      for (let round = 0; round < 20; round += 1) {
        const calls = [attempt(3 * round + 1), attempt(3 * round + 2)];
        await Promise.resolve();
        await Promise.all([...calls, attempt(3 * round + 3)]);
      }
      expect(kept.length).toBeGreaterThan(0);
      expect(joined(catalogue)).toEqual(kept);
    });

    it('[ST27] a change leaves lists alone that it does not speak of, also those that came later', async () => {
      const catalogue = await opened();
      const bar = { board: ONE, person: ADA, why: 'removed' } as const;
      await catalogue.change((data) => void (data.bars = [bar]));
      await catalogue.change(join(1));
      expect(catalogue.data.bars).toEqual([bar]);
      expect(joined(catalogue)).toEqual([1]);
    });

    it('[ST26] closing waits for what is on its way; later changes are rejected', async () => {
      const catalogue = await open();
      const last = catalogue.change(join(1));
      await catalogue.close();
      await expect(last).resolves.toBeUndefined();
      await expect(catalogue.change(join(2))).rejects.toThrow('closed');
    });
  });
}
