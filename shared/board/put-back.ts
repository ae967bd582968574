// Removing a card or a challenge so that it can be put back: what it held is kept as plain values and written anew. Yjs's own
// undo history is not used for this: where it brings back a text that was edited, undone and edited before, it writes
// characters around others, on which replicas can disagree, and the judge refuses that. No history of steps is kept here.

import * as Y from 'yjs';
import { removeChallenge, removeTask, rootOf } from './board.ts';
import type { ChallengeId, TaskId } from '../ids.ts';

type Scalar = string | number | boolean;
/** A part of a document, outside of any document. */
type Kept = Scalar | { readonly text: string } | { readonly entries: readonly (readonly [key: string, kept: Kept])[] };
type KeptEntry = { readonly root: 'challenges' | 'tasks'; readonly id: string; readonly kept: Kept };
export type Removed = readonly KeptEntry[];

function keep(value: unknown): Kept {
  if (value instanceof Y.Text) return { text: value.toString() };
  if (value instanceof Y.Map) return { entries: [...(value as Y.Map<unknown>)].map(([key, entry]) => [key, keep(entry)]) };
  return value as Scalar;
}

function make(kept: Kept): unknown {
  if (typeof kept !== 'object') return kept;
  return 'text' in kept ? new Y.Text(kept.text) : new Y.Map(kept.entries.map(([key, entry]): [string, unknown] => [key, make(entry)]));
}

/** Runs `remove` and keeps what goes by it; `at` names what can go. */
function take(doc: Y.Doc, at: readonly (readonly [KeptEntry['root'], string])[], remove: () => void): Removed {
  const kept = at
    .filter(([root, id]) => rootOf(doc, root).has(id))
    .map(([root, id]): KeptEntry => ({ root, id, kept: keep(rootOf(doc, root).get(id)) }));
  remove();
  return kept.filter(({ root, id }) => !rootOf(doc, root).has(id));
}

const tasksWith = (doc: Y.Doc, field: 'challenge' | 'parent', id: string) =>
  [...rootOf(doc, 'tasks')].filter(([, task]) => task instanceof Y.Map && task.get(field) === id).map(([key]) => ['tasks', key] as const);

/** Removes a challenge and its tasks. */
export function takeChallenge(doc: Y.Doc, id: ChallengeId): Removed {
  return take(doc, [['challenges', id], ...tasksWith(doc, 'challenge', id)], () => removeChallenge(doc, id));
}

/** Removes a task and those under it. */
export function takeTask(doc: Y.Doc, id: TaskId): Removed {
  return take(doc, [['tasks', id], ...tasksWith(doc, 'parent', id)], () => removeTask(doc, id));
}

/** Puts back what is not there, under the ids it had. Twice does nothing more. */
export function putBack(doc: Y.Doc, removed: Removed): void {
  doc.transact(() => {
    for (const { root, id, kept } of removed) {
      const entries = rootOf(doc, root);
      if (!entries.has(id)) entries.set(id, make(kept));
    }
  });
}
