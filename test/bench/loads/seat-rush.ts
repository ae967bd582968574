// W8: everybody wants the one seat at the same moment. Exactly one may get it.

import { ONE_SEAT } from '../content.ts';
import { median } from '../numbers.ts';
import type { Load } from './load.ts';

const PEOPLE = 200;
const ROUNDS = 3;

export const seatRush: Load = {
  id: 'W8',
  name: 'W8',
  about: `${PEOPLE} people, all connected over Socket.io, claim one seat at once`,
  servers: ['ours'],
  columns: [
    { key: 'p50', title: 'p50 ms until answered' },
    { key: 'p99', title: 'p99 ms' },
    { key: 'winners', title: 'winners' },
  ],
  async run(stage) {
    await stage.start();
    const [editors, claimers] = [stage.editors(), stage.claimers()];
    const doors = await stage.room(PEOPLE);
    await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
    await claimers.ask('come', { doors });
    await editors.ask('fillersLeave');
    const rounds: { p50: number; p99: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Releasing what nobody holds changes nothing; the first time it shows that every channel is up.
      await claimers.ask('release', { task: ONE_SEAT });
      const { winners, ...took } = await claimers.ask('claim', { task: ONE_SEAT });
      if (winners !== 1) throw new Error(`${winners} of ${PEOPLE} were told that the one seat is theirs`);
      rounds.push(took);
    }
    return { p50: median(rounds.map(({ p50 }) => p50)), p99: median(rounds.map(({ p99 }) => p99)), winners: 1 };
  },
};
