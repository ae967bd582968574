// The brake: who takes too much of others' work away at once. It weighs what the judge says an update removes against what
// the same person removed before; holding them, telling anybody and bringing the work back are not done here.

import { mayFacilitate } from '../../shared/access/policy.ts';
import type { Role } from '../../shared/board/schema.ts';
import { MINUTE, type Millis, type PersonId } from '../../shared/ids.ts';
import type { Removal } from './judge/judge.ts';

/**
 * How much one person may take away within a time. `share` is of the entries that stood there when they began; `entries`
 * may always go, so that tidying a small board never counts. The second line is for those who stay just below the first.
 */
export const LINES = [
  { within: 10_000, share: 0.3, entries: 5, characters: 2_000 },
  { within: 5 * MINUTE, share: 0.6, entries: 10, characters: 10_000 },
] as const;
type Line = (typeof LINES)[number];

const LONGEST = Math.max(...LINES.map(({ within }) => within));

/** One update's removal of others' work; `moment` is one kept before it. */
export type Removed = Removal & { readonly at: Millis; readonly moment: Millis };

/** What somebody would have taken away with the update that crosses a line, and the moment kept before they began. */
export type Crossing = Removal & { readonly moment: Millis };

const sum = (removals: readonly Removal[]): Removal => ({
  entries: removals.reduce((all, { entries }) => all + entries, 0),
  characters: removals.reduce((all, { characters }) => all + characters, 0),
});

/** @param size entries on the board now, before the last of `removals`. */
function crosses(line: Line, removals: readonly Removed[], size: number, now: Millis): Crossing | undefined {
  const counted = removals.filter(({ at }) => now - at < line.within);
  const [first] = counted;
  if (!first) return undefined;
  const all = sum(counted);
  const stood = size + sum(counted.slice(0, -1)).entries;
  // The few entries that may always go take their own texts along.
  const text = line.characters * (1 + Math.min(all.entries, line.entries));
  return all.entries > Math.max(line.entries, line.share * stood) || all.characters > text ? { ...all, moment: first.moment } : undefined;
}

/** Whether `removals`, the last of which is about to be made, cross a line. */
export function crossing(removals: readonly Removed[], size: number, now: Millis): Crossing | undefined {
  for (const line of LINES) {
    const crossed = crosses(line, removals, size, now);
    if (crossed) return crossed;
  }
  return undefined;
}

/**
 * Facilitators and organizers are not held. Whoever runs the event cleans up boards, and somebody must be left who can lift
 * a hold; against a stolen link there are a new link and the moment kept before the damage.
 */
export const isBraked = (role: Role): boolean => !mayFacilitate(role);

/** What everybody on one board removed of late. */
export class Brake {
  readonly #removed = new Map<PersonId, readonly Removed[]>();

  /** Weighs one update before it is applied. What crosses a line is not counted: the room does not apply it. */
  weigh(person: PersonId, removed: Removed, size: number): Crossing | undefined {
    if (removed.entries === 0 && removed.characters === 0) return undefined;
    const past = (this.#removed.get(person) ?? []).filter(({ at }) => removed.at - at < LONGEST);
    const removals = [...past, removed];
    const crossed = crossing(removals, size, removed.at);
    if (crossed) this.#removed.delete(person);
    else this.#removed.set(person, removals);
    return crossed;
  }
}
