// Own changes that the server has not yet called durable, in the order they were made, and what they are about. Counts
// things changed, not keystrokes. Where they are kept, and who confirms them, is not here.

import * as Y from 'yjs';

export type UnsavedChange = {
  /** Unique among all tabs of this browser. */
  readonly key: string;
  /** What was touched, as `tasks/<id>/notes`. */
  readonly subjects: readonly string[];
  /** Absent for what an earlier visit left: it is only in the document. */
  readonly update?: Uint8Array;
};
export type NumberedChange = UnsavedChange & { readonly number: number };

export class Unsaved {
  #changes: NumberedChange[] = [];
  #last = 0;
  #sent = 0;
  readonly #moved: (confirmed: readonly string[]) => void;
  /** Each change travels alone, after the one before is durable: so that it is known which one is refused. */
  oneByOne = false;

  /** @param moved is told after every change, with the keys that are now durable. */
  constructor(moved: (confirmed: readonly string[]) => void) {
    this.#moved = moved;
  }

  add(change: UnsavedChange): void {
    this.#changes.push({ ...change, number: ++this.#last });
    this.#moved([]);
  }

  /** The number of the newest change ever added. */
  get last(): number {
    return this.#last;
  }

  /** Everything up to a number is on the server's disk. */
  confirm(last: number): void {
    const confirmed = this.#changes.filter((change) => change.number <= last);
    if (confirmed.length === 0) return;
    this.#changes = this.#changes.filter((change) => change.number > last);
    this.#moved(confirmed.map((change) => change.key));
  }

  get empty(): boolean {
    return this.#changes.length === 0;
  }

  /** Number of the oldest change that waits. */
  get oldest(): number | undefined {
    return this.#changes[0]?.number;
  }

  /** Those that wait and came after a number. */
  after(number: number): readonly NumberedChange[] {
    return this.#changes.filter((change) => change.number > number);
  }

  /** A road carries everything up to a number; 0 when a new one begins. */
  markSent(number: number): void {
    this.#sent = number === 0 ? 0 : Math.max(this.#sent, number);
  }

  /** What was sent and not confirmed: a refusal is about one of these. */
  get suspects(): readonly UnsavedChange[] {
    return this.#changes.filter((change) => change.number <= this.#sent);
  }

  /** How many things wait. */
  get count(): number {
    return new Set(this.#changes.flatMap((change) => change.subjects)).size;
  }
}

/** Entry and field are what a person calls one change; what lies deeper belongs to it. */
const DEPTH = 3;
export const subjectOf = (place: readonly string[]): string => place.slice(0, DEPTH).join('/');

export function subjectsOf(transaction: Y.Transaction): string[] {
  const subjects = new Set<string>();
  for (const [type, keys] of transaction.changed) {
    const path = pathOf(type as Y.AbstractType<unknown>);
    for (const key of keys) subjects.add(subjectOf([...path, ...(key === null ? [] : [key])]));
  }
  return [...subjects];
}

function pathOf(type: Y.AbstractType<unknown>): string[] {
  const path: string[] = [];
  let at = type;
  while (at._item) {
    if (at._item.parentSub !== null) path.unshift(at._item.parentSub);
    at = at._item.parent as Y.AbstractType<unknown>;
  }
  return [Y.findRootTypeKey(at), ...path];
}
