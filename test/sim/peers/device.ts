// A device of somebody at the board: a replica that is edited with and without a connection, and speaks the sync protocol as
// y-websocket does. After a refusal it begins again with an empty document.

import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Author } from '../../../server/board/judge/judge.ts';
import { Allowance, SYNC_LIMITS } from '../../../server/sync/allowance.ts';
import { readMessage } from '../../../server/sync/messages.ts';
import { rootOf } from '../../../shared/board/board.ts';
import { isRefusal, type Refusal } from '../../../shared/refusal.ts';
import { MESSAGE } from '../../../shared/sync/protocol.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { Somebody, type Random } from '../../fuzz/somebody.ts';
import { askMessage, missingMessage, updateMessage } from '../../support/knock.ts';
import { Connection, type Ending } from './connection.ts';
import type { Guest, World } from './server.ts';

/** Stands in everything that must never reach anybody. */
export const FORBIDDEN = 'must not be seen';
/** Why the server may end the connection of somebody honest. */
const NO_FAULT_OF_THEIRS = ['not-saved', 'shutting-down'];

export class Device implements Guest {
  readonly name: string;
  readonly author: Author;
  readonly isOurs: boolean;
  readonly allowance = new Allowance(SYNC_LIMITS);
  one: Somebody;
  connection: Connection | undefined;
  /** It wrote what it may not, and was not refused yet. */
  hasSinned = false;
  readonly #world: World;
  readonly #everybody: readonly PersonId[];
  readonly #random: Random;
  #isAhead = false;

  constructor(name: string, author: Author, everybody: readonly PersonId[], world: World, random: Random) {
    this.name = name;
    this.author = author;
    this.#everybody = everybody;
    this.#world = world;
    this.#random = random;
    this.isOurs = random.chance(0.5);
    this.one = this.#begin();
  }

  #begin(): Somebody {
    const tell = (update: Uint8Array): void => {
      if (this.connection) this.connection.up.push(updateMessage(update));
      else this.#isAhead = true;
    };
    return new Somebody(this.author, this.#world.newClient(), this.#everybody, this.#random, tell);
  }

  get doc(): Y.Doc {
    return this.one.doc;
  }

  connect(): Connection {
    const connection = new Connection((message) => this.#overheard(message, connection));
    this.connection = connection;
    connection.up.push(askMessage(Y.encodeStateVector(this.doc)));
    return connection;
  }

  /** What the server tells must be in the log already. */
  #overheard(message: Uint8Array, connection: Connection): void {
    const { store, blame, count } = this.#world;
    if (message[0] === MESSAGE.saved) {
      const saved = decoding.readVarUint(decoding.createDecoder(message.subarray(1)));
      const lost = connection.sent.length === saved && connection.sent.some((update) => !store.holds(update));
      if (lost) blame('durable', `${this.name} is told that ${saved} changes are saved, and one is not in the log`);
      return;
    }
    const said = readMessage(message);
    if (isRefusal(said) || (said.kind !== 'update' && said.kind !== 'missing')) return;
    count('updates seen');
    if (Buffer.from(said.update).includes(FORBIDDEN)) blame('unnoticed', `${this.name} is told what was refused`);
    if (!store.holds(said.update)) blame('durable', `${this.name} is told what is not in the log`);
  }

  /** The next message arrives. @returns why the connection ended, if it did. */
  hear(twice: boolean): Ending['ended'] | undefined {
    const heard = this.connection?.down.shift();
    if (!heard) return undefined;
    if ('ended' in heard) {
      this.#ended(heard.ended);
      return heard.ended;
    }
    this.#read(heard);
    if (twice) this.#read(heard);
    return undefined;
  }

  #read(message: Uint8Array): void {
    const said = readMessage(message);
    if (isRefusal(said)) return;
    if (said.kind === 'update' || said.kind === 'missing') this.one.hear(said.update);
    if (said.kind !== 'state-vector') return;
    if (this.#isAhead) this.#world.count('merges on return');
    this.#isAhead = false;
    this.connection?.up.push(missingMessage(Y.encodeStateAsUpdate(this.doc, said.stateVector)));
  }

  #ended(ended: Refusal | 'cut'): void {
    this.connection?.over();
    this.connection = undefined;
    if (ended === 'cut' || NO_FAULT_OF_THEIRS.includes(ended.refused)) return;
    const isKeptOut = ended.refused === 'board-locked' && this.#world.wasLocked;
    if (!this.hasSinned && !isKeptOut) {
      this.#world.blame('unnoticed', `${this.name} did nothing forbidden and is told: ${ended.refused} ${JSON.stringify(ended.detail)}`);
    }
    this.#world.count('refusals');
    this.beginAgain();
  }

  beginAgain(): void {
    this.one.steps.close();
    this.one.typing.destroy();
    this.doc.destroy();
    this.one = this.#begin();
    this.hasSinned = false;
    this.#isAhead = false;
  }

  /** Something no page offers. */
  sin(): void {
    const { doc } = this;
    const write = this.#random.of<() => unknown>([
      () => rootOf(doc, 'people').set(this.#random.of(this.#everybody), FORBIDDEN),
      () => rootOf(doc, 'exports').set(FORBIDDEN, FORBIDDEN),
      () => rootOf(doc, 'live').set('sprint', FORBIDDEN),
      () => rootOf(doc, 'tasks').set(this.one.mint('task'), new Y.Map([['secret', FORBIDDEN]])),
    ]);
    this.hasSinned = true;
    doc.transact(() => void write(), 'forbidden');
  }
}
