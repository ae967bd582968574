// The store of a simulated board: slow, full for a while, or cut short by a crash, as the seed says; and a witness document of
// all that it has accepted so far.

import * as Y from 'yjs';
import type { BoardId } from '../../../shared/ids.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import type { UpdateLog } from '../../../server/storage/update-log.ts';
import type { Random } from '../../fuzz/somebody.ts';
import { boardText } from '../../support/peer.ts';
import type { FakeClock } from '../../support/clock.ts';
import type { Count } from './fault.ts';

const SLOWEST = 30;
const FULL = new Error('ENOSPC: no space left on device');
const NEVER = new Promise<Error | undefined>(() => undefined);

type Waiting = { readonly process: number; readonly go: () => void };

export class Store {
  /** What is in the log. */
  readonly witness = new Y.Doc();
  isFull = false;
  readonly #board: BoardId;
  readonly #clock: FakeClock;
  readonly #random: Random;
  readonly #count: Count;
  readonly #log: UpdateLog;
  readonly #waiting = new Set<Waiting>();
  /** The process whose calls arrive. */
  #process = 0;
  #isNews = false;

  constructor(board: BoardId, clock: FakeClock, random: Random, count: Count) {
    this.#board = board;
    this.#clock = clock;
    this.#random = random;
    this.#count = count;
    this.witness.on('update', () => (this.#isNews = true));
    const log = memoryLog();
    this.#log = {
      ...withFaults(log, () => undefined),
      append: async (id, updates, owners) => {
        await log.append(id, updates, owners);
        for (const update of updates) Y.applyUpdate(this.witness, update);
      },
    };
  }

  begin(update: Uint8Array): Promise<void> {
    return this.#log.append(this.#board, [update]);
  }

  /** The log as a new process gets it; from now on no other is heard. */
  open(): UpdateLog {
    const process = ++this.#process;
    return withFaults(this.#log, (call) => {
      if (process !== this.#process) return NEVER;
      if (call === 'append' && this.#random.chance(0.4)) return this.#later(process);
      return this.#answer(call);
    });
  }

  #answer(call: string): Error | undefined {
    if (!this.isFull || call === 'read') return undefined;
    this.#count('store failures');
    return FULL;
  }

  #later(process: number): Promise<Error | undefined> {
    return new Promise((settle) => {
      const waiting = {
        process,
        go: () => {
          if (this.#waiting.delete(waiting)) settle(this.#answer('append'));
        },
      };
      this.#waiting.add(waiting);
      const at = this.#clock.now() + 1 + this.#random.below(SLOWEST);
      this.#clock.alarm(at as ReturnType<FakeClock['now']>, () => {
        if (process === this.#process) waiting.go();
      });
    });
  }

  /** The process is gone; what it was storing is stored or not. */
  crash(): void {
    this.#process++;
    for (const waiting of [...this.#waiting]) {
      this.#count('appends cut short');
      if (this.#random.chance(0.5)) waiting.go();
      this.#waiting.delete(waiting);
    }
  }

  /** Whether all that an update says is in the log. */
  holds(update: Uint8Array): boolean {
    this.#isNews = false;
    Y.applyUpdate(this.witness, update);
    return !this.#isNews && this.witness.store.pendingStructs === null && this.witness.store.pendingDs === null;
  }

  /** What is wrong with what a reader of the log gets, if anything. */
  async fault(): Promise<string | undefined> {
    const { snapshot, updates } = await this.#log.read(this.#board);
    const doc = new Y.Doc();
    for (const update of snapshot ? [snapshot, ...updates] : updates) Y.applyUpdate(doc, update);
    const same = boardText(doc) === boardText(this.witness) && stateText(doc) === stateText(this.witness);
    doc.destroy();
    return same ? undefined : 'the log is not what was appended to it';
  }
}

/** A state vector as text, the same for those that are the same. */
export function stateText(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  return clocks.map(([client, clock]) => `${client}:${clock}`).join(' ');
}
