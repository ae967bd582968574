// Everybody connected to one board: one frame per committed batch to all, presence gathered and sent as one frame a tick.
// Knows rooms and frames; what a single connection says is session.ts.

import * as Y from 'yjs';
import type { Millis } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Room } from '../board/room.ts';
import type { Clock } from '../clock.ts';
import { presenceFrame, updateFrame, type PresenceEntry } from './frames.ts';

/** How often presence goes out, in milliseconds. */
const PRESENCE_TICK = 60;
/** y-websocket hangs up after 30 s without a message. */
const KEEP_ALIVE = 20_000;

export interface HubPeer {
  /** Who sits behind it; '' is nobody in particular. */
  readonly person: string;
  send(frame: Uint8Array): void;
  /** May be dropped when the peer is slow. */
  sendPresence(frame: Uint8Array): void;
  end(refusal: Refusal): void;
}

export class Hub {
  readonly #room: Room;
  readonly #clock: Clock;
  readonly #peers = new Set<HubPeer>();
  readonly #presence = new Map<number, PresenceEntry>();
  /** Whose word an entry is. */
  readonly #owners = new Map<number, HubPeer>();
  readonly #fresh = new Set<number>();
  readonly #unlisten: () => void;
  #ticking = false;
  #stopKeepAlive: (() => void) | undefined;

  constructor(room: Room, clock: Clock) {
    this.#room = room;
    this.#clock = clock;
    this.#unlisten = room.listen({
      committed: (updates) => this.#broadcast(updates),
      interrupted: (refusal) => this.#interrupt(refusal),
    });
    this.#keepAlive();
  }

  get size(): number {
    return this.#peers.size;
  }

  add(peer: HubPeer): void {
    this.#peers.add(peer);
  }

  remove(peer: HubPeer): void {
    this.#peers.delete(peer);
  }

  close(): void {
    this.#stopKeepAlive?.();
    this.#unlisten();
  }

  #broadcast(updates: readonly Uint8Array[]): void {
    const [only] = updates;
    if (!only || this.#peers.size === 0) return;
    const frame = updateFrame(updates.length === 1 ? only : Y.mergeUpdates([...updates]));
    for (const peer of this.#peers) peer.send(frame);
  }

  #interrupt(refusal: Refusal): void {
    for (const peer of [...this.#peers]) peer.end(refusal);
  }

  // -- presence ---------------------------------------------------------------------------------------------------------

  /** Everybody's newest word, for somebody who just came. */
  presence(): Uint8Array | undefined {
    return this.#presence.size > 0 ? presenceFrame([...this.#presence.values()]) : undefined;
  }

  /** Takes a peer's word about itself; false when the entry is another person's. The same person may come back on a new connection. */
  tell(entry: PresenceEntry, peer: HubPeer): boolean {
    const owner = this.#owners.get(entry.client);
    if (owner && owner.person !== peer.person) return false;
    this.#owners.set(entry.client, peer);
    const known = this.#presence.get(entry.client);
    if (known && known.clock > entry.clock) return true;
    this.#presence.set(entry.client, entry);
    this.#soon(entry.client);
    return true;
  }

  /** Somebody left: the next tick says so, and they are forgotten. */
  forget(client: number, peer: HubPeer): void {
    const known = this.#presence.get(client);
    if (!known || this.#owners.get(client) !== peer) return;
    this.#owners.delete(client);
    // The same clock takes an entry away; a higher one would make others deaf to the client when it comes back.
    this.#presence.set(client, { client, clock: known.clock, state: 'null' });
    this.#soon(client);
  }

  #soon(client: number): void {
    this.#fresh.add(client);
    if (this.#ticking) return;
    this.#ticking = true;
    this.#clock.alarm((this.#clock.now() + PRESENCE_TICK) as Millis, () => this.#tick());
  }

  #tick(): void {
    this.#ticking = false;
    const entries = [...this.#fresh].map((client) => this.#presence.get(client)).filter((entry) => entry !== undefined);
    this.#fresh.clear();
    for (const entry of entries) if (entry.state === 'null') this.#presence.delete(entry.client);
    const frame = presenceFrame(entries);
    for (const peer of this.#peers) peer.sendPresence(frame);
  }

  #keepAlive(): void {
    this.#stopKeepAlive = this.#clock.alarm((this.#clock.now() + KEEP_ALIVE) as Millis, () => {
      const frame = presenceFrame([]);
      for (const peer of this.#peers) peer.sendPresence(frame);
      this.#keepAlive();
    });
  }

  get room(): Room {
    return this.#room;
  }
}
