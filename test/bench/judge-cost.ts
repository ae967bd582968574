// What the judge takes for one update on a board of 200 kB, as a process of its own: no sockets, no storage, and applying
// is not counted. Prints the percentiles as one line of JSON.

import * as Y from 'yjs';
import { isRefusal } from '../../shared/refusal.ts';
import { sentence } from '../../shared/sentences.ts';
import type { PersonId } from '../../shared/ids.ts';
import { judge, type Author, type Bench } from '../../server/board/judge/judge.ts';
import { LIVE_LIMITS } from '../../server/board/judge/scan.ts';
import { seededMint } from '../support/seed.ts';
import { BOARD, Desk, FILLER } from './content.ts';
import { percentile } from './numbers.ts';

const WRITERS = 20;
const ROUNDS = 5;
const EDITS = 4_000;

const mint = seededMint(2);
const clients = Array.from({ length: WRITERS }, (_, index) => 10_000 + index);
const people = new Map<number, PersonId>(clients.map((client) => [client, mint('person')]));
const owners = new Map<number, PersonId>([...people, [FILLER, mint('person')]]);
const took: number[] = [];
let kilobytes = 0;

/** Judges and applies, on a fresh board, so that its size stays what it is said to be. */
function round(seed: number): number[] {
  const desk = new Desk(seed);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, BOARD);
  const bench: Bench = { doc, owners, acceptsReplicas: false };
  const times = Array.from({ length: EDITS }, (_, index) => judgeOne(desk, bench, index % WRITERS));
  kilobytes = Y.encodeStateAsUpdate(doc).byteLength / 1_024;
  return times;
}

function judgeOne(desk: Desk, bench: Bench, writer: number): number {
  const client = clients[writer] as number;
  const { update } = desk.write({ client, place: writer, of: WRITERS });
  const author: Author = { person: people.get(client) as PersonId, role: 'participant' };
  const begun = process.hrtime.bigint();
  const verdict = judge(update, author, LIVE_LIMITS, bench);
  const nanos = Number(process.hrtime.bigint() - begun);
  if (isRefusal(verdict)) throw new Error(`an honest edit was refused: ${sentence(verdict)}`);
  if (verdict.verdict !== 'passed') throw new Error(`an honest edit was answered ${verdict.verdict}`);
  Y.applyUpdate(bench.doc, verdict.update);
  return nanos / 1_000;
}

// The first round runs the code hot.
for (let index = 0; index <= ROUNDS; index++) {
  const times = round(index);
  if (index > 0) took.push(...times);
}

process.stdout.write(`${JSON.stringify({ p50: percentile(took, 0.5), p99: percentile(took, 0.99), kilobytes })}\n`);
