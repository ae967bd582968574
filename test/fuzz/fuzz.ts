// The fuzz program: `npm run fuzz -- --n 1000000 [--seed S] [--only honest|hostile]`. Plays n honest updates and n hostile
// messages, in histories whose seeds follow each other. Without a seed it takes one by the clock, and prints it.

import { parseArgs } from 'node:util';
import { honestHistory, type Clocked } from './honest.ts';
import { Siege, type Tally } from './hostile.ts';

/** What one message may cost, in milliseconds of this process's time. */
const MOST = { live: 50, caughtUp: 300 } as const;
const ACTS = 400;
const MESSAGES = 300;
const SAY_EVERY = 30_000;

/** Times by the microsecond, and the longest. */
class Times {
  readonly #counts = new Uint32Array(100_000);
  #count = 0;
  longest = { live: 0, caughtUp: 0 };
  /** Messages that took longer than they may. */
  beyond = 0;

  take: Clocked = ({ judging, applying }, live) => {
    this.#count++;
    const slot = Math.min(this.#counts.length - 1, Math.floor(judging * 1_000));
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
    const kind = live ? 'live' : 'caughtUp';
    if (judging + applying > MOST[kind]) this.beyond++;
    this.longest[kind] = Math.max(this.longest[kind], judging + applying);
  };

  /** Microseconds that this share of all judgements did not exceed. */
  within(share: number): number {
    let seen = 0;
    for (let slot = 0; slot < this.#counts.length; slot++) {
      seen += this.#counts[slot] as number;
      if (seen >= this.#count * share) return slot + 1;
    }
    return this.#counts.length;
  }

  toString(): string {
    const { live, caughtUp } = this.longest;
    const judging = `judging p50 ${this.within(0.5)} µs, p99 ${this.within(0.99)} µs`;
    return `${judging}; longest with applying: live ${live.toFixed(1)} ms, caught up ${caughtUp.toFixed(1)} ms; ${this.beyond} beyond what they may take`;
  }
}

type Fuzzing = { readonly name: string; readonly run: (seed: number, times: Times) => number; readonly tell: () => string };

function honest(): Fuzzing {
  return {
    name: 'honest',
    run: (seed, times) => honestHistory(seed, ACTS, times.take),
    tell: () => 'none refused, all replicas and logs alike',
  };
}

function hostile(): Fuzzing {
  const all: Tally = { messages: 0, passed: 0, refused: 0, gap: 0, nothing: 0 };
  const run = (seed: number, times: Times): number => {
    const siege = new Siege(seed, times.take);
    siege.run(MESSAGES);
    for (const key of Object.keys(all) as (keyof Tally)[]) all[key] += siege.tally[key];
    return siege.tally.messages;
  };
  const tell = () => `${all.refused} refused, ${all.gap} gaps, ${all.nothing} nothing new, ${all.passed} passed and broke nothing`;
  return { name: 'hostile', run, tell };
}

/** @returns whether all went well. */
function fuzz({ name, run, tell }: Fuzzing, n: number, first: number): boolean {
  const times = new Times();
  const failed: number[] = [];
  const begun = Date.now();
  let said = begun;
  let done = 0;
  let seed = first;
  for (; done < n && failed.length < 10; seed++) {
    try {
      done += run(seed, times);
    } catch (error) {
      failed.push(seed);
      console.error(`${name}, seed ${seed}: ${(error as Error).message}`);
      done++;
    }
    if (Date.now() - said < SAY_EVERY) continue;
    said = Date.now();
    console.log(`${name}: ${done} of ${n}, ${times.toString()}`);
  }
  const seconds = ((Date.now() - begun) / 1_000).toFixed(0);
  console.log(`${name}: ${done} messages in ${seed - first} histories (seeds ${first} to ${seed - 1}), ${seconds} s`);
  console.log(`  ${failed.length === 0 ? tell() : `failing seeds: ${failed.join(', ')}`}`);
  console.log(`  ${times.toString()}`);
  return failed.length === 0 && times.beyond === 0;
}

const { values } = parseArgs({ options: { n: { type: 'string', default: '20000' }, seed: { type: 'string' }, only: { type: 'string' } } });
const n = Number(values.n);
const first = Number(values.seed ?? Math.floor(Date.now() / 1_000) % 1_000_000_000);
console.log(`seed ${first}; limits: a live message ${MOST.live} ms, an offline merge ${MOST.caughtUp} ms`);
const chosen = [honest(), hostile()].filter(({ name }) => !values.only || values.only === name);
const wentWell = chosen.map((one) => fuzz(one, n, first));
process.exitCode = wentWell.every(Boolean) ? 0 : 1;
