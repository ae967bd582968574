// The alarms of one connection: all of them end with it. Nothing else.

import type { Millis } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';

export class Timers {
  readonly #clock: Clock;
  readonly #set = new Set<() => void>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get now(): Millis {
    return this.#clock.now();
  }

  after(wait: number, go: () => void): void {
    if (this.#stopped) return;
    const callOff = this.#clock.alarm((this.now + wait) as Millis, () => {
      this.#set.delete(callOff);
      go();
    });
    this.#set.add(callOff);
  }

  stop(): void {
    this.#stopped = true;
    for (const callOff of this.#set) callOff();
    this.#set.clear();
  }
}
