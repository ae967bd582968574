// A board as a room without sockets: a store with a gate in front, a clock that stands still, two people and a task.

import { expect } from 'vitest';
import * as Y from 'yjs';
import { addTask } from '../../../shared/board/board.ts';
import type { Person } from '../../../shared/board/schema.ts';
import { viewBoard, type BoardView } from '../../../shared/board/view.ts';
import type { BoardId, PersonId } from '../../../shared/ids.ts';
import type { Command, CommandCall } from '../../../shared/live/commands.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import type { Author } from '../../../server/board/judge/judge.ts';
import type { Room, RoomDeps } from '../../../server/board/room.ts';
import { Rooms } from '../../../server/board/rooms.ts';
import { memoryLog, withFaults, type Failing } from '../../../server/storage/memory.ts';
import type { UpdateLog } from '../../../server/storage/update-log.ts';
import { fakeClock } from '../../support/clock.ts';
import { boardText } from '../../support/peer.ts';
import { seededMint } from '../../support/seed.ts';
import { settle } from '../../support/until.ts';

/** A store whose appends fail, or wait, as the test says. */
export function gatedLog() {
  let fault: Error | undefined;
  let gate: Promise<undefined> | undefined;
  const calls: string[] = [];
  const failing: Failing = (call) => {
    calls.push(call);
    if (call === 'append' && gate) return gate.then(() => fault);
    return call === 'append' ? fault : undefined;
  };
  const store = memoryLog();
  return {
    log: withFaults(store, failing),
    store,
    calls,
    appends: () => calls.filter((call) => call === 'append').length,
    fail(error: Error | undefined) {
      fault = error;
    },
    /** From now on appends wait until the returned function is called. */
    hold(): () => void {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => (open = () => resolve(undefined)));
      return () => {
        gate = undefined;
        open();
      };
    },
  };
}

export type Gated = ReturnType<typeof gatedLog>;

export function building(gated: Gated = gatedLog(), more: Partial<RoomDeps> = {}) {
  const clock = fakeClock();
  const reports: string[] = [];
  const mint = seededMint(1);
  const rooms = new Rooms({ log: gated.log, clock, mint, report: (_error, what) => reports.push(what), ...more });
  return { ...gated, clock, reports, mint, rooms, board: mint('board') };
}

export async function furnished(given = building()) {
  const room = await given.rooms.open(given.board);
  const release = given.rooms.use(room);
  const ada = sit(room, given.mint('person'), 'Ada');
  const fay = sit(room, given.mint('person'), 'Fay', 'facilitator');
  const task = given.mint('task');
  room.edit(() => addTask(room.doc, task, { title: 'Count bikes', order: 'a0' }));
  expect(await room.committed()).toBeUndefined();
  return { ...given, room, release, ada, fay, task };
}

export function sit(room: Room, id: PersonId, name: string, role: Person['role'] = 'participant'): PersonId {
  const person = {
    id,
    name,
    role,
    color: 0,
    glyph: '●',
    place: 'room',
    site: '',
    skills: {},
    newcomer: false,
    openToPair: false,
    attribution: true,
    joinedAt: 0,
  };
  room.write([{ write: 'person', person: person as unknown as Person }]);
  return id;
}

export const FACILITATOR: Author = { person: seededMint(99)('person'), role: 'facilitator' };

/** A board that was quiet for so long stores at once. */
export const PACE = 16;

let keys = 0;
export const call = <C extends Command['name']>(
  name: C,
  body: Extract<Command, { name: C }>['body'],
  key = `room-key-${(keys += 1)}`,
): CommandCall => ({ name, body, key }) as never;

/** Listens, and gives what was heard so far: titles of tasks as a peer would know them. */
export function listening(room: Room) {
  const replica = new Y.Doc();
  Y.applyUpdate(replica, Y.encodeStateAsUpdate(room.doc));
  const batches: number[] = [];
  const interruptions: Refusal[] = [];
  const leave = room.listen({
    committed({ updates }) {
      batches.push(updates.length);
      for (const update of updates) Y.applyUpdate(replica, update);
    },
    interrupted: (refusal) => interruptions.push(refusal),
  });
  return { batches, interruptions, leave, view: (): BoardView => viewBoard(replica) };
}

/** An update as a client would send it. */
export function clientUpdate(room: Room, change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc));
  const before = Y.encodeStateVector(doc);
  change(doc);
  return Y.encodeStateAsUpdate(doc, before);
}

export async function replayed(log: UpdateLog, board: BoardId): Promise<Y.Doc> {
  const doc = new Y.Doc();
  const { snapshot, updates } = await log.read(board);
  for (const update of [...(snapshot ? [snapshot] : []), ...updates]) Y.applyUpdate(doc, update);
  return doc;
}

export function expectSame(one: Y.Doc, other: Y.Doc): void {
  expect(boardText(one)).toBe(boardText(other));
  expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(other));
}

export async function idle({
  rooms,
  clock,
  room,
  release,
}: Pick<Awaited<ReturnType<typeof furnished>>, 'rooms' | 'clock' | 'room' | 'release'>): Promise<Room> {
  release();
  clock.advance(61_000);
  await settle();
  expect(room.closed).toBe(true);
  return rooms.open(room.id);
}
