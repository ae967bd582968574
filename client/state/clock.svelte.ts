// The server's time on this device: its offset, and a reading that ticks for the screens.

import { createSubscriber } from 'svelte/reactivity';
import { millis, type Millis } from '../../shared/ids.ts';
import { clockOffset, type ClockSample } from '../../shared/live/sprint.ts';
import { deviceTime } from './device.ts';

const SAMPLES = 6;
const TICK = 250;
const COARSE = 5_000;

/** Asks the server for its time once. */
export type AskTime = () => Promise<Millis>;

export class Clock {
  #offset = $state(0);
  readonly #ticks = every(TICK);
  readonly #steps = every(COARSE);

  /** The server's time now. Read in a template or effect it refreshes by itself, four times a second. */
  get now(): Millis {
    this.#ticks();
    return this.read();
  }

  /** The same in steps of seconds, for what many cards show: rings that take an hour to run down need no more. */
  get coarse(): Millis {
    this.#steps();
    return millis(Math.floor(this.read() / COARSE) * COARSE);
  }

  /** The server's time now, read once. */
  read(): Millis {
    return millis(deviceTime() + this.#offset);
  }

  /** Server time minus device time, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  /** Measures the offset anew: several questions, the quickest counts. Keeps the old one when none is answered. */
  async measure(ask: AskTime): Promise<void> {
    const samples: ClockSample[] = [];
    for (let count = 0; count < SAMPLES; count++) {
      const sentAt = deviceTime();
      try {
        const serverTime = await ask();
        samples.push({ sentAt, answeredAt: deviceTime(), serverTime });
      } catch {
        break;
      }
    }
    if (samples.length > 0) this.#offset = clockOffset(samples);
  }
}

/** Refreshes whoever reads it, again and again, and when the page comes back into sight. */
const every = (pause: number): (() => void) =>
  createSubscriber((update) => {
    const timer = setInterval(update, pause);
    document.addEventListener('visibilitychange', update);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  });
