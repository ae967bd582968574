// A board under attack on a real server: honest people at work, somebody hostile on a bare socket, and whether the one
// leaves a trace with the other. What is sent is up to the tests.

import { once } from 'node:events';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { addTask, rootOf, taskText } from '../../../shared/board/board.ts';
import type { BoardId, PersonId, TaskId } from '../../../shared/ids.ts';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import type { Room } from '../../../server/board/room.ts';
import type { Id } from '../../../server/board/judge/scan.ts';
import { askMessage, frame, Knock, missingMessage } from '../../support/knock.ts';
import { boardText, Peer } from '../../support/peer.ts';
import { seededMint } from '../../support/seed.ts';
import { startServer, type Joined, type TestEvent, type TestServer } from '../../support/server.ts';

/** What stands on the board to be attacked. */
export type Prey = {
  /** Yjs client ids: the honest person's, the server's, and all there are. */
  readonly ada: number;
  readonly server: number;
  readonly clients: readonly number[];
  readonly adasPerson: PersonId;
  readonly me: PersonId;
  /** The next clock of a client. */
  readonly next: (client: number) => number;
  readonly task: Id;
  readonly taskId: TaskId;
  readonly notes: Id;
  /** The first half of a character of two. */
  readonly bike: Id;
  /** Something that was deleted. */
  readonly gone: Id;
  /** An update of hers, to be spoiled. */
  readonly honest: Uint8Array;
};

const NOTES = 'where the 🚲 stand';

export class Siege {
  readonly server: TestServer;
  readonly event: TestEvent;
  readonly room: Room;
  readonly #ada: Peer;
  readonly #bo: Peer;
  readonly #mint = seededMint(77);
  readonly #board: BoardId;
  readonly #task: TaskId;
  #gone: Id = { client: 0, clock: 0 };
  #mallory: Joined | undefined;
  /** The id the hostile one writes under: a new one for each. */
  client = 600;

  static async begin(): Promise<Siege> {
    const server = await startServer();
    const event = await server.organizer.createEvent();
    const open = async (name: string) => {
      const peer = new Peer(server.origin, await server.organizer.join(event, name), { live: false });
      await peer.synced();
      return peer;
    };
    const siege = new Siege(server, event, [await open('Ada'), await open('Bo')], await server.app.rooms.open(event.board));
    await siege.#furnish();
    return siege;
  }

  private constructor(server: TestServer, event: TestEvent, [ada, bo]: readonly [Peer, Peer], room: Room) {
    this.server = server;
    this.event = event;
    this.room = room;
    this.#ada = ada;
    this.#bo = bo;
    this.#board = event.board;
    this.#task = this.#mint('task');
  }

  async #furnish(): Promise<void> {
    const { doc } = this.#ada;
    addTask(doc, this.#task, { title: 'Count bikes', notes: NOTES });
    const notes = taskText(doc, this.#task, 'notes') as Y.Text;
    const clock = Y.getState(doc.store, doc.clientID);
    notes.insert(notes.length, 'gone');
    notes.delete(notes.length - 4, 4);
    this.#gone = { client: doc.clientID, clock };
    await this.#seen();
  }

  /** The server has all that she wrote. */
  async #seen(): Promise<void> {
    const all = () => Y.getState(this.#ada.doc.store, this.#ada.doc.clientID);
    const other = this.#bo;
    await other.until(() => Y.getState(other.doc.store, this.#ada.doc.clientID) === all(), 'Bo sees what Ada wrote');
    expect(boardText(other.doc)).toBe(boardText(this.#ada.doc));
  }

  /** @param caughtUp whether it has ended its handshake as honest clients do. */
  async knock({ caughtUp = true } = {}): Promise<Knock> {
    this.client += 10;
    this.#mallory = await this.server.organizer.join(this.event, 'Mallory');
    const mallory = await new Knock(this.server.origin, { board: this.#board, token: this.#mallory.token }).welcomed();
    mallory.send(askMessage(Uint8Array.of(0)));
    if (caughtUp) mallory.send(missingMessage(Uint8Array.of(0, 0)));
    await this.read(mallory);
    return mallory;
  }

  /** A ping whose answer proves that all before it was read. */
  async read(mallory: Knock): Promise<void> {
    const answered = once(mallory.socket, 'pong');
    mallory.socket.ping();
    await Promise.race([answered, mallory.ended()]);
  }

  prey(): Prey {
    const { doc } = this.room;
    const idOf = (type: unknown): Id => ((type as Y.AbstractType<unknown>)._item as Y.Item).id;
    const notes = taskText(doc, this.#task, 'notes') as Y.Text;
    const start = (notes._start as Y.Item).id;
    return {
      ada: this.#ada.doc.clientID,
      server: doc.clientID,
      clients: [...doc.store.clients.keys()],
      adasPerson: this.#ada.place.person,
      me: this.#mallory?.person ?? ('' as PersonId),
      next: (client) => Y.getState(doc.store, client),
      task: idOf(rootOf(doc, 'tasks').get(this.#task)),
      taskId: this.#task,
      notes: idOf(notes),
      bike: { client: start.client, clock: start.clock + NOTES.indexOf('🚲') },
      gone: this.#gone,
      honest: Y.encodeStateAsUpdate(this.#ada.doc, Y.encodeStateVector(new Y.Doc())),
    };
  }

  /** Everybody's whereabouts as the server tells them to who asks. */
  async presence(mallory: Knock): Promise<string> {
    mallory.send(frame(MESSAGE.queryAwareness));
    await this.read(mallory);
    const told = mallory.heard.findLast(([kind]) => kind === MESSAGE.awareness);
    return Buffer.from(told ?? []).toString('latin1');
  }

  async leavesAlone(attack: (prey: Prey) => Promise<void>): Promise<void> {
    const before = boardText(this.room.doc);
    await attack(this.prey());
    expect(boardText(this.room.doc)).toBe(before);
  }

  /** The honest one was not disturbed, and what she writes now others see. */
  async goesOn(): Promise<void> {
    const notes = taskText(this.#ada.doc, this.#task, 'notes') as Y.Text;
    notes.insert(notes.length, '.');
    await this.#seen();
    expect([...this.#ada.endings, ...this.#bo.endings]).toEqual([]);
  }

  async end(): Promise<void> {
    this.#ada.close();
    this.#bo.close();
    await this.server.stop();
  }
}
