// Many histories of people around one board, each told by its seed: connections break and come back, frames come twice, the
// store is full for a while, the server is killed. Sockets and processes are not simulated here; kill.test.ts has real ones.

import { beforeAll, describe, expect, it } from 'vitest';
import { EVENTS, Fault, type Counted, type Promised } from './peers/fault.ts';
import { History } from './peers/history.ts';

/** More with `HACKFEST_SIM_HISTORIES=10000 npx vitest run --project sim test/sim/peers.test.ts`; one with that seed and 1. */
const HISTORIES = Number(process.env['HACKFEST_SIM_HISTORIES'] ?? 200);
const SEED = Number(process.env['HACKFEST_SIM_SEED'] ?? 20_170_601);
const PER_HISTORY = 2_000;
/** So few histories need not have met everything. */
const ENOUGH = 50;

const counts = new Map<Counted, number>(EVENTS.map((event) => [event, 0]));
const faults: { readonly promised: Promised; readonly text: string }[] = [];

beforeAll(async () => {
  for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
    const history = new History(seed, (event) => void counts.set(event, (counts.get(event) ?? 0) + 1));
    try {
      await history.run();
    } catch (error) {
      const promised = error instanceof Fault ? error.promised : 'unnoticed';
      const what = error instanceof Fault ? error.message : String((error as Error).stack);
      const again = `HACKFEST_SIM_SEED=${seed} HACKFEST_SIM_HISTORIES=1`;
      faults.push({ promised, text: `${again}\n${what}\n${history.steps.join('\n')}` });
    }
  }
  console.info(`${HISTORIES} histories from seed ${SEED}: ${[...counts].map(([event, count]) => `${count} ${event}`).join(', ')}`);
}, HISTORIES * PER_HISTORY);

/** The first history that broke this promise, with its seed and steps; and how many did. */
const broken = (promised: Promised): { histories: number; first: string | undefined } => {
  const all = faults.filter((fault) => fault.promised === promised);
  return { histories: all.length, first: all[0]?.text };
};
const NONE = { histories: 0, first: undefined };

describe('simulated peers', () => {
  it('[SM1] all have the board of the server in the end, by content and by state vector', () => {
    expect(broken('same')).toEqual(NONE);
  });

  it('[SM2] nobody is shown or told anything that is not in the log at that time', () => {
    expect(broken('durable')).toEqual(NONE);
  });

  it('[SM3] what was committed is there after every restart, orderly or not', () => {
    expect(broken('kept')).toEqual(NONE);
  });

  it('[SM4] a refusal meets nobody but its author, who comes back with a fresh document', () => {
    expect(broken('unnoticed')).toEqual(NONE);
  });

  it('[SM5] no seat is given to two, and none beyond the seats of its task', () => {
    expect(broken('seats')).toEqual(NONE);
  });

  it('[SM6] the document keeps the schema', () => {
    expect(broken('schema')).toEqual(NONE);
  });

  it.runIf(HISTORIES >= ENOUGH)('[SM7] the histories meet all that they are made for', () => {
    expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
  });
});
