// Whether copies of a board are the same board: by what Yjs knows of them, and by what people would read.

import * as Y from 'yjs';
import { viewLists, type LiveLists } from '../../shared/board/live-lists.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import type { Replica } from './replica.ts';

/** A board as GET /api/boards/:board gives it. */
export type BoardJson = Omit<BoardView, 'people' | 'claims'> &
  LiveLists & { readonly people: readonly unknown[]; readonly claims: readonly unknown[] };

export function jsonOf(doc: Y.Doc): BoardJson {
  const view = viewBoard(doc);
  return { ...view, ...viewLists(doc), people: [...view.people.values()], claims: [...view.claims.values()].flat() };
}

/** The same text for the same content: keys sorted, and lists whose order means nothing. */
export function canonical({ people, claims, asks, ...rest }: BoardJson): string {
  const unordered = (list: readonly unknown[]) => list.map((entry) => sorted(entry)).sort();
  return sorted({ ...rest, people: unordered(people), claims: unordered(claims), asks: unordered(asks) });
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** State vector and deletions alike: nothing is missing on either side. */
export const sameState = (a: Y.Doc, b: Y.Doc): boolean => Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b));

/** Waits until the replica is where `newest` is. */
export const catchUp = (replica: Replica, newest: Y.Doc): Promise<void> =>
  replica.sees('the newest state', (doc) => sameState(doc, newest));

/** What is wrong, a line each; none when all agree. */
export function disagreements(server: BoardJson, replicas: readonly Pick<Replica, 'name' | 'doc'>[]): string[] {
  const truth = canonical(server);
  return replicas
    .filter((replica) => canonical(jsonOf(replica.doc)) !== truth)
    .map((replica) => `${replica.name} shows another board than the server`);
}
