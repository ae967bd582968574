// Sessions on one board without sockets: a wire that keeps what it is given, a clock that stands still, a store that can be
// held up. For whatever depends on time, on slowness or on the order of things.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Person, Role } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { MESSAGE, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { Room, type RoomDeps } from '../../../server/board/room.ts';
import { memoryLog, withFaults } from '../../../server/storage/memory.ts';
import { Allowance, SYNC_LIMITS, type SyncLimits } from '../../../server/sync/allowance.ts';
import { Hub } from '../../../server/sync/hub.ts';
import type { Parcel } from '../../../server/sync/parcels.ts';
import { SyncSession, type Caller } from '../../../server/sync/session.ts';
import type { Wire } from '../../../server/sync/wire.ts';
import { fakeClock } from '../../support/clock.ts';
import { askMessage, missingMessage, updateMessage } from '../../support/knock.ts';
import { seededMint } from '../../support/seed.ts';

/** A wire to nowhere: it keeps what it is given, and is as slow as the test says. */
export class FakeWire implements Wire {
  readonly parcels: Parcel[] = [];
  closed: Refusal | undefined;
  wasCut = false;
  isPaused = false;
  slowness = 0;

  send(parcel: Parcel): void {
    this.parcels.push(parcel);
  }
  waiting(): number {
    return this.slowness;
  }
  close(refusal: Refusal): void {
    this.closed = refusal;
  }
  cut(): void {
    this.wasCut = true;
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }

  get messages(): Uint8Array[] {
    return this.parcels.flatMap(({ frames }) => frames.map(({ message }) => message));
  }

  /** The numbers of our own messages of one kind. */
  numbers(kind: number): number[] {
    return this.messages.filter(([first]) => first === kind).map((message) => read(message, 1).number);
  }

  /** Updates it was given, and the end of a handshake. */
  updates(): Uint8Array[] {
    return this.messages
      .filter(([kind, step]) => kind === MESSAGE.sync && step !== SYNC_STEP.stateVector)
      .map((message) => read(message, 2).bytes);
  }

  /** How often it was told that it has everything. */
  get synced(): number {
    return this.messages.filter(([kind, step]) => kind === MESSAGE.sync && step === SYNC_STEP.missing).length;
  }

  /** The board as a client knows it that heard all of this. */
  replica(): Y.Doc {
    const doc = new Y.Doc();
    for (const update of this.updates()) Y.applyUpdate(doc, update);
    return doc;
  }
}

function read(message: Uint8Array, at: number): { number: number; bytes: Uint8Array } {
  const decoder = decoding.createDecoder(message.subarray(at));
  const number = decoding.readVarUint(decoder);
  return { number, bytes: decoding.readTailAsUint8Array(decoder) };
}

export type Connection = { readonly wire: FakeWire; readonly session: SyncSession; readonly person: PersonId | '' };
export type Connecting = { readonly role?: Role; readonly person?: PersonId | ''; readonly allowance?: Allowance } & Partial<
  Omit<Caller, 'record'>
>;

export async function connected({
  limits = SYNC_LIMITS,
  epoch = 1,
  warden,
}: { limits?: SyncLimits; epoch?: number; warden?: RoomDeps['warden'] } = {}) {
  const clock = fakeClock();
  const mint = seededMint(3);
  const store = memoryLog({ epoch });
  let gate: Promise<Error | undefined> | undefined;
  const log = withFaults(store, (call) => (call === 'append' ? gate : undefined));
  const reports: string[] = [];
  const board = mint('board');
  const deps = { log, clock, mint, report: (_error: unknown, what: string) => void reports.push(what), ...(warden ? { warden } : {}) };
  const room = new Room(board, await log.read(board), deps);
  await room.committed();
  const hub = new Hub(room, clock);

  const sit = (name: string, role: Role = 'participant'): PersonId => {
    const id = mint('person');
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
  };

  const connect = ({
    role = 'participant',
    person = mint('person'),
    allowance,
    isOurs = false,
    epoch: of,
  }: Connecting = {}): Connection => {
    const wire = new FakeWire();
    const record = { hash: '', role, event: '', board, person, link: 'join', generation: 1, createdAt: clock.now() } as const;
    const session = new SyncSession(
      hub,
      wire,
      { record, isOurs, epoch: of },
      { clock, allowance: allowance ?? new Allowance(limits), limits },
    );
    return { wire, session, person };
  };

  /** Somebody who asked for the board and said that there is nothing to bring. */
  const join = (given: Connecting = {}): Connection => {
    const connection = connect(given);
    connection.session.receive(askMessage(Uint8Array.of(0)));
    connection.session.receive(missingMessage(Uint8Array.of(0, 0)));
    return connection;
  };

  return {
    clock,
    mint,
    log,
    store,
    board,
    room,
    hub,
    reports,
    sit,
    connect,
    join,
    /** From now on appends wait until the returned function is called. */
    hold(): (error?: Error) => void {
      let open: (error?: Error) => void = () => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return (error) => {
        gate = undefined;
        open(error);
      };
    },
  };
}

/** A client's own document, and the messages it sends of its edits. */
export class Author {
  readonly doc = new Y.Doc();
  readonly #updates: Uint8Array[] = [];

  /** @param start what it knows of the board; that is not sent. */
  constructor(start: readonly Uint8Array[] = []) {
    for (const update of start) Y.applyUpdate(this.doc, update);
    this.doc.on('update', (update: Uint8Array) => this.#updates.push(update));
  }

  /** One message for each update that the change makes. */
  edit(change: (doc: Y.Doc) => void): Uint8Array[] {
    this.#updates.length = 0;
    change(this.doc);
    return this.#updates.map(updateMessage);
  }

  /** Edits that are not sent as they are made. */
  offline(change: (doc: Y.Doc) => void): void {
    change(this.doc);
  }

  /** What it brings when it comes back. */
  missing(stateVector: Uint8Array): Uint8Array {
    return missingMessage(Y.encodeStateAsUpdate(this.doc, stateVector));
  }
}
