// How much one token may send: messages, bytes, words about itself. Whoever exceeds it is read more slowly, not punished: the
// answer is always how long to wait. What waiting means is the session's.

/** Per second and at once. */
export type Rate = { readonly perSecond: number; readonly burst: number };

export type SyncLimits = {
  readonly messages: Rate;
  readonly bytes: Rate;
  readonly presence: Rate;
  /** Questions for the whole state, after a connection's first. */
  readonly questions: Rate;
};

export const SYNC_LIMITS: SyncLimits = {
  messages: { perSecond: 30, burst: 120 },
  // A live message may have 256 kB; what was made offline comes on top, once a connection.
  bytes: { perSecond: 64 * 1024, burst: 512 * 1024 },
  presence: { perSecond: 10, burst: 20 },
  questions: { perSecond: 3 / 60, burst: 3 },
};

/** Fills up over time; may go into debt, which is to be waited off. */
export class Bucket {
  readonly #rate: Rate;
  #level: number;
  #at: number | undefined;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#level = rate.burst;
  }

  /** @returns milliseconds until the debt is paid; 0 when there is none. */
  spend(amount: number, now: number): number {
    const passed = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#level = Math.min(this.#rate.burst, this.#level + (passed / 1_000) * this.#rate.perSecond) - amount;
    return this.#level >= 0 ? 0 : Math.ceil((-this.#level / this.#rate.perSecond) * 1_000);
  }
}

/** What all connections of one token share. */
export class Allowance {
  readonly #messages: Bucket;
  readonly #bytes: Bucket;
  readonly #presence: Bucket;

  constructor(limits: SyncLimits) {
    this.#messages = new Bucket(limits.messages);
    this.#bytes = new Bucket(limits.bytes);
    this.#presence = new Bucket(limits.presence);
  }

  /** Counts one message. @returns milliseconds to wait before the next is read. */
  message(bytes: number, now: number): number {
    return Math.max(this.#messages.spend(1, now), this.#bytes.spend(bytes, now));
  }

  /** Counts one word of presence. @returns milliseconds to wait before it is told. */
  word(now: number): number {
    return this.#presence.spend(1, now);
  }
}

/** The allowances of all tokens that are connected; one that left and comes back at once has no more than before. */
export class Allowances {
  readonly #limits: SyncLimits;
  readonly #byToken = new Map<string, { readonly allowance: Allowance; connections: number; leftAt: number }>();

  constructor(limits: SyncLimits) {
    this.#limits = limits;
  }

  /** @param token its hash. The returned function says that the connection has ended. */
  take(token: string, now: () => number): { readonly allowance: Allowance; readonly release: () => void } {
    const known = this.#byToken.get(token) ?? { allowance: new Allowance(this.#limits), connections: 0, leftAt: 0 };
    this.#byToken.set(token, known);
    known.connections++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      known.connections--;
      known.leftAt = now();
    };
    return { allowance: known.allowance, release };
  }

  /** Forgets tokens nobody has been connected with for a while: their allowance is whole again. */
  forgetBefore(moment: number): void {
    for (const [token, { connections, leftAt }] of this.#byToken) if (connections === 0 && leftAt < moment) this.#byToken.delete(token);
  }
}
