// How many commands a person may give: all their connections draw on one allowance, which comes back with time.

import type { Millis } from '../../shared/ids.ts';

/** Commands at once, and how fast the allowance comes back, per second. */
const BURST = 20;
const PER_SECOND = 2;
/** More people than this are never at work at once; then those with a whole allowance are forgotten. */
const MOST = 10_000;

type Budget = { left: number; at: Millis };

export class Budgets {
  readonly #byPerson = new Map<string, Budget>();

  /** Takes one; gives the whole seconds to wait when there is none. @param who their person, or token where nobody is behind it */
  spend(who: string, now: Millis): number {
    const budget = this.#byPerson.get(who) ?? { left: BURST, at: now };
    budget.left = leftOf(budget, now);
    budget.at = now;
    this.#byPerson.set(who, budget);
    if (budget.left < 1) return Math.ceil((1 - budget.left) / PER_SECOND);
    budget.left -= 1;
    if (this.#byPerson.size > MOST) this.#forgetWhole(now);
    return 0;
  }

  #forgetWhole(now: Millis): void {
    for (const [who, budget] of this.#byPerson) if (leftOf(budget, now) === BURST) this.#byPerson.delete(who);
  }
}

const leftOf = ({ left, at }: Budget, now: Millis): number => Math.min(BURST, left + (Math.max(0, now - at) / 1_000) * PER_SECOND);
