// Which moments of a board are kept, when, and bringing one back through a real room with a clock to turn. What a restore
// changes in the document, in every detail, is in restore.test.ts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask, editTask, removeTask } from '../../../shared/board/board.ts';
import { type Write } from '../../../shared/board/server-writes.ts';
import { MINUTE, millis, type Millis, type TaskId } from '../../../shared/ids.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { keep, type Span } from '../../../server/board/moments.ts';
import { Orders } from '../../../server/board/order.ts';
import { Room } from '../../../server/board/room.ts';
import { memoryLog, withFaults, type LogCall } from '../../../server/storage/memory.ts';
import { fakeClock, MORNING } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';
import { settle } from '../../support/until.ts';

const SEED = 20170604;
const HOUR = 60 * MINUTE;
const times = (all: readonly number[]): Millis[] => all.map((at) => millis(at));

describe('of the moments there are', () => {
  const everyMinute = (from: number, to: number) => times(Array.from({ length: (to - from) / MINUTE }, (_, n) => from + n * MINUTE));

  it('[MO1] every minute of the last three hours stays, then one in ten of two days, then one an hour', () => {
    const now = millis(MORNING + 80 * HOUR);
    const kept = keep(everyMinute(MORNING, now), now);
    const between = (young: number, old: number) => kept.filter((at) => now - at > young && now - at <= old).length;
    expect(between(0, 3 * HOUR)).toBe(180);
    expect(between(3 * HOUR, 48 * HOUR)).toBe(45 * 6);
    expect(between(48 * HOUR, 80 * HOUR)).toBe(32);
  });

  it('[MO2] all of the last ten minutes stay, and those that somebody may still need', () => {
    const now = millis(MORNING + HOUR);
    const early = times([MORNING, MORNING + 20, MORNING + 40]);
    const late = times([now - 9 * MINUTE, now - 9 * MINUTE + 1, now - 1]);
    expect(keep([...early, ...late], now)).toEqual([early[0], ...late]);
    expect(keep([...early, ...late], now, new Set([early[1] as Millis]))).toEqual([early[0], early[1], ...late]);
  });

  const moments = fc
    .uniqueArray(fc.integer({ min: 0, max: 72 * 60 }), { maxLength: 200 })
    .map((minutes) => times(minutes.map((m) => MORNING + m * 61_000)));

  it('[MO3] forgetting now and then comes to the same as forgetting at the end', () => {
    fc.assert(
      fc.property(moments, fc.nat({ max: 80 * 60 }), fc.nat({ max: 80 * 60 }), (all, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((minute) =>
          millis(MORNING + 72 * 61 * MINUTE + minute * MINUTE),
        );
        expect(keep(keep(all, sooner as Millis), later as Millis)).toEqual(keep(all, later as Millis));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('[MO4] wherever there was a moment, one within the hour before it stays', () => {
    fc.assert(
      fc.property(moments, fc.nat({ max: 200 }), (all, hours) => {
        const kept = keep(all, millis(MORNING + 80 * HOUR + hours * HOUR));
        for (const at of all) expect(kept.some((one) => one <= at && at - one < HOUR)).toBe(true);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

// -- a board with a clock ---------------------------------------------------------------------------------------------------

const DAY: Span = { startsAt: millis(MORNING), endsAt: millis(MORNING + 8 * HOUR) };

const NAMES = ['Fay', 'Ada', 'Rex'] as const;
type Name = (typeof NAMES)[number];

/** A real room whose order is kept, and copies of the board that people have at home. */
function building({ span = DAY, log = memoryLog() } = {}) {
  const clock = fakeClock();
  const mint = seededMint(5);
  const reports: string[] = [];
  const report = (_error: unknown, what: string) => void reports.push(what);
  const people = NAMES.map((name) => ({ name, id: mint('person'), copy: new Y.Doc() }));
  const find = (name: Name) => people.find((one) => one.name === name) as (typeof people)[number];
  const owners = new Map(people.map(({ id, copy }) => [copy.clientID, id]));
  const orders = new Orders({ log, clock, report, span: () => span });
  const board = mint('board');
  const open = async () => {
    const stored = await log.read(board);
    return new Room(board, { ...stored, owners }, { log, clock, mint, report, warden: orders.appoint });
  };
  return { clock, log, mint, reports, orders, open, find };
}

async function furnished(given: Parameters<typeof building>[0] = {}) {
  const at = building(given);
  const { clock, log, mint, orders, find } = at;
  let room = await at.open();
  const looks = {
    color: 0,
    glyph: '●',
    place: 'room',
    site: '',
    skills: {},
    newcomer: false,
    openToPair: false,
    attribution: true,
    removed: false,
    hidden: false,
    waiting: false,
  } as const;
  const seat = (name: Name): Write => ({
    write: 'person',
    person: { ...looks, id: find(name).id, name, role: 'participant', joinedAt: clock.now() },
  });
  room.write(NAMES.map(seat));
  const moments = () => orders.of(room).moments;
  /** As an update of this person that passed the judge. */
  const edit = (name: Name, change: (doc: Y.Doc) => void) => {
    const { id, copy } = find(name);
    Y.applyUpdate(copy, room.encode());
    const before = room.stateVector;
    copy.transact(() => change(copy));
    Y.applyUpdate(room.doc, Y.encodeStateAsUpdate(copy, before), { by: 'client', person: id });
  };
  const task = (title: string): TaskId => {
    const id = mint('task');
    room.edit(() => addTask(room.doc, id, { title, order: 'a0' }));
    return id;
  };
  const view = () => viewBoard(room.doc);
  const titles = () =>
    view()
      .tasks.map(({ title }) => title)
      .sort();
  const kept = async () => (await log.moments(room.id)).map((moment) => (moment - MORNING) / 1_000);
  /** Time passes, and what it brings about gets done on the way. Unless nobody is at the board, it does not rest. */
  const pass = async (ms: number, { nobody = false } = {}) => {
    for (let left = ms; left > 0; left -= 5_000) {
      if (!nobody) void room.doc;
      clock.advance(Math.min(left, 5_000));
      await settle(8);
    }
  };
  const reopen = async () => {
    await room.close();
    room = await at.open();
  };
  return { ...at, room: () => room, moments, edit, task, view, titles, kept, pass, reopen };
}

describe('a board', () => {
  it('[MO10] is kept each minute of its event in which something changed', async () => {
    const at = await furnished();
    at.task('One');
    await at.pass(30_000);
    at.task('Two');
    await at.pass(30_000);
    expect(await at.kept()).toEqual([60]);
    await at.pass(5 * MINUTE);
    expect(await at.kept()).toEqual([60]);
    at.task('Three');
    await at.pass(MINUTE);
    expect(await at.kept()).toEqual([60, 420]);
  });

  it('[MO11] is kept once an hour before and after its event', async () => {
    const at = await furnished({ span: { startsAt: millis(MORNING + 2 * HOUR), endsAt: millis(MORNING + 3 * HOUR) } });
    at.task('One');
    await at.pass(30 * MINUTE);
    expect(await at.kept()).toEqual([60]);
    at.task('Two');
    await at.pass(29 * MINUTE);
    expect(await at.kept()).toEqual([60]);
    await at.pass(MINUTE);
    expect(await at.kept()).toEqual([60, 3_600]);
    await at.pass(HOUR);
    at.task('Three');
    await at.pass(MINUTE);
    expect(await at.kept()).toEqual([60, 3_600, 7_260]);
    at.task('Four');
    await at.pass(MINUTE);
    expect(await at.kept()).toEqual([60, 3_600, 7_260, 7_320]);
  });

  it('[MO12] is not kept for what seats and clocks change', async () => {
    const at = await furnished();
    const claim = { task: at.mint('task'), person: at.mint('person'), seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: true };
    at.room().write([{ write: 'seat', claim }]);
    await at.pass(HOUR);
    expect(await at.kept()).toEqual([]);
  });

  it('[MO13] forgets what need not be kept, and keeps what a hold speaks of', async () => {
    const at = await furnished({ span: { startsAt: millis(MORNING), endsAt: millis(MORNING + 100 * HOUR) } });
    const hold = { person: at.mint('person'), at: millis(MORNING + 119_000), moment: millis(MORNING + 120_000), entries: 9, characters: 0 };
    at.room().write([{ write: 'hold', hold }]);
    for (let minute = 0; minute < 200; minute++) {
      at.task(`Task ${minute}`);
      await at.pass(MINUTE);
    }
    const kept = (await at.kept()).map((second) => second / 60);
    expect(kept.filter((minute) => minute > 20)).toHaveLength(180);
    expect(kept.filter((minute) => minute <= 20)).toEqual([1, 2, 10, 20]);
  });

  it('[MO14] is kept before others’ work is taken away, at most every ten seconds', async () => {
    const at = await furnished();
    at.task('One');
    await at.pass(1_000);
    expect(at.moments().before(10_000)).toBe(MORNING + 1_000);
    at.task('Two');
    await at.pass(5_000);
    expect(at.moments().before(10_000)).toBe(MORNING + 1_000);
    await at.pass(5_000);
    expect(at.moments().before(10_000)).toBe(MORNING + 11_000);
    await at.pass(20_000);
    expect(at.moments().before(10_000)).toBe(MORNING + 11_000);
    await settle();
    expect(await at.kept()).toEqual([1, 11]);
  });

  it('[MO15] keeps no moment of what is not on disk itself, and tries again', async () => {
    let full = false;
    const calls: LogCall[] = [];
    const log = withFaults(memoryLog(), (call) => {
      calls.push(call);
      return full && (call === 'append' || call === 'keepMoment') ? new Error('ENOSPC') : undefined;
    });
    const at = await furnished({ log });
    await settle();
    full = true;
    at.task('One');
    await at.pass(MINUTE);
    expect(calls.includes('keepMoment')).toBe(false);
    expect(at.reports).toContain('a moment of a board could not be kept');
    full = false;
    await at.pass(2_000);
    await at.pass(MINUTE);
    expect(await at.kept()).toEqual([120]);
  });

  it('[MO16] that is let go or comes to rest is kept as it is, and then sleeps', async () => {
    const at = await furnished();
    at.task('One');
    await at.pass(5_000);
    await at.room().close();
    expect(await at.kept()).toEqual([5]);
    expect(at.clock.armed).toBe(0);
    const other = await furnished();
    other.task('One');
    await other.pass(20_000, { nobody: true });
    const kept = await other.kept();
    expect([other.room().isResting, kept.length]).toEqual([true, 1]);
    await other.pass(HOUR, { nobody: true });
    expect([other.room().isResting, await other.kept()]).toEqual([true, kept]);
  });
});

describe('bringing a board back', () => {
  it('[MO20] goes to the last moment at or before, keeps the moment before, and says who did it', async () => {
    const at = await furnished();
    const fay = at.find('Fay');
    const one = at.task('One');
    await at.pass(MINUTE);
    at.edit('Fay', (doc) => removeTask(doc, one));
    at.task('Two');
    await at.pass(30_000);
    const restored = await at.moments().restore(millis(MORNING + 80_000), fay.id);
    expect(restored).toEqual({ moment: MORNING + 60_000, before: MORNING + 90_000 });
    expect(at.titles()).toEqual(['One']);
    expect(at.view().log).toEqual([
      { kind: 'restored', at: MORNING + 90_000, by: fay.id, moment: MORNING + 60_000, before: MORNING + 90_000 },
    ]);
    await at.moments().restore(millis(MORNING + 90_000), fay.id);
    expect(at.titles()).toEqual(['Two']);
  });

  it('[MO21] shows what a board was without touching it', async () => {
    const at = await furnished();
    at.task('One');
    await at.pass(MINUTE);
    at.task('Two');
    const view = await at.moments().view(millis(MORNING + 60_000));
    expect(view?.tasks.map(({ title }) => title)).toEqual(['One']);
    expect(await at.moments().view(millis(MORNING + 60_001))).toBeUndefined();
    expect(at.titles()).toEqual(['One', 'Two']);
  });

  it('[MO22] is refused when nothing was kept yet, and when the moment before can not be stored', async () => {
    let full = false;
    const log = withFaults(memoryLog(), (call) => (full && call === 'keepMoment' ? new Error('ENOSPC') : undefined));
    const at = await furnished({ log });
    at.task('One');
    expect(await at.moments().restore(millis(MORNING + 1), '')).toMatchObject({ refused: 'unknown-address' });
    await at.pass(MINUTE);
    at.task('Two');
    full = true;
    expect(await at.moments().restore(millis(MORNING + 60_000), '')).toMatchObject({ refused: 'not-saved' });
    expect(at.titles()).toEqual(['One', 'Two']);
  });

  it('[MO23] takes back one person’s work, as it stood in the last moment before each deed', async () => {
    const at = await furnished();
    const [one, two] = [at.task('One'), at.task('Two')];
    await at.pass(MINUTE);
    at.edit('Rex', (doc) => editTask(doc, one, { title: 'ha' }));
    at.edit('Ada', (doc) => editTask(doc, two, { title: 'Two, nearly done' }));
    await at.pass(MINUTE);
    at.edit('Rex', (doc) => removeTask(doc, two));
    at.edit('Ada', (doc) => addTask(doc, at.mint('task'), { title: 'Three', order: 'a1' }));
    await at.moments().restore(millis(MORNING + 60_000), '', at.find('Rex').id);
    expect(at.titles()).toEqual(['One', 'Three', 'Two, nearly done']);
    expect(at.view().log.at(-1)).toMatchObject({ kind: 'restored', to: at.find('Rex').id });
  });

  it('[MO24] knows who took what away after a restart too', async () => {
    const at = await furnished();
    const [one, two] = [at.task('One'), at.task('Two')];
    await at.pass(MINUTE);
    at.edit('Rex', (doc) => removeTask(doc, one));
    at.edit('Ada', (doc) => removeTask(doc, two));
    await at.pass(MINUTE);
    await at.reopen();
    expect(isRefusal(await at.moments().restore(millis(MORNING + 60_000), '', at.find('Rex').id))).toBe(false);
    expect(at.titles()).toEqual(['One']);
  });

  it('[MO25] of a busy board ends, although something always comes in', async () => {
    const at = await furnished();
    at.task('One');
    await at.pass(MINUTE);
    at.task('Two');
    const stop = at.log.keepMoment.bind(at.log);
    at.log.keepMoment = async (...given) => {
      await stop(...given);
      at.task('More');
    };
    await at.moments().restore(millis(MORNING + 60_000), '');
    expect(at.titles()).toEqual(['One']);
  });
});
