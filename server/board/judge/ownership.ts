// Whose word an update is: every client id in it must be the author's, or new. An id without an owner that the document
// knows is the server's. What the author may write with their ids is policy.ts.

import type * as Y from 'yjs';
import type { PersonId } from '../../../shared/ids.ts';
import type { Owners } from '../../storage/update-log.ts';
import { refused } from './problem.ts';
import type { Block } from './scan.ts';

/** New client ids in one update: each is a page that was opened, and wrote, before this one could reach the server. */
export const MOST_NEW_IDS = 8;
/** Client ids of one person on one board, ever. */
export const MOST_IDS = 1_000;

/** Who is behind the client ids of one board. */
export type Registry = { readonly doc: Y.Doc; readonly owners: Owners };

/** `undefined` is the server. Call it for ids that the document knows. */
export const ownerOf = ({ owners }: Registry, client: number): PersonId | undefined => owners.get(client);

const isServers = ({ doc, owners }: Registry, client: number): boolean =>
  client === doc.clientID || (!owners.has(client) && doc.store.clients.has(client));

/** @returns the ids that become the author's. */
export function claimedIds(blocks: readonly Block[], author: PersonId, registry: Registry): readonly number[] {
  let claimed: number[] | undefined;
  for (const { client } of blocks) {
    const owner = registry.owners.get(client);
    if (owner === author) continue;
    if (owner !== undefined || isServers(registry, client)) refused('it was written in the name of somebody else');
    claimed ??= [];
    claimed.push(client);
  }
  if (!claimed) return [];
  if (claimed.length > MOST_NEW_IDS) refused('it comes from too many devices at once');
  let known = 0;
  for (const owner of registry.owners.values()) if (owner === author) known++;
  if (known + claimed.length > MOST_IDS) refused('this person has written from too many devices');
  return claimed;
}

/**
 * After a backup was put back, a device brings what others and the server wrote since. Whose it was cannot be told, so what
 * nobody is known for becomes the word of whoever brings it.
 */
export function broughtIds(blocks: readonly Block[], registry: Registry): readonly number[] {
  const brought: number[] = [];
  for (const { client } of blocks) {
    if (client === registry.doc.clientID) refused('it was written in the name of the server');
    if (!registry.owners.has(client) && !registry.doc.store.clients.has(client)) brought.push(client);
  }
  return brought;
}
