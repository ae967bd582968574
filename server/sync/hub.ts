// Everybody connected to one board: each committed batch goes to all of them as one parcel, encoded once. Presence is
// presence.ts, what newcomers get is copies.ts, and what a single connection says is session.ts.

import type { Millis } from '../../shared/ids.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { Batch } from '../board/commit.ts';
import type { Offer } from '../board/reception.ts';
import type { Room } from '../board/room.ts';
import type { Clock } from '../clock.ts';
import { Copies } from './copies.ts';
import { epochFrame, presenceFrame, stateVectorFrame, updateFrame } from './messages.ts';
import { Parcel, type Frame } from './parcels.ts';
import { Presence, type PresencePeer } from './presence.ts';

/** y-websocket hangs up after 30 s without a message. */
const KEEP_ALIVE = 20_000;
const QUIET_WORD = new Parcel([presenceFrame([])]);

export interface HubPeer extends PresencePeer {
  /** A batch is on disk; the peer may be waiting for it, or just be told. */
  committed(parcel: Parcel): void;
  end(refusal: Refusal): void;
}

export class Hub {
  readonly room: Room;
  readonly copies: Copies;
  readonly presence: Presence;
  readonly #clock: Clock;
  readonly #peers = new Set<HubPeer>();
  readonly #unlisten: () => void;
  readonly #epoch: Frame;
  /** Changes that wait to be taken together. */
  #offers: Offer[] = [];
  #greeting: { readonly version: number; readonly parcel: Parcel } | undefined;
  #stopKeepAlive: (() => void) | undefined;

  constructor(room: Room, clock: Clock) {
    this.room = room;
    this.#clock = clock;
    this.copies = new Copies(room);
    this.presence = new Presence(clock, this.#peers);
    this.#epoch = epochFrame(room.epoch);
    this.#unlisten = room.listen({
      gather: () => this.#handOver(),
      committed: (batch) => this.#broadcast(batch),
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
    this.#handOver();
    this.#stopKeepAlive?.();
    this.#unlisten();
  }

  /** The first word to a client: what the board has. Those who understand it learn the board's epoch before. */
  greeting(tellsEpoch: boolean): Parcel {
    const { version } = this.room;
    if (this.#greeting?.version !== version) {
      this.#greeting = { version, parcel: new Parcel([stateVectorFrame(this.room.stateVector)]) };
    }
    const { parcel } = this.#greeting;
    return tellsEpoch ? new Parcel([this.#epoch, ...parcel.frames]) : parcel;
  }

  /** Takes a change, at once while the board is quiet. Who sent it may leave meanwhile. */
  offer(change: Offer): void {
    this.#offers.push(change);
    if (this.#offers.length === 1) this.room.expectMore();
  }

  #handOver(): void {
    if (this.#offers.length === 0) return;
    const offers = this.#offers;
    this.#offers = [];
    this.room.receiveAll(offers);
  }

  #broadcast({ number, updates }: Batch): void {
    if (this.#peers.size === 0) return this.copies.forget();
    const frames = updates.map(updateFrame);
    this.copies.add(number, frames);
    const parcel = new Parcel(frames);
    for (const peer of this.#peers) peer.committed(parcel);
    this.copies.trim();
  }

  #interrupt(refusal: Refusal): void {
    for (const peer of [...this.#peers]) peer.end(refusal);
  }

  #keepAlive(): void {
    this.#stopKeepAlive = this.#clock.alarm((this.#clock.now() + KEEP_ALIVE) as Millis, () => {
      for (const peer of this.#peers) peer.sendPresence(QUIET_WORD);
      this.copies.forgetUnused();
      this.#keepAlive();
    });
  }
}
