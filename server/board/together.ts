// Several changes in one transaction: which may be, and what is foreseen of all of them. Making them is room.ts.

import type { Foreseen, Passed } from './judge/verdict.ts';

/** An update begins with the number of clients that made something. */
export const onlyDeletes = (update: Uint8Array): boolean => update[0] === 0;
/** And ends with its deletions, which begin with the number of clients something is deleted of. */
const deletesNothing = (update: Uint8Array): boolean => update.at(-1) === 0;

/**
 * Whether it takes nothing away, of others or in a text, so that the client ids in the document tell afterwards who did what.
 * A value that is replaced is not taken away; one that is erased is, even where something else is added along with it.
 */
export function onlyAdds({ update, removal, erases, foreseen }: Passed): boolean {
  if (erases || removal.entries > 0 || removal.characters > 0) return false;
  return deletesNothing(update) || ![...foreseen.values()].some((keys) => keys.has(null));
}

/** What is foreseen of all changes so far. They take nothing away, and what else a verdict says was heeded one by one. */
export class Together implements Passed {
  readonly verdict = 'passed';
  readonly update = new Uint8Array(0);
  readonly binds = [];
  readonly removal = { entries: 0, characters: 0 };
  readonly erases = false;
  readonly steps = 0;
  readonly #foreseen = new Map<Parameters<Foreseen['get']>[0], Set<string | null>>();
  readonly #clocks = new Map<number, number>();

  add({ foreseen, clocks }: Passed): void {
    for (const [place, keys] of foreseen) {
      const known = this.#foreseen.get(place);
      if (!known) this.#foreseen.set(place, new Set(keys));
      else for (const key of keys) known.add(key);
    }
    for (const [client, clock] of clocks) this.#clocks.set(client, Math.max(clock, this.#clocks.get(client) ?? 0));
  }

  get foreseen(): Foreseen {
    return this.#foreseen;
  }

  get clocks(): ReadonlyMap<number, number> {
    return this.#clocks;
  }
}
