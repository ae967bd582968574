// One's own dots on a board. The server keeps them in secret, beside the document: they are asked for, and changed by command.

import type { Dots } from '../../shared/board/schema.ts';
import type { ChallengeId } from '../../shared/ids.ts';
import { isRefusal, type Refusal } from '../../shared/refusal.ts';
import { json } from './asking.ts';
import type { Joined } from './joined.svelte.ts';

/** After how many ms a question that was not answered is asked again. */
const AGAIN = 2_000;

export class Ballot {
  #dots = $state.raw<Dots>({});
  #asked = $state('');
  /** What was voted since makes an answer to an earlier question old. */
  #cast = 0;
  readonly #joined: Joined;

  constructor(joined: Joined) {
    this.#joined = joined;
  }

  get dots(): Dots {
    return this.#dots;
  }

  /** Asks the server once for each `round`, and again while it has no answer: a vote that begins afresh is another one. */
  load(round: string): void {
    if (this.#asked === round || this.#joined.me === '') return;
    this.#asked = round;
    void this.#load();
  }

  async #load(): Promise<void> {
    const { session, id } = this.#joined;
    const cast = this.#cast;
    const answer = await json<{ dots: Dots }>('GET', `/api/boards/${id}/me/votes`, { token: session.token });
    if (isRefusal(answer)) setTimeout(() => (this.#asked = ''), AGAIN);
    else if (cast === this.#cast) this.#dots = answer.dots;
  }

  async vote(challenge: ChallengeId, dots: number): Promise<Refusal | undefined> {
    this.#cast++;
    const refusal = await this.#joined.give({ name: 'vote', body: { challenge, dots } });
    if (!refusal) this.#dots = { ...this.#dots, [challenge]: dots };
    return refusal;
  }
}

const ballots = new WeakMap<Joined, Ballot>();

/** The one ballot of this person on this board. */
export function ballotOf(joined: Joined): Ballot {
  const known = ballots.get(joined) ?? new Ballot(joined);
  ballots.set(joined, known);
  return known;
}
