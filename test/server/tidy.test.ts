// Memory given back after boards were let go: only when it is quiet, and only when little lives.

import { describe, expect, it } from 'vitest';
import { Rooms } from '../../server/board/rooms.ts';
import { tidying } from '../../server/tidy.ts';
import { memoryLog } from '../../server/storage/memory.ts';
import { fakeClock } from '../support/clock.ts';
import { seededMint } from '../support/seed.ts';
import { settle } from '../support/until.ts';

function house() {
  const clock = fakeClock();
  const mint = seededMint(4);
  let collected = 0;
  const freed = tidying(
    clock,
    () => rooms.awake,
    () => void collected++,
  );
  const rooms: Rooms = new Rooms({ log: memoryLog(), clock, mint, report: () => undefined, freed });
  const boards = Array.from({ length: 30 }, () => mint('board'));
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      await settle(10);
    }
  };
  return { clock, rooms, boards, pass, collected: () => collected };
}

describe('memory', () => {
  it('[RO40] is asked back, twice in a row, when many documents went and few are left', async () => {
    const { rooms, boards, pass, collected } = house();
    const leave = await Promise.all(boards.map(async (board) => rooms.use(await rooms.open(board))));
    for (const left of leave.slice(0, 28)) left();
    await pass(12);
    expect([rooms.size, collected()]).toEqual([2, 2]);
    await pass(60);
    expect(collected()).toBe(2);
  });

  it('[RO41] is let be while many documents are alive, for those who use them would notice', async () => {
    const { rooms, boards, pass, collected } = house();
    const opened = await Promise.all(boards.map((board) => rooms.open(board)));
    const leave = opened.map((room) => rooms.use(room));
    for (const left of leave.slice(0, 15)) left();
    for (let seconds = 0; seconds < 12; seconds++) {
      for (const room of opened.slice(15)) void room.doc;
      await pass(1);
    }
    expect([rooms.awake, collected()]).toEqual([15, 0]);
    await pass(20);
    expect([rooms.awake, collected()]).toEqual([0, 2]);
  });
});
