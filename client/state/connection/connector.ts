// Which road to the server is taken, and when: the WebSocket first, the side road where a network blocks it, back again
// when that is over; retries with chance in them; questions to a connection that fell silent. Of what travels it knows nothing.

import { retryDelay, type Clockwork } from './clockwork.ts';

/** How a connection ended: a WebSocket's close code, and a refusal's code as the reason. */
export type Ending = { readonly code: number; readonly reason: string };
export type RoadEvents = {
  readonly opened: () => void;
  readonly message: (bytes: Uint8Array) => void;
  readonly closed: (ending: Ending | undefined) => void;
};
export interface Road {
  send(bytes: Uint8Array): void;
  /** Ends it; no event comes afterwards. */
  close(): void;
}
export type OpenRoad = (events: RoadEvents) => Road;

/** A road beside the WebSocket, which needs something else to be connected first. */
export interface SideRoad {
  readonly ready: boolean;
  /** The WebSocket makes trouble: become ready by whatever still works. */
  prefer(): void;
  readonly open: OpenRoad;
}

/** What is said on a road once it is open. */
export interface Talk {
  start(): void;
  /** Throws on what is no message. */
  receive(bytes: Uint8Array): void;
  /** Says something that has to be answered. */
  probe(): void;
  stop(): void;
}

export type ConnectorOptions = {
  readonly clockwork: Clockwork;
  readonly main: OpenRoad;
  readonly side: SideRoad;
  readonly talk: (send: (bytes: Uint8Array) => void, synced: () => void) => Talk;
  /** Something a status would show may have changed. */
  readonly changed: () => void;
  /** The server ended the connection for good; nothing is tried until `restart`. */
  readonly ended: (ending: Ending) => void;
};

/** Without a connection for this long, or after this many failures, the side road is looked for. */
const PATIENCE = 4_000;
const FAILURES = 2;
/** A road that did not open, or did not give the board, within these times is given up. */
const OPEN_WITHIN = 10_000;
const SYNC_WITHIN = 30_000;
/** While the side road carries, the main one is tried again after this long, and as long again by chance. */
const RETURN_AFTER = 20_000;
/** Not online for this long is worth a word. */
const MISSED_AFTER = 2_000;

/** The server says something every 20 s. */
const SILENCE = 25_000;
const ANSWER_WITHIN = 4_000;
/** The server takes few questions a minute. */
const QUESTIONS = 2;
const QUESTION_SPAN = 60_000;

const RESTARTING = 1012;
const TRY_LATER = 1013;
/** What has no close code of its own comes under the common one, and passes. */
const PASSING = ['internal', 'unreachable'];
const isFinal = ({ code, reason }: Ending): boolean => code >= 4400 && code < 4500 && !PASSING.includes(reason);

class Way {
  readonly startedAt: number;
  road: Road | undefined;
  talk: Talk | undefined;
  synced = false;
  heardAt: number;
  /** Called off when the way ends. */
  readonly timers = new Set<() => void>();

  constructor(now: number) {
    this.startedAt = now;
    this.heardAt = now;
  }

  end(): void {
    for (const cancel of this.timers) cancel();
    this.talk?.stop();
    this.talk = undefined;
    this.road?.close();
  }
}

export class Connector {
  readonly #options: ConnectorOptions;
  #main: Way | undefined;
  #side: Way | undefined;
  #failures = 0;
  #sideFailures = 0;
  #sideWanted = false;
  #storeFails = false;
  #missed = false;
  #stopped = true;
  #offlineTimers: (() => void)[] = [];
  #cancelMain: (() => void) | undefined;
  #cancelSide: (() => void) | undefined;
  #asked: number[] = [];

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** Both sides told each other what they have, and nothing speaks against it since. */
  get online(): boolean {
    return this.#active !== undefined;
  }

  /** Not online for a while. */
  get missed(): boolean {
    return this.#missed;
  }

  /** The server said that it can not store. */
  get storeFails(): boolean {
    return this.#storeFails;
  }

  get bySideRoad(): boolean {
    return this.#side?.synced === true && this.#main?.synced !== true;
  }

  start(): void {
    this.#stopped = false;
    this.#watchOffline();
    this.#tryMain();
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of [...this.#offlineTimers, this.#cancelMain, this.#cancelSide]) cancel?.();
    this.#offlineTimers = [];
    this.#cancelMain = this.#cancelSide = undefined;
    this.#main?.end();
    this.#side?.end();
    this.#main = this.#side = undefined;
  }

  /** Begins anew at once, as after a change of what is spoken about. */
  restart(): void {
    this.stop();
    this.start();
  }

  /** The page is seen again or the network is back: what looks open may be dead, and waiting is over. */
  wake(): void {
    if (this.#stopped) return;
    const active = this.#active;
    if (active) return this.#question(active);
    // The venue's network comes back for everybody at once.
    if (!this.#main) this.#mainIn(this.#options.clockwork.random() * 500);
  }

  /** Something should have been answered by now. */
  doubt(): void {
    const active = this.#active;
    if (active && this.#options.clockwork.now() - active.heardAt > 1_000) this.#question(active);
  }

  /** The side road can be taken from now on. */
  sideIsReady(): void {
    if (this.#stopped || !this.#sideWanted || this.#active) return;
    // Perhaps it was the server that was away, and the main road is open again too.
    if (!this.#main) this.#mainIn(0);
    else if (this.#hangs(this.#main)) this.#trySide();
  }

  get #active(): Way | undefined {
    return this.#main?.synced ? this.#main : this.#side?.synced ? this.#side : undefined;
  }

  #hangs(way: Way): boolean {
    return !way.synced && this.#options.clockwork.now() - way.startedAt >= PATIENCE - 50;
  }

  // -- opening ------------------------------------------------------------------------------------------------------------

  #tryMain(): void {
    this.#cancelMain?.();
    this.#cancelMain = undefined;
    if (this.#stopped || this.#main) return;
    this.#main = this.#open(this.#options.main);
  }

  #mainIn(milliseconds: number): void {
    this.#cancelMain?.();
    this.#cancelMain = this.#options.clockwork.after(milliseconds, () => this.#tryMain());
  }

  #wantSide(): void {
    if (this.#active) return;
    if (!this.#sideWanted) {
      this.#sideWanted = true;
      this.#options.side.prefer();
    }
    this.#trySide();
  }

  #trySide(): void {
    this.#cancelSide?.();
    this.#cancelSide = undefined;
    if (this.#stopped || this.#side || this.#active || !this.#options.side.ready) return;
    this.#side = this.#open(this.#options.side.open);
  }

  #open(openRoad: OpenRoad): Way {
    const { clockwork, talk } = this.#options;
    const way = new Way(clockwork.now());
    const limit = (milliseconds: number) => clockwork.after(milliseconds, () => this.#lost(way, undefined));
    const cancelOpen = limit(OPEN_WITHIN);
    way.timers.add(cancelOpen).add(limit(SYNC_WITHIN));
    way.road = openRoad({
      opened: () => {
        cancelOpen();
        way.heardAt = clockwork.now();
        way.talk = talk(
          (bytes) => way.road?.send(bytes),
          () => this.#synced(way),
        );
        way.talk.start();
      },
      message: (bytes) => {
        way.heardAt = clockwork.now();
        try {
          way.talk?.receive(bytes);
        } catch {
          this.#lost(way, undefined);
        }
      },
      closed: (ending) => this.#lost(way, ending),
    });
    return way;
  }

  #synced(way: Way): void {
    if (way !== this.#main && way !== this.#side) return;
    for (const cancel of way.timers) cancel();
    way.timers.clear();
    way.synced = true;
    this.#storeFails = false;
    this.#missed = false;
    for (const cancel of this.#offlineTimers) cancel();
    this.#offlineTimers = [];
    if (way === this.#main) {
      this.#failures = 0;
      this.#sideFailures = 0;
      this.#sideWanted = false;
      this.#side?.end();
      this.#side = undefined;
    } else {
      this.#sideFailures = 0;
      this.#returnLater();
    }
    this.#listen(way);
    this.#options.changed();
  }

  #returnLater(): void {
    if (!this.#main) this.#mainIn(RETURN_AFTER * (1 + this.#options.clockwork.random()));
  }

  // -- losing -------------------------------------------------------------------------------------------------------------

  #lost(way: Way, ending: Ending | undefined): void {
    const isMain = way === this.#main;
    if (!isMain && way !== this.#side) return;
    const wasActive = way === this.#active;
    way.end();
    if (isMain) this.#main = undefined;
    else this.#side = undefined;
    if (ending && isFinal(ending)) {
      this.stop();
      this.#options.ended(ending);
      this.#options.changed();
      return;
    }
    if (ending?.code === TRY_LATER && ending.reason === 'not-saved') this.#storeFails = true;
    if (wasActive && !this.#active) this.#watchOffline();
    if (isMain) this.#mainLost(ending);
    else this.#sideLost();
    this.#options.changed();
  }

  #mainLost(ending: Ending | undefined): void {
    const { clockwork, side } = this.#options;
    this.#failures++;
    if (this.#side?.synced) return this.#returnLater();
    // After a restart everybody comes at once: a wider span from the start.
    const failures = ending?.code === RESTARTING || ending?.code === TRY_LATER ? this.#failures + 1 : this.#failures - 1;
    this.#mainIn(retryDelay(failures, clockwork.random()));
    if (this.#sideWanted && side.ready && !this.#cancelSide) this.#trySide();
    else if (this.#failures >= FAILURES) this.#wantSide();
  }

  #sideLost(): void {
    const { clockwork } = this.#options;
    if (!this.#main && !this.#cancelMain) this.#mainIn(retryDelay(0, clockwork.random()));
    this.#cancelSide = clockwork.after(retryDelay(this.#sideFailures++, clockwork.random()), () => this.#trySide());
  }

  /** From now on there is no connection: after a while that is worth a word, and another road. */
  #watchOffline(): void {
    const { clockwork, changed } = this.#options;
    for (const cancel of this.#offlineTimers) cancel();
    this.#offlineTimers = [
      clockwork.after(MISSED_AFTER, () => {
        this.#missed = true;
        changed();
      }),
      clockwork.after(PATIENCE, () => this.#wantSide()),
    ];
  }

  // -- listening ----------------------------------------------------------------------------------------------------------

  #listen(way: Way): void {
    const { clockwork } = this.#options;
    const look = () => {
      if (clockwork.now() - way.heardAt >= SILENCE) this.#question(way);
      next();
    };
    const next = () => {
      const cancel = clockwork.after(SILENCE / 5, () => {
        way.timers.delete(cancel);
        look();
      });
      way.timers.add(cancel);
    };
    next();
  }

  /** Whatever comes is an answer; when nothing comes, the connection is dead, whatever it looks like. */
  #question(way: Way): void {
    const { clockwork } = this.#options;
    const askedAt = clockwork.now();
    this.#asked = this.#asked.filter((at) => askedAt - at < QUESTION_SPAN);
    if (this.#asked.length < QUESTIONS) {
      this.#asked.push(askedAt);
      way.talk?.probe();
    } else if (askedAt - way.heardAt < SILENCE) return;
    const cancel = clockwork.after(ANSWER_WITHIN, () => {
      way.timers.delete(cancel);
      if (way.heardAt < askedAt) this.#hangUp(way);
    });
    way.timers.add(cancel);
  }

  #hangUp(way: Way): void {
    this.#lost(way, undefined);
    if (way !== this.#side && !this.#main) this.#mainIn(0);
  }
}
