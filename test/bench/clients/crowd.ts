// The crowd: a process of light clients. They come, count what they hear, say where they are, and leave.

import type { Door } from '../adapters/adapter.ts';
import { CARD, CARD_DIGITS, cardAt } from '../content.ts';
import { delays, type Delays } from '../numbers.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { answering } from './answering.ts';
import { micros } from './clock.ts';
import { LightClient } from './light-client.ts';
import type { Message } from './raw-socket.ts';

type Counts = { frames: number; bytes: number; here: number };

const counts = { frames: 0, bytes: 0 };
const clients: LightClient[] = [];
/** Client numbers of the crowd; above those of writers. */
const FIRST_CLIENT = 1_000_000;
let presenceDelays: number[] = [];

const read = (_bytes: Buffer, length: number): void => void (counts.bytes += length);
const count = (): void => void counts.frames++;

/** Finds the moments in a frame of everybody's presence. */
function readCards({ bytes, start, kept }: Message): void {
  const now = micros();
  const end = start + kept;
  for (let at = bytes.indexOf(CARD, start); at >= 0 && at < end; at = bytes.indexOf(CARD, at)) {
    at += CARD.length;
    presenceDelays.push(now - Number.parseInt(bytes.toString('latin1', at, at + CARD_DIGITS), 36));
  }
}

function come(door: Door, have: Uint8Array | undefined, sampled: boolean): LightClient {
  const heard = sampled
    ? (said: string, message: Message) => {
        count();
        if (said === 'presence') readCards(message);
      }
    : count;
  const client = new LightClient(door, { heard, read, ...(have ? { have } : {}) });
  clients.push(client);
  return client;
}

const parts = {
  /**
   * Lets clients in, so many at once, and waits until all have their answer.
   * @returns how long it took each from the beginning.
   */
  async come({
    doors,
    atOnce,
    have,
    samples = 0,
  }: {
    doors: Door[];
    atOnce: number;
    have?: Uint8Array;
    samples?: number;
  }): Promise<Delays> {
    const begun = micros();
    const moments: number[] = [];
    const every = samples > 0 ? Math.ceil(doors.length / samples) : Number.POSITIVE_INFINITY;
    for (let from = 0; from < doors.length; from += atOnce) {
      const batch = doors.slice(from, from + atOnce).map((door, index) => come(door, have, (from + index) % every === 0));
      moments.push(...(await Promise.all(batch.map(({ synced }) => synced))));
    }
    return delays(moments.map((moment) => moment - begun));
  },

  counts: (): Counts => ({ ...counts, here: clients.filter(({ closed }) => !closed).length }),

  /** Everybody says where they are so many times a second, evenly spread. @returns how often it was said. */
  async tell({ perSecond, ms }: { perSecond: number; ms: number }): Promise<number> {
    presenceDelays = [];
    const begun = micros();
    const total = Math.floor((clients.length * perSecond * ms) / 1_000);
    let said = 0;
    while (said < total) {
      const due = Math.min(total, Math.floor(((micros() - begun) / 1_000_000) * clients.length * perSecond) + 1);
      for (; said < due; said++) {
        const index = said % clients.length;
        const client = clients[index];
        client?.presence(FIRST_CLIENT + index, { person: client.person, card: cardAt(micros()) });
      }
      await wait(1);
    }
    return said;
  },

  told: (): Delays => delays(presenceDelays),

  leave(): void {
    for (const client of clients.splice(0)) client.close();
  },
};

export type Crowd = typeof parts;
answering(parts);
