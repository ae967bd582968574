// The server's time on this device: its offset, and a reading that ticks for the screens.

import { createSubscriber } from 'svelte/reactivity';
import { millis, type Millis } from '../../shared/ids.ts';
import { clockOffset, type ClockSample } from '../../shared/live/sprint.ts';
import { deviceTime } from './device.ts';

const SAMPLES = 6;
const TICK = 250;

/** Asks the server for its time once. */
export type AskTime = () => Promise<Millis>;

export class Clock {
  #offset = $state(0);
  readonly #ticks: () => void;

  constructor() {
    this.#ticks = createSubscriber((update) => {
      const timer = setInterval(update, TICK);
      document.addEventListener('visibilitychange', update);
      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', update);
      };
    });
  }

  /** The server's time now. Read in a template or effect it refreshes by itself, four times a second. */
  get now(): Millis {
    this.#ticks();
    return this.read();
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
