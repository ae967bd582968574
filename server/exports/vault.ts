// Tokens of trackers: in memory as long as an export needs them, and in the catalogue only when the organizer asked for it, then
// sealed with a key that is not in the catalogue. Nothing here ever shows a token to anybody but a tracker.

import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { BoardId, DestinationId, Millis } from '../../shared/ids.ts';
import type { Catalogue } from '../storage/catalogue.ts';

type VaultDeps = {
  readonly catalogue: Catalogue;
  readonly instanceKey: string;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly clock: { now(): Millis };
};

const IV = 12;
const TAG = 16;

export class Vault {
  readonly #deps: VaultDeps;
  readonly #key: Uint8Array;
  readonly #inMemory = new Map<DestinationId, string>();

  constructor(deps: VaultDeps) {
    this.#deps = deps;
    this.#key = new Uint8Array(hkdfSync('sha256', deps.instanceKey, '', 'tracker tokens', 32));
  }

  /** Holds a token in memory. */
  hold(destination: DestinationId, token: string): void {
    this.#inMemory.set(destination, token);
  }

  /** Forgets what is in memory; what the organizer asked to keep stays. */
  release(destination: DestinationId): void {
    this.#inMemory.delete(destination);
  }

  tokenOf(board: BoardId, destination: DestinationId): string | undefined {
    return this.#inMemory.get(destination) ?? this.#kept(board, destination);
  }

  /** Destinations of a board whose token is kept over restarts. */
  keptFor(board: BoardId): DestinationId[] {
    return this.#records.filter((record) => record.board === board).map(({ destination }) => destination);
  }

  /** Boards with any token that is kept. */
  get boards(): readonly BoardId[] {
    return [...new Set(this.#records.map(({ board }) => board))];
  }

  async keep(board: BoardId, destination: DestinationId, token: string): Promise<void> {
    const sealed = this.#seal(token, nameOf(board, destination));
    await this.#deps.catalogue.change((data) => {
      data.trackerTokens = data.trackerTokens.filter((record) => record.destination !== destination);
      data.trackerTokens.push({ board, destination, sealed, at: this.#deps.clock.now() });
    });
  }

  async forget(destination: DestinationId): Promise<void> {
    this.release(destination);
    if (!this.#records.some((record) => record.destination === destination)) return;
    await this.#deps.catalogue.change((data) => {
      data.trackerTokens = data.trackerTokens.filter((record) => record.destination !== destination);
    });
  }

  get #records() {
    return this.#deps.catalogue.data.trackerTokens;
  }

  /** Another key than it was sealed with, as after moving the catalogue alone, opens nothing: the token is asked for again. */
  #kept(board: BoardId, destination: DestinationId): string | undefined {
    const record = this.#records.find((one) => one.board === board && one.destination === destination);
    if (!record) return undefined;
    try {
      return this.#unseal(record.sealed, nameOf(board, destination));
    } catch {
      return undefined;
    }
  }

  #seal(token: string, name: string): string {
    const iv = this.#deps.randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv, { authTagLength: TAG }).setAAD(Buffer.from(name));
    return Buffer.concat([iv, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  #unseal(sealed: string, name: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, IV), { authTagLength: TAG }).setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(-TAG));
    return Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()]).toString('utf8');
  }
}

/** A sealed token opens for the place it was sealed for only. */
const nameOf = (board: BoardId, destination: DestinationId): string => `${board} ${destination}`;
