// What screens of a run room need of `live` beyond seats and the sprint: help, announcements, demos and so on, as plain data.
// Apart from view.ts, because the board shows itself before it needs any of this. Reads only.

import type * as Y from 'yjs';
import { readClockBefore, readLiveList, readSpotlight, type LiveEntry } from './board.ts';
import { LIVE_KEYS, LIVE_LISTS, type ClockBefore, type LiveList, type Spotlight } from './schema.ts';
import type { Dirty } from './view.ts';

/** Demos stand by turn, everything else oldest first. */
export type LiveLists = { readonly [L in LiveList]: readonly LiveEntry<L>[] } & {
  readonly spotlight: Spotlight;
  /** What `undo-clock` would bring back. */
  readonly clockBefore: ClockBefore;
};

/** Reads all lists, or refreshes `previous` where `dirty` says so. */
export function viewLists(doc: Y.Doc, previous?: LiveLists, dirty?: Dirty): LiveLists {
  const live = dirty?.get('live');
  const kept = (key: string): LiveLists | undefined => (dirty && !live?.has(key) ? previous : undefined);
  const names = Object.keys(LIVE_LISTS) as LiveList[];
  const lists = names.map((name) => [name, kept(name)?.[name] ?? readLiveList(doc, name).sort(byTurnOrTime)]);
  return {
    ...(Object.fromEntries(lists) as { readonly [L in LiveList]: readonly LiveEntry<L>[] }),
    spotlight: kept(LIVE_KEYS.spotlight)?.spotlight ?? readSpotlight(doc),
    clockBefore: kept(LIVE_KEYS.clockBefore)?.clockBefore ?? readClockBefore(doc),
  };
}

function byTurnOrTime(a: LiveEntry<LiveList>, b: LiveEntry<LiveList>): number {
  const place = (entry: LiveEntry<LiveList>): number => ('order' in entry ? entry.order : 'at' in entry ? entry.at : 0);
  return place(a) - place(b) || (a.id < b.id ? -1 : 1);
}
