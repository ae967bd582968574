// Honest histories: people who edit, lose their connection, come back, undo, reload. Everything they send must pass, and in
// the end all must have the same board, as must whoever reads the log. Runs without a test runner.

import * as Y from 'yjs';
import { CATCH_UP_LIMITS, LIVE_LIMITS, type ScanLimits } from '../../server/board/judge/scan.ts';
import { addChallenge, editTask } from '../../shared/board/board.ts';
import { applyWrites } from '../../shared/board/server-writes.ts';
import { ROLES, type Role } from '../../shared/board/schema.ts';
import { millis, type PersonId } from '../../shared/ids.ts';
import { seeded, seededMint } from '../support/seed.ts';
import { difference } from './agree.ts';
import { JudgedBoard, said } from './judged-board.ts';
import { Random, Somebody } from './somebody.ts';

/** Tells how long each message took; `live` is not the catching up after time apart. */
export type Clocked = (took: { readonly judging: number; readonly applying: number }, live: boolean) => void;

/** Somebody with a connection: what is on its way in each direction. */
type Line = { readonly one: Somebody; online: boolean; readonly sent: Uint8Array[]; readonly coming: Uint8Array[] };

const WRITING = ROLES.filter((role): role is Role => role !== 'viewer');

export class History {
  readonly board: JudgedBoard;
  readonly lines: Line[] = [];
  readonly #random: Random;
  readonly #mint;
  readonly #seed: number;
  readonly #clocked: Clocked;
  #clients: number;
  updates = 0;

  constructor(seed: number, clocked: Clocked = () => undefined) {
    this.#seed = seed;
    this.#clocked = clocked;
    this.#random = new Random(seeded(seed));
    this.#mint = seededMint(seed);
    // Client ids decide who comes first where two write at once: they are drawn anew for each history.
    this.#clients = 1_000 + this.#random.below(1_000_000) * 100;
    this.board = new JudgedBoard(this.#newClient());
    const people: PersonId[] = Array.from({ length: 2 + this.#random.below(4) }, () => this.#mint('person'));
    const authors = people.map((person, index) => this.board.join(person, index === 0 ? 'facilitator' : this.#random.of(WRITING)));
    for (const author of authors) this.#connect(author, people);
    // One of them has a second device.
    this.#connect(authors[1] as (typeof authors)[number], people);
    this.board.listen((update) => {
      for (const line of this.lines) if (line.online) line.coming.push(update);
    });
    this.board.doc.transact(() =>
      addChallenge(this.board.doc, this.#mint('challenge'), { title: 'From the server', author: people[0] as PersonId }),
    );
    for (const line of this.lines) this.#meet(line);
  }

  #newClient(): number {
    this.#clients += 1;
    // Up and down: higher ids are not always newer.
    return (Math.imul(this.#clients, 0x9e3779b1) >>> 0) % 4_294_967_295;
  }

  #connect(author: Somebody['author'], people: readonly PersonId[]): void {
    const sent: Uint8Array[] = [];
    const one = new Somebody(author, this.#newClient(), people, this.#random, (update) => sent.push(update));
    this.lines.push({ one, online: true, sent, coming: [] });
  }

  run(acts: number): void {
    for (let act = 0; act < acts; act++) this.turn();
    this.settle();
  }

  turn(): void {
    const random = this.#random;
    const line = random.of(this.lines);
    const dice = random.below(100);
    if (dice < 70) line.one.act();
    else if (dice < 90) this.#carry(line);
    else if (dice < 93) this.#drop(line);
    else if (dice < 97) this.#meet(line);
    else if (dice < 98) line.one.reload(this.#newClient());
    else this.#serve();
    if (line.online && random.chance(0.6)) this.#carry(line);
  }

  /** Some of what is on its way arrives, in each direction in order. */
  #carry(line: Line): void {
    if (!line.online) return;
    for (let count = this.#random.below(line.sent.length + 1); count > 0; count--) this.#deliver(line, line.sent.shift() as Uint8Array);
    const heard = line.coming.splice(0, this.#random.below(line.coming.length + 1));
    if (heard.length === 0) return;
    // The room sends one merged frame a batch.
    if (this.#random.chance(0.5)) line.one.hear(Y.mergeUpdates(heard));
    else for (const update of heard) line.one.hear(update);
  }

  #deliver(line: Line, update: Uint8Array, limits: ScanLimits = LIVE_LIMITS): void {
    this.#judge(line, update, limits);
    // Now and then something is sent twice.
    if (this.#random.chance(0.02)) this.#judge(line, update, limits);
  }

  #judge(line: Line, update: Uint8Array, limits: ScanLimits): void {
    this.updates++;
    const verdict = this.board.receive(update, line.one.author, limits);
    this.#clocked(this.board.lastTook, limits === LIVE_LIMITS);
    if ('refused' in verdict || verdict.verdict === 'gap') {
      throw new Error(`seed ${this.#seed}: an honest update (${line.one.author.role}) was answered with “${said(verdict)}”`);
    }
  }

  /** The connection breaks: what was on its way is lost. */
  #drop(line: Line): void {
    line.online = false;
    line.sent.length = 0;
    line.coming.length = 0;
  }

  /** The handshake: each sends what the other lacks. */
  #meet(line: Line): void {
    this.#drop(line);
    const { doc } = line.one;
    const theirs = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.board.doc));
    if (this.#random.chance(0.1)) {
      // A replica may also send all it has, as one loaded from the device does.
      this.#judge(line, Y.encodeStateAsUpdate(doc), CATCH_UP_LIMITS);
    }
    this.#deliver(line, theirs, CATCH_UP_LIMITS);
    line.one.hear(Y.encodeStateAsUpdate(this.board.doc, Y.encodeStateVector(doc)));
    line.online = true;
  }

  /** The server writes too: seats on a card, a seat taken and given back. */
  #serve(): void {
    const random = this.#random;
    const { doc } = this.board;
    const task = random.maybe([...doc.getMap('tasks').keys()]) as Parameters<typeof editTask>[1] | undefined;
    if (!task) return;
    const person = random.of(this.lines).one.author.person;
    const claim = { task, person, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: false };
    doc.transact(() => {
      editTask(doc, task, { seats: 1 + random.below(12) });
      applyWrites(doc, [random.chance(0.5) ? { write: 'seat', claim } : { write: 'unseat', task, person }]);
    });
  }

  /** All come back, and all hear everything. */
  settle(): void {
    for (const line of this.lines) this.#meet(line);
    for (const line of this.lines) for (const update of line.coming.splice(0)) line.one.hear(update);
  }

  /** @returns what is wrong at the end, if anything. */
  fault(): string | undefined {
    const { doc } = this.board;
    for (const [index, { one }] of this.lines.entries()) {
      const differs = difference(doc, one.doc);
      if (differs) return `seed ${this.#seed}: replica ${index} differs: ${differs}`;
    }
    const differs = difference(doc, this.board.replay());
    return differs && `seed ${this.#seed}: the log differs: ${differs}`;
  }
}

/** One history, to its end. @returns how many updates were judged. @throws where something honest was refused or differs. */
export function honestHistory(seed: number, acts: number, clocked?: Clocked): number {
  const history = new History(seed, clocked);
  history.run(acts);
  const fault = history.fault();
  if (fault) throw new Error(fault);
  return history.updates;
}
