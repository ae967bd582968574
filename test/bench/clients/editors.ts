// The editors: a process of those who write, and of those with a document who take the time until they see it.

import * as Y from 'yjs';
import type { Door } from '../adapters/adapter.ts';
import { BOARD, Desk, FILLER, hasAll, isWhole, watchEdits, type Author, type Clocks } from '../content.ts';
import { delays, type Delays } from '../numbers.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { answering } from './answering.ts';
import { micros } from './clock.ts';
import { FullClient } from './full-client.ts';
import { LightClient } from './light-client.ts';
import { NOTHING_NEW } from './wires.ts';

/** A long silence ends a run; a slow server is only late. */
const PATIENCE = 30_000;
const MOST_AT_ONCE = 64;

type Writer = { readonly client: LightClient; readonly desk: Desk; readonly author: Author; readonly room: Map<number, number> };
type Probe = { readonly client: FullClient; readonly room: Map<number, number> };
/** Somebody wrote, and everything up to this clock is in the document of whoever saw it. */
export type Written = { readonly client: number; readonly clock: number };

let firstClient = 10_000;
/** They stay until told: some servers forget a board when nobody is on it. */
const fillers: LightClient[] = [];
const writers: Writer[] = [];
const probes: Probe[] = [];
let next = 0;
let recording = false;
let seen: number[] = [];
let written: Written[] = [];
/** How far each writer of a room got. */
const rooms = new Map<string, Map<number, number>>();

const deaf = { heard: () => {} };

function roomOf(name: string): Map<number, number> {
  const room = rooms.get(name) ?? new Map<number, number>();
  rooms.set(name, room);
  return room;
}

const firstProbe = (): FullClient => {
  const [first] = probes;
  if (!first) throw new Error('nobody watches');
  return first.client;
};

/** So many writers share a desk. */
const AT_A_DESK = 8;

/** Lets the writers of one room in. */
async function seatWriters(doors: readonly Door[]): Promise<void> {
  const room = roomOf(doors[0]?.room ?? '');
  const desks = Array.from({ length: Math.ceil(doors.length / AT_A_DESK) }, () => new Desk(firstClient++));
  const seated = doors.map((door, place) => {
    const author = { client: firstClient++, place, of: doors.length };
    return { client: new LightClient(door, deaf), desk: desks[Math.floor(place / AT_A_DESK)] as Desk, author, room };
  });
  await Promise.all(seated.map(({ client }) => client.synced));
  writers.push(...seated);
}

function write(): void {
  const writer = writers[next++ % writers.length];
  if (!writer) return;
  const { client, update, clock } = writer.desk.write(writer.author);
  writer.client.update(update);
  writer.room.set(client, clock);
  if (recording) written.push({ client, clock });
}

async function waitUntil(what: string, met: () => boolean, patience = PATIENCE): Promise<void> {
  const end = micros() + patience * 1_000;
  while (!met()) {
    if (micros() > end) throw new Error(`it is still not so that ${what}`);
    await wait(2);
  }
}

async function eachFew<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) await Promise.all(all.slice(from, from + atOnce).map(work));
}

const stateOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

/** A board comes as what a client brings with it that the server lacks. */
async function fill([by, seenBy]: readonly Door[]): Promise<void> {
  if (!by || !seenBy) throw new Error('a board is filled by one and seen by another');
  const filler = new LightClient(by, { ...deaf, missing: (asked) => (isEmpty(asked()) ? BOARD : NOTHING_NEW) });
  await filler.synced;
  const reader = await new FullClient(seenBy).sees('the reader has the whole board', isWhole);
  fillers.push(filler);
  reader.close();
}

/** Whether a server's state vector lacks the board. */
const isEmpty = (stateVector: Uint8Array): boolean => !Y.decodeStateVector(stateVector).has(FILLER);

const parts = {
  /** Fills rooms; each comes with two doors. */
  fill: ({ rooms }: { rooms: Door[][] }): Promise<void> => eachFew(rooms, 4, fill),

  fillersLeave(): void {
    for (const filler of fillers.splice(0)) filler.close();
  },

  /** Writers of each room. */
  seat: ({ rooms }: { rooms: Door[][] }): Promise<void> => eachFew(rooms, 4, seatWriters),

  /** Lets in those who take the time. */
  async watch({ doors }: { doors: Door[] }): Promise<void> {
    await eachFew(doors, 4, async (door) => {
      const probe = await new FullClient(door).sees('a probe has the whole board', isWhole);
      watchEdits(probe.doc, (made) => {
        if (recording) seen.push(micros() - made);
      });
      probes.push({ client: probe, room: roomOf(door.room) });
    });
  },

  /** So many edits a second by all writers in turn. @returns how many, and how many milliseconds it took. */
  async edit({
    perSecond,
    ms,
    atMost = ms * 1.5,
  }: {
    perSecond: number;
    ms: number;
    atMost?: number;
  }): Promise<{ edits: number; took: number }> {
    const begun = micros();
    const total = Math.round((perSecond * ms) / 1_000);
    const elapsed = () => (micros() - begun) / 1_000;
    let edits = 0;
    while (edits < total && elapsed() < atMost) {
      const due = Math.min(total, Math.floor((elapsed() * perSecond) / 1_000) + 1, edits + MOST_AT_ONCE);
      for (; edits < due; edits++) write();
      await wait(1);
    }
    return { edits, took: elapsed() };
  },

  /** Writes so many edits, never more than `ahead` before what the first probe has seen. */
  async push({ edits, perSecond, ahead }: { edits: number; perSecond: number; ahead: number }): Promise<{ took: number; clocks: Clocks }> {
    const probe = firstProbe();
    const begun = micros();
    const marks: Written[] = [];
    recording = true;
    for (let done = 0; done < edits; done++) {
      write();
      marks.push(written.pop() as Written);
      if (done % 50 < 49) continue;
      const mark = marks[done - ahead];
      if (mark) await waitUntil(`edit ${done} came through`, () => Y.getState(probe.doc.store, mark.client) >= mark.clock);
      const early = begun / 1_000 + (done * 1_000) / perSecond - micros() / 1_000;
      if (early > 0) await wait(early);
    }
    recording = false;
    await parts.settled();
    return { took: (micros() - begun) / 1_000, clocks: probes[0]?.room ?? new Map() };
  },

  record(): void {
    recording = true;
    seen = [];
    written = [];
  },

  /** What the probes saw since `record`, each edit at each of them. */
  result: (): Delays & { probes: number } => ({ ...delays(seen), probes: probes.length }),

  /** Waits until every probe has every edit of its room. */
  async settled(): Promise<void> {
    await waitUntil('every probe has every edit', () => probes.every(({ client, room }) => hasAll(client.doc, room)));
  },

  written: (): Written[] => written,

  /** What the first probe has. */
  state: (): Map<number, number> => stateOf(firstProbe().doc),
  stateVector: (): Uint8Array => Y.encodeStateVector(firstProbe().doc),

  /** Somebody new opens a board: milliseconds until the first answer, and until all of `clocks` is there. */
  async open({ door, clocks }: { door: Door; clocks: Clocks }): Promise<{ answered: number; complete: number }> {
    const client = new FullClient(door);
    await client.sees('somebody new has the whole history', (doc) => hasAll(doc, clocks));
    const complete = micros() - client.begun;
    // One that loads late may send it all as updates and never answer.
    const answered = client.answeredAt > 0 ? client.answeredAt - client.begun : Number.NaN;
    client.close();
    return { answered: answered / 1_000, complete: complete / 1_000 };
  },

  /** Somebody new opens a board and stays until it is whole and nothing more comes for `quiet` ms. @returns what is there then. */
  async look({ door, quiet }: { door: Door; quiet: number }): Promise<Map<number, number>> {
    const client = new FullClient(door);
    // A server may answer with an empty board and load later; one that lost the board never gets there.
    await waitUntil('the board is back', () => isWhole(client.doc)).catch(() => undefined);
    for (let before = -1, now = 0; before !== now;) {
      before = now;
      await wait(quiet);
      now = [...stateOf(client.doc).values()].reduce((sum, clock) => sum + clock, 0);
    }
    const state = stateOf(client.doc);
    client.close();
    return state;
  },

  /** Runs the client's own code hot, so that a cold client is not what is measured. */
  warm(): void {
    for (let round = 0; round < 12; round++) {
      const desk = new Desk(round);
      const author = { client: 1, place: 0, of: 1 };
      const doc = new Y.Doc();
      watchEdits(doc, () => {});
      Y.applyUpdate(doc, BOARD);
      for (let edit = 0; edit < 300; edit++) Y.applyUpdate(doc, desk.write(author).update);
    }
  },

  leave(): void {
    recording = false;
    parts.fillersLeave();
    for (const { client } of writers.splice(0)) client.close();
    for (const { client } of probes.splice(0)) client.close();
    rooms.clear();
  },
};

export type Editors = typeof parts;
answering(parts);
