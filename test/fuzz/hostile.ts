// Sieges: an attacker at a board where honest people work. Whatever the attacker sends, what others own stays as it is, the
// schema holds, all replicas agree, and no message takes long. Runs without a test runner.

import * as Y from 'yjs';
import type { Author, Verdict } from '../../server/board/judge/judge.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, type ScanLimits } from '../../server/board/judge/scan.ts';
import { MAY_WRITE } from '../../shared/access/policy.ts';
import { ROOTS, type Role } from '../../shared/board/schema.ts';
import type { PersonId } from '../../shared/ids.ts';
import { seeded, seededMint } from '../support/seed.ts';
import { draft } from './draft.ts';
import { Forger } from './forger.ts';
import { History, type Clocked } from './honest.ts';
import { said, type JudgedBoard } from './judged-board.ts';
import { schemaFault } from './schema-holds.ts';
import { Random, Somebody } from './somebody.ts';

export type Tally = { messages: number; passed: number; refused: number; gap: number; nothing: number };

/** What the attacker must not be able to change, as text. */
function untouchable(board: JudgedBoard, { person, role }: Author): string {
  return JSON.stringify(
    ROOTS.map((root) => {
      const content = board.doc.getMap(root);
      if (!MAY_WRITE[root].includes(role)) return content.toJSON();
      if (root === 'talk') return othersEntries(content, (_, item) => board.owners.get(item.id.client) !== person);
      return [];
    }),
  );
}

function othersEntries(content: Y.Map<unknown>, isOthers: (key: string, item: Y.Item) => boolean): unknown[] {
  const others = [...(content._map as Map<string, Y.Item>)].filter(([key, item]) => !item.deleted && isOthers(key, item));
  return others.map(([key]) => [key, (content.get(key) as Y.Map<unknown>).toJSON()]);
}

/** How far the client ids of everybody else are known. */
function othersClocks({ doc, owners }: JudgedBoard, person: PersonId): string {
  const others = [...doc.store.clients.keys()].filter((client) => owners.get(client) !== person);
  return others.map((client) => `${client}:${Y.getState(doc.store, client)}`).join();
}

export class Siege {
  readonly #seed: number;
  readonly #history: History;
  readonly #board: JudgedBoard;
  readonly #random: Random;
  readonly #attacker: Author;
  readonly #forger: Forger;
  readonly #clocked: Clocked;
  readonly #ids: number[];
  readonly tally: Tally = { messages: 0, passed: 0, refused: 0, gap: 0, nothing: 0 };

  constructor(seed: number, clocked: Clocked = () => undefined) {
    this.#seed = seed;
    this.#clocked = clocked;
    this.#random = new Random(seeded(seed ^ 0x5eed));
    this.#history = new History(seed);
    this.#history.run(60);
    this.#board = this.#history.board;
    const role: Role = this.#random.of(['participant', 'participant', 'participant', 'mentor', 'viewer', 'facilitator']);
    this.#attacker = this.#board.join(seededMint(seed ^ 0xbad)('person'), role);
    this.#forger = new Forger(this.#random, this.#attacker.person, seed);
    this.#ids = Array.from({ length: 4 }, () => this.#random.below(2 ** 32));
  }

  run(messages: number): void {
    for (let count = 0; count < messages; count++) {
      if (this.#random.chance(0.3)) this.#history.turn();
      this.#send(this.#forge());
      if (count % 50 === 49) this.#check(schemaFault(this.#board.doc));
    }
    this.#history.settle();
    this.#check(schemaFault(this.#board.doc) ?? this.#history.fault());
  }

  #check(fault: string | undefined): void {
    if (fault) throw new Error(`siege ${this.#seed}, message ${this.tally.messages}: ${fault}`);
  }

  #forge(): Uint8Array {
    const random = this.#random;
    if (random.chance(0.05)) this.#ids[random.below(4)] = random.below(2 ** 32);
    const dice = random.below(20);
    if (dice < 14) return this.#forger.compose(this.#board.doc, this.#ids);
    const update = this.#onReplica(dice < 17);
    return dice < 17 && random.chance(0.9) ? this.#forger.mutate(update, this.#board.log.slice(-8)) : update;
  }

  /** What an edit to a replica of the attacker's sends: an honest one, or anything that Yjs can do. */
  #onReplica(honest: boolean): Uint8Array {
    const updates: Uint8Array[] = [];
    // It is opened under an id of its own, as Yjs takes a new one where it meets its own from elsewhere.
    const one = new Somebody(this.#attacker, 0, [this.#attacker.person], this.#random, (update) => updates.push(update));
    one.hear(Y.encodeStateAsUpdate(this.#board.doc));
    one.doc.clientID = this.#random.of(this.#ids);
    if (honest) one.act();
    else this.#forger.vandalize(one.doc);
    return updates[0] ?? draft([]);
  }

  #send(update: Uint8Array): void {
    const board = this.#board;
    const { person } = this.#attacker;
    const before = [untouchable(board, this.#attacker), othersClocks(board, person)];
    const limits = this.#random.chance(0.1) ? CATCH_UP_LIMITS : LIVE_LIMITS;
    this.tally.messages++;
    const verdict = this.#receive(update, limits);
    this.#clocked(board.lastTook, limits === LIVE_LIMITS);
    if ('refused' in verdict) this.tally.refused++;
    else if (verdict.verdict === 'nothing-new') this.tally.nothing++;
    else this.tally[verdict.verdict]++;
    const after = [untouchable(board, this.#attacker), othersClocks(board, person)];
    if (before.join() !== after.join()) this.#check(`${said(verdict)} changed what is others': ${before.join()} to ${after.join()}`);
  }

  #receive(update: Uint8Array, limits: ScanLimits): Verdict {
    try {
      return this.#board.receive(update, this.#attacker, limits);
    } catch (error) {
      throw new Error(
        `siege ${this.#seed}, message ${this.tally.messages}: ${(error as Error).message} (${Buffer.from(update).toString('hex')})`,
        {
          cause: error,
        },
      );
    }
  }
}
