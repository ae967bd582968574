// The server's side of a board, as far as the judge is concerned: a document, whose client ids are whose, and the log.
// Everything that comes in is judged, applied, held against the judge's word and logged. No sockets, no files, no clock.

import * as Y from 'yjs';
import { crossCheck, judge, type Author, type Verdict } from '../../server/board/judge/judge.ts';
import { LIVE_LIMITS, type ScanLimits } from '../../server/board/judge/scan.ts';
import { applyWrites, prepareBoard } from '../../shared/board/server-writes.ts';
import { PERSON, type Person, type Role } from '../../shared/board/schema.ts';
import { millis, type PersonId } from '../../shared/ids.ts';

export class JudgedBoard {
  readonly doc = new Y.Doc();
  readonly owners = new Map<number, PersonId>();
  readonly log: Uint8Array[] = [];
  /** How long the last message took to judge and to apply, in milliseconds of this process's time. */
  lastTook = { judging: 0, applying: 0 };
  acceptsReplicas = false;
  readonly #listeners = new Set<(update: Uint8Array) => void>();

  constructor(client = 1) {
    this.doc.clientID = client;
    this.doc.on('update', (update: Uint8Array) => {
      this.log.push(update);
      for (const listener of this.#listeners) listener(update);
    });
    prepareBoard(this.doc);
  }

  listen(listener: (update: Uint8Array) => void): void {
    this.#listeners.add(listener);
  }

  join(id: PersonId, role: Role): Author {
    const fields = Object.entries(PERSON).map(([key, field]) => [key, 'fallback' in field ? field.fallback : {}]);
    const person = { ...Object.fromEntries(fields), id, name: `Person ${id.slice(-3)}`, role, joinedAt: millis(1) } as Person;
    this.doc.transact(() => applyWrites(this.doc, [{ write: 'person', person }]));
    return { person: id, role };
  }

  judge(update: Uint8Array, author: Author, limits: ScanLimits = LIVE_LIMITS): Verdict {
    const { doc, owners, acceptsReplicas } = this;
    return judge(update, author, limits, { doc, owners, acceptsReplicas });
  }

  /** Takes an update as a room would. @throws where what happened is not what the judge foresaw. */
  receive(update: Uint8Array, author: Author, limits: ScanLimits = LIVE_LIMITS): Verdict {
    const begun = spent();
    const verdict = this.judge(update, author, limits);
    const judged = spent();
    this.lastTook = { judging: judged - begun, applying: 0 };
    if (!('verdict' in verdict) || verdict.verdict !== 'passed') return verdict;
    for (const client of verdict.binds) this.owners.set(client, author.person);
    let transaction: Y.Transaction | undefined;
    const keep = (done: Y.Transaction) => (transaction ??= done);
    this.doc.on('afterTransactionCleanup', keep);
    Y.applyUpdate(this.doc, verdict.update, 'client');
    this.doc.off('afterTransactionCleanup', keep);
    this.lastTook.applying = spent() - judged;
    const fault = transaction && crossCheck(verdict, transaction);
    if (fault) throw new Error(`the judge did not foresee it: ${fault}`);
    return verdict;
  }

  /** What its log amounts to. */
  replay(): Y.Doc {
    const doc = new Y.Doc();
    for (const update of this.log) Y.applyUpdate(doc, update);
    return doc;
  }
}

/** Milliseconds this process has computed so far: other programs on the machine do not count. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What a verdict says, in a line. */
export function said(verdict: Verdict): string {
  return 'refused' in verdict ? `${verdict.refused}: ${Object.values(verdict.detail).join(' ')}` : verdict.verdict;
}
