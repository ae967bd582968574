// The ways in which a tracker says no, told apart by what may have been done there. What follows from each is server/exports.

/**
 * `token`: not or no longer accepted. `denied`: the token may not do this. `refused`: the tracker does not take this item.
 * `missing`: no such place. `limited`: too much, until `seconds`. `unreachable`: nothing was sent. `unknown`: it was sent and no
 * answer came, so it may have been done.
 */
export type ProblemKind = 'token' | 'denied' | 'refused' | 'missing' | 'limited' | 'unreachable' | 'unknown';

export class TrackerProblem extends Error {
  override name = 'TrackerProblem';
  readonly kind: ProblemKind;
  readonly seconds: number;
  /** @param said in the tracker's own words, shortened, without secrets */
  constructor(kind: ProblemKind, said: string, seconds = 0) {
    super(said);
    this.kind = kind;
    this.seconds = seconds;
  }
}
