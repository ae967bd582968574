// W2: how many edits a second a room of 200 bears, and what that costs. All but the probes write, so that nobody writes
// more than a person's allowance: the highest rate is 33 a second each, within the burst for as long as a step lasts.

import { pause, type Stage } from '../stage.ts';
import type { Load } from './load.ts';
import { busyRoom, quiet, type Room } from './room.ts';

const PEOPLE = 200;
const PROBES = 2;
/** They write nothing; what they count tells when all is quiet. */
const CROWD = 4;
const SLOWEST = 100;
/** Edits a second, step by step; nobody may write faster than the last. */
const LADDER = [100, 200, 400, 800, 1_600, 3_200, 6_400] as const;
const QUICK_LADDER = [400, 1_600, 6_400] as const;
const HALVINGS = 2;
/** What of the edits must have been made, and have arrived, for a rate to count. */
const ENOUGH = 0.93;

type Step = { readonly rate: number; readonly held: boolean; readonly cores: number; readonly p99: number; readonly clientCores: number };

async function step(stage: Stage, { editors, crowd }: Room, rate: number): Promise<Step> {
  await editors.ask('edit', { perSecond: rate, ms: 500 });
  await editors.ask('record');
  const [server, first, second] = [stage.meter(), editors.meter(), crowd.meter()];
  const { edits, took } = await editors.ask('edit', { perSecond: rate, ms: 2_500 });
  const { cores } = server();
  const clientCores = first().cores + second().cores;
  await pause(250);
  const { count, probes, p99 } = await editors.ask('result');
  const held = p99 <= SLOWEST && (edits * 1_000) / took >= rate * ENOUGH && count >= edits * probes * ENOUGH;
  await quiet(crowd);
  // How it went on the way up explains the figures of the table.
  process.stderr.write(
    `  ${stage.adapter.id} at ${rate}/s: ${held ? 'held' : 'failed'}, ${cores.toFixed(2)} cores, p99 ${p99.toFixed(0)} ms\n`,
  );
  return { rate, held, cores, p99, clientCores };
}

/** A stall of the machine must not end the ladder: a step fails when it fails twice. */
async function firmly(stage: Stage, room: Room, rate: number): Promise<Step> {
  const first = await step(stage, room, rate);
  return first.held ? first : step(stage, room, rate);
}

async function climb(stage: Stage, room: Room): Promise<Step[]> {
  const steps: Step[] = [];
  for (const rate of stage.size.quick ? QUICK_LADDER : LADDER) {
    const taken = await firmly(stage, room, rate);
    steps.push(taken);
    if (!taken.held) break;
  }
  const failed = steps.find(({ held }) => !held);
  let [low, high] = [steps.findLast(({ held }) => held)?.rate ?? 0, failed?.rate ?? 0];
  for (let halving = 0; failed && halving < HALVINGS; halving++) {
    const taken = await firmly(stage, room, Math.round((low + high) / 2));
    steps.push(taken);
    if (taken.held) low = taken.rate;
    else high = taken.rate;
  }
  return steps;
}

export const saturation: Load = {
  id: 'W2',
  name: 'W2',
  about: `${PEOPLE} clients in one room, ever more edits a second, until p99 is over ${SLOWEST} ms or the server falls behind; the ladder ends at ${LADDER.at(-1)}`,
  servers: ['ours', 'hp4', 'yws', 'hp3', 'ysio', 'relay'],
  columns: [
    ...[400, 1_600, 6_400].map((rate) => ({ key: `cores${rate}`, title: `server cores at ${rate}/s` })),
    { key: 'rate', title: 'highest edits/s' },
    { key: 'p99', title: 'p99 ms there' },
    { key: 'clientCores', title: 'client cores there' },
  ],
  async run(stage) {
    await stage.start();
    const room = await busyRoom(stage, { people: PEOPLE, writers: PEOPLE - PROBES - CROWD, probes: PROBES });
    const steps = await climb(stage, room);
    const cores = Object.fromEntries(
      [400, 1_600, 6_400].map((rate) => [`cores${rate}`, steps.find((taken) => taken.rate === rate && taken.held)?.cores ?? Number.NaN]),
    );
    const best = steps.filter(({ held }) => held).sort((a, b) => b.rate - a.rate)[0];
    return { ...cores, rate: best?.rate ?? Number.NaN, p99: best?.p99 ?? Number.NaN, clientCores: best?.clientCores ?? Number.NaN };
  },
};
