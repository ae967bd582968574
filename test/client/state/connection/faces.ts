// What a connection meets in tests: a clock whose hands the test turns, roads that keep what is sent, and a server's document.

import type { Clockwork } from '../../../../client/state/connection/clockwork.ts';
import type { Ending, OpenRoad, RoadEvents } from '../../../../client/state/connection/connector.ts';

export class TurnedClockwork implements Clockwork {
  #now = 0;
  #alarms: { at: number; run: () => void }[] = [];
  chance = 0.5;

  readonly now = (): number => this.#now;
  readonly random = (): number => this.chance;
  readonly after = (milliseconds: number, run: () => void): (() => void) => {
    const alarm = { at: this.#now + milliseconds, run };
    this.#alarms.push(alarm);
    return () => (this.#alarms = this.#alarms.filter((other) => other !== alarm));
  };

  /** Lets time pass; whatever falls due happens in its order. */
  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}

/** A road the test opens, speaks on and ends. */
export class TestRoad {
  readonly sent: Uint8Array[] = [];
  closed = false;
  readonly #events: RoadEvents;

  constructor(events: RoadEvents) {
    this.#events = events;
  }

  opens(): void {
    this.#events.opened();
  }

  says(bytes: Uint8Array): void {
    this.#events.message(bytes);
  }

  ends(ending?: Ending): void {
    this.#events.closed(ending);
  }
}

/** Remembers every road that was opened, newest last. */
export function roads(): { readonly all: TestRoad[]; readonly open: OpenRoad } {
  const all: TestRoad[] = [];
  const open: OpenRoad = (events) => {
    const road = new TestRoad(events);
    all.push(road);
    return { send: (bytes) => void road.sent.push(bytes), close: () => (road.closed = true) };
  };
  return { all, open };
}
