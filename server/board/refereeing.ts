// What people ask of the referee on one board: what it decides by, which commands were carried out already, and ballots, which
// stand beside the document. Deciding is shared/live/referee.ts; writing and storing what was decided is room.ts.

import type * as Y from 'yjs';
import { isOnHold, readLog, readPerson } from '../../shared/board/board.ts';
import type { Write } from '../../shared/board/server-writes.ts';
import type { Dots } from '../../shared/board/schema.ts';
import type { Millis, Mint, PersonId } from '../../shared/ids.ts';
import type { CommandCall } from '../../shared/live/commands.ts';
import { decide } from '../../shared/live/referee.ts';
import { refereeView, type RefereeView } from '../../shared/live/referee-view.ts';
import { refuse } from '../../shared/refusal.ts';
import type { Ballots } from '../storage/update-log.ts';
import { CarriedOut } from './carried-out.ts';

export class Refereeing {
  readonly #mint: Mint;
  readonly #carriedOut = new CarriedOut();
  readonly #ballots: Map<PersonId, Dots>;
  #view: RefereeView | undefined;

  constructor(ballots: Ballots, mint: Mint) {
    this.#ballots = new Map(ballots);
    this.#mint = mint;
  }

  /** What the referee sees of the document, while there is one. */
  get view(): RefereeView | undefined {
    return this.#view;
  }

  attend(doc: Y.Doc): void {
    this.#carriedOut.fill(readLog(doc));
    this.#view = refereeView(doc, (person, key) => this.#carriedOut.has(person, key), this.#ballots);
  }

  leave(): void {
    this.#view = undefined;
  }

  /** What a command would bring about, or why not. */
  decide(doc: Y.Doc, person: PersonId, call: CommandCall, now: Millis): ReturnType<typeof decide> {
    const by = readPerson(doc, person);
    if (!by) return refuse('no-such-person');
    if (isOnHold(doc, person)) return refuse('on-hold');
    return decide(this.#view as RefereeView, call, by, now, this.#mint);
  }

  carriedOut(person: PersonId, key: string): void {
    this.#carriedOut.add(person, key);
  }

  /** Lines of the log name the commands they come from. */
  note(writes: readonly Write[]): void {
    for (const write of writes) if (write.write === 'log' && write.entry.key) this.#carriedOut.add(write.entry.by, write.entry.key);
  }

  /** What this person voted for. */
  ballot(person: PersonId): Dots {
    return this.#ballots.get(person) ?? {};
  }

  /** Ballots that changed take the place of those kept; an empty one is none. */
  keep(ballots: Ballots): void {
    for (const [person, dots] of ballots) {
      if (Object.keys(dots).length > 0) this.#ballots.set(person, dots);
      else this.#ballots.delete(person);
    }
  }
}
