// How a step of the judge says no: thrown inside the judge, a refusal outside. Which problems there are is each step's own.

import { refuse, type Refusal } from '../../../shared/refusal.ts';

/** Never leaves the judge. */
export class Problem extends Error {
  override name = 'Problem';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

/** Bytes or references that no client of this product writes. */
export function malformed(problem: string): never {
  throw new Problem(refuse('malformed', { problem }));
}

/** A change that reads well and may not be. `problem` is read by the person who made it. */
export function refused(problem: string): never {
  throw new Problem(refuse('change-refused', { problem }));
}

export function tooLarge(limit: number, unit: string): never {
  throw new Problem(refuse('too-large', { limit, unit }));
}
