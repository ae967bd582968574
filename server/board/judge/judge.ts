// Decides on one incoming update before it touches the document: whose it is, where it lands, what it costs, whether the
// person may. Pure: it reads the document and changes nothing. Applying is the room's; each step has a file of its own here.

import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { ROOTS, type Root } from '../../../shared/board/schema.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { Cost } from './cost.ts';
import { groundOf } from './ground.ts';
import { broughtIds, claimedIds } from './ownership.ts';
import { Policy } from './policy.ts';
import { Problem } from './problem.ts';
import { Taking } from './removal.ts';
import { Arrival, Arrivals, type Home } from './resolve.ts';
import { scanUpdate, type Scan, type ScanLimits } from './scan.ts';
import { Shapes } from './schema.ts';
import type { Author, Bench, Passed, Verdict } from './verdict.ts';

export type { Author, Bench, Passed, Removal, Verdict } from './verdict.ts';

/** The judge as a whole, so that another can stand in for it. */
export type Judge = { readonly judge: typeof judge; readonly crossCheck: typeof crossCheck };

/** @returns a Refusal (`malformed`, `too-large`, `change-refused`) when any part of the update may not be: all of it or nothing. */
export function judge(update: Uint8Array, author: Author, limits: ScanLimits, bench: Bench): Verdict {
  const whole = scanUpdate(update, limits);
  if (isRefusal(whole)) return whole;
  if (whole.empty) return { verdict: 'nothing-new' };
  if (!overlaps(whole, bench.doc)) return judgeScanned(update, whole, author, limits, bench);
  const rest = Y.diffUpdate(update, stateVector(whole.clients, bench.doc));
  const scan = scanUpdate(rest, limits);
  return isRefusal(scan) ? scan : judgeScanned(rest, scan, author, limits, bench);
}

/** Whether the document knows some of it already. */
const overlaps = (scan: Scan, { store }: Y.Doc): boolean => scan.blocks.some(({ client, from }) => from < Y.getState(store, client));

/** What the document knows of these client ids, as Yjs encodes it. */
function stateVector(clients: readonly number[], { store }: Y.Doc): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clients.length);
  for (const client of clients) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, Y.getState(store, client));
  }
  return encoding.toUint8Array(encoder);
}

function judgeScanned(update: Uint8Array, scan: Scan, author: Author, limits: ScanLimits, bench: Bench): Verdict {
  try {
    return examine(update, scan, author, limits, bench);
  } catch (error) {
    if (error instanceof Problem) return error.refusal;
    throw error;
  }
}

function examine(update: Uint8Array, scan: Scan, author: Author, limits: ScanLimits, bench: Bench): Verdict {
  const { doc, owners, acceptsReplicas } = bench;
  const binds = acceptsReplicas ? broughtIds(scan.blocks, bench) : claimedIds(scan.blocks, author.person, bench);
  const arrivals = new Arrivals(doc);
  if (!arrivals.resolve(scan)) return { verdict: 'gap' };
  const cost = new Cost(doc, arrivals, limits.steps);
  cost.count();
  const policy = new Policy(author, bench);
  const shapes = new Shapes();
  const taking = new Taking({ doc, person: author.person, owners, arrivals, policy, shapes });
  for (const arrival of arrivals.inOrder) if (arrival.home !== undefined) admit(arrival, arrival.home, policy, shapes, taking);
  if (!taking.delete(scan.deletes)) return { verdict: 'gap' };
  if (scan.structs === 0 && !taking.anything) return { verdict: 'nothing-new' };
  shapes.checkLengths(groundOfHome);
  const clocks = new Map(scan.blocks.map(({ client, to }) => [client, to]));
  return {
    verdict: 'passed',
    update,
    binds,
    removal: taking.weigh(),
    erases: taking.erases,
    steps: cost.steps,
    foreseen: taking.foreseen,
    clocks,
  };
}

function admit(arrival: Arrival, home: Home, policy: Policy, shapes: Shapes, taking: Taking): void {
  const { ground, key, struct } = arrival;
  if (!ground) return;
  policy.checkTouch(ground.root, ground.entry ?? key, struct.id.client);
  policy.checkNew(arrival, ground);
  const place = shapes.check(arrival, home, ground);
  policy.checkSignature(arrival, ground, place);
  taking.replace(arrival, home);
}

const groundOfHome = (home: Home) => (home instanceof Arrival ? home.inside : typeof home === 'string' ? undefined : groundOf(home));

/**
 * Holds the judge against what really happened, right after an update it passed was applied.
 * @returns what does not agree; that is a fault of ours, and the room must be loaded anew.
 */
export function crossCheck(passed: Passed, transaction: Y.Transaction): string | undefined {
  const { store, share } = transaction.doc;
  if (store.pendingStructs || store.pendingDs) return 'a part of the update waits for something';
  for (const [client, clock] of passed.clocks) {
    if (Y.getState(store, client) !== clock) return `client ${client} ends at ${Y.getState(store, client)}, not at ${clock}`;
  }
  for (const root of share.keys()) if (!ROOTS.includes(root as Root)) return `the root ${root} is new`;
  for (const [type, keys] of transaction.changed) {
    const place = type._item === null ? Y.findRootTypeKey(type as Y.AbstractType<unknown>) : (type as Y.AbstractType<unknown>);
    const foreseen = passed.foreseen.get(place);
    for (const key of keys) if (!foreseen?.has(key)) return `${typeof place === 'string' ? place : 'a part'} changed at ${key}`;
  }
  return undefined;
}
