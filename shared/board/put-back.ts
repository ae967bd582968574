// Removing a card or a challenge so that it can be put back: what it held is kept as plain values and written anew. Yjs's own
// undo history is not used for this: where it brings back a text that was edited, undone and edited before, it writes
// characters around others, on which replicas can disagree, and the judge refuses that. No history of steps is kept here.

import * as Y from 'yjs';
import { removeChallenge, removeTask, rootOf } from './board.ts';
import type { ChallengeId, TaskId } from '../ids.ts';

type YMap = Y.Map<unknown>;

/** Outside of any document. */
type Kept = { readonly root: 'challenges' | 'tasks'; readonly id: string; readonly content: YMap };
export type Removed = readonly Kept[];

function copy(value: unknown): unknown {
  if (value instanceof Y.Text) return new Y.Text(value.toString());
  if (!(value instanceof Y.Map)) return value;
  return copyMap(value as YMap);
}

const copyMap = (map: YMap): YMap => new Y.Map([...map].map(([key, value]): [string, unknown] => [key, copy(value)]));

/** Runs `remove` and keeps what was there and is not any more; `at` names what can go. */
function keep(doc: Y.Doc, at: readonly (readonly [Kept['root'], string])[], remove: () => void): Removed {
  const kept = at.flatMap(([root, id]): Kept[] => {
    const content = rootOf(doc, root).get(id);
    return content instanceof Y.Map ? [{ root, id, content: content as YMap }] : [];
  });
  const copies = kept.map((entry) => ({ ...entry, content: copyMap(entry.content) }));
  remove();
  return copies.filter(({ root, id }) => !rootOf(doc, root).has(id));
}

const tasksWith = (doc: Y.Doc, field: 'challenge' | 'parent', id: string) =>
  [...rootOf(doc, 'tasks')].filter(([, task]) => task instanceof Y.Map && task.get(field) === id).map(([key]) => ['tasks', key] as const);

/** Removes a challenge and its tasks. */
export function takeChallenge(doc: Y.Doc, id: ChallengeId): Removed {
  return keep(doc, [['challenges', id], ...tasksWith(doc, 'challenge', id)], () => removeChallenge(doc, id));
}

/** Removes a task and those under it. */
export function takeTask(doc: Y.Doc, id: TaskId): Removed {
  return keep(doc, [['tasks', id], ...tasksWith(doc, 'parent', id)], () => removeTask(doc, id));
}

/** Puts back what is not there, under the ids it had. Twice does nothing more. */
export function putBack(doc: Y.Doc, removed: Removed): void {
  doc.transact(() => {
    for (const { root, id, content } of removed) {
      const entries = rootOf(doc, root);
      if (!entries.has(id)) entries.set(id, copyMap(content));
    }
  });
}
