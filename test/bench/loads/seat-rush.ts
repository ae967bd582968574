// Everybody wants the one seat at the same moment. Exactly one may get it.

import { percentile } from '../numbers.ts';
import type { Load } from './load.ts';

export const seatRush = (people: number): Load => ({
  name: `W8 ${people}`,
  about: `${people} claims on one seat at once`,
  async run(server) {
    const rush = await server.rush?.(people);
    if (!rush) return undefined;
    const took: number[] = [];
    const begun = performance.now();
    const won = await Promise.all(
      rush.claims.map(async (claim) => {
        const mine = await claim();
        took.push(performance.now() - begun);
        return mine;
      }),
    );
    rush.close();
    const winners = won.filter(Boolean).length;
    if (winners !== 1) throw new Error(`${winners} of ${people} were told that the one seat is theirs`);
    return { 'ms p50 until answered': percentile(took, 0.5), 'ms p99': percentile(took, 0.99), winners };
  },
});
