// The storm: a process of those who attack, each under a token of their own and back again as soon as they are cut, and of
// those who ask for the board and never read it. What each attack is refused for is proven in test/server; here they weigh.

import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import type { Door } from '../adapters/adapter.ts';
import { draft, map, say, text, type DraftStruct } from '../../fuzz/draft.ts';
import { MESSAGE, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { seeded, seededMint } from '../../support/seed.ts';
import { answering } from './answering.ts';

/** An honest client would wait longer before it comes back. */
const BACK_AFTER = 250;
/** Between two messages of one attacker: more than one token may say. */
const EVERY = 15;
const FIRST_CLIENT = 3_000_000_000;

const mint = seededMint(13);
const random = seeded(13);
const counts = { attacks: 0, cuts: 0 };
const leaving: (() => void)[] = [];

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

function message(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}
const update = (bytes: Uint8Array): Uint8Array => message(MESSAGE.sync, SYNC_STEP.update, bytes);
const HELLO = [
  message(MESSAGE.sync, SYNC_STEP.stateVector, Uint8Array.of(0)),
  message(MESSAGE.sync, SYNC_STEP.missing, Uint8Array.of(0, 0)),
];

/** A card whose notes are so many characters, each of which merging has to walk by. */
function crowdedNotes(client: number, characters: number): Uint8Array {
  const notes = { client, clock: 1 };
  const structs: DraftStruct[] = [
    { parent: 'tasks', key: mint('task'), content: map },
    { parent: { client, clock: 0 }, key: 'notes', content: text },
    ...many(characters, (): DraftStruct => ({ parent: notes, content: say('x') })),
  ];
  return draft([{ client, clock: 0, structs }]);
}

const nested = (client: number): Uint8Array =>
  draft([
    {
      client,
      clock: 0,
      structs: many(4_900, (at): DraftStruct => ({
        parent: at === 0 ? 'tasks' : { client, clock: at - 1 },
        key: mint('task'),
        content: map,
      })),
    },
  ]);

const noise = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256));

function question(entries: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries);
  for (let at = 0; at < entries; at++) {
    encoding.writeVarUint(encoder, FIRST_CLIENT + at);
    encoding.writeVarUint(encoder, 1);
  }
  return message(MESSAGE.sync, SYNC_STEP.stateVector, encoding.toUint8Array(encoder));
}

const NOISE = update(noise(200_000));
const QUESTION = question(19_000);
const GHOSTS = message(MESSAGE.awareness, noise(1_800));
const LONG = update(draft([{ client: 7, clock: 0, structs: [{ parent: 'tasks', content: say('x'.repeat(250_000)) }] }]));

/** What one attacker says on one connection, under ids nobody had before. */
function* attacks(client: number): Generator<Uint8Array> {
  yield update(crowdedNotes(client, 150));
  yield QUESTION;
  for (let at = 0; at < 60; at++) yield GHOSTS;
  const worst = [
    () => update(crowdedNotes(client + 1, 2_400)),
    () => update(nested(client + 1)),
    () => NOISE,
    () => LONG,
    () => message(MESSAGE.sync, SYNC_STEP.update, NOISE.subarray(0, 100_000)),
  ];
  yield (worst[Math.floor(random() * worst.length)] as () => Uint8Array)();
}

function connect({ url, protocols, origin }: Door, opened: (socket: WebSocket) => void, closed: () => void): void {
  const socket = new WebSocket(url, [...protocols], { origin, perMessageDeflate: false });
  socket.on('open', () => opened(socket));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    counts.cuts++;
    closed();
  });
  leaving.push(() => socket.terminate());
}

let over = false;
let next = FIRST_CLIENT;
const again = (come: () => void): void => {
  if (!over) setTimeout(come, BACK_AFTER);
};

function attack(door: Door): void {
  const come = () => {
    const mine = attacks((next += 2));
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = (socket: WebSocket) => {
      for (const hello of HELLO) socket.send(hello);
      timer = setInterval(() => {
        const { value } = mine.next();
        if (!value) return clearInterval(timer);
        counts.attacks++;
        socket.send(value);
      }, EVERY);
    };
    connect(door, begin, () => {
      clearInterval(timer);
      again(come);
    });
  };
  come();
}

/** Asks for the board, again and again, and takes none of it. */
function neverRead(door: Door): void {
  const come = () => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = (socket: WebSocket) => {
      socket.pause();
      for (const hello of HELLO) socket.send(hello);
      timer = setInterval(() => socket.send(HELLO[0] as Uint8Array), 1_000);
    };
    connect(door, begin, () => {
      clearInterval(timer);
      again(come);
    });
  };
  come();
}

const parts = {
  come({ hostile, deaf }: { hostile: Door[]; deaf: Door[] }): void {
    over = false;
    for (const door of hostile) attack(door);
    for (const door of deaf) neverRead(door);
  },

  counts: (): typeof counts => ({ ...counts }),

  leave(): void {
    over = true;
    for (const leave of leaving.splice(0)) leave();
  },
};

export type Storm = typeof parts;
answering(parts);
