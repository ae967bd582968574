// What the places that show dots ask of the vote: one's own, how many are left, and whether it is open.

import { dotsOf } from '../../../shared/board/votes.ts';
import type { ChallengeId } from '../../../shared/ids.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { ballotOf } from '../../state/ballot.svelte.ts';
import type { Table } from './table.ts';

export class Vote {
  readonly #table: () => Table;

  /** To be made while a component is set up. */
  constructor(table: () => Table) {
    this.#table = table;
    $effect(() => {
      const { joined } = table();
      const { voters, revealedAt } = joined.board.view.votes;
      // Only an empty urn tells that a vote began afresh.
      if (joined.connection.loaded && joined.connection.online) ballotOf(joined).load(voters === 0 ? `empty ${revealedAt}` : 'filled');
    });
  }

  get #joined() {
    return this.#table().joined;
  }
  get each(): number {
    return this.#joined.board.view.meta.votesPerPerson;
  }
  get revealed(): boolean {
    return this.#joined.board.view.votes.revealedAt !== 0;
  }
  #own = $derived.by(() => dotsOf(ballotOf(this.#joined).dots, this.each, this.#joined.board.view.challenges));

  /** One's own dots there. */
  on(challenge: ChallengeId): number {
    return this.#own.get(challenge) ?? 0;
  }
  get left(): number {
    return this.each - [...this.#own.values()].reduce((sum, dots) => sum + dots, 0);
  }
  /** Everybody's dots there, once they are revealed. */
  total(challenge: ChallengeId): number {
    return this.#joined.board.view.votes.dots[challenge] ?? 0;
  }
  get open(): boolean {
    return !this.revealed && this.#joined.may('vote');
  }
  /** Dots are counted by the server, which has to be there. */
  get online(): boolean {
    return this.#joined.connection.online;
  }
  put = (challenge: ChallengeId, dots: number): Promise<Refusal | undefined> => ballotOf(this.#joined).vote(challenge, dots);
}
