// Whether two documents say the same: by what they show and by how far they know each client id, never by their bytes.

import * as Y from 'yjs';
import { ROOTS } from '../../shared/board/schema.ts';

export function sameText(doc: Y.Doc): string {
  return JSON.stringify(ROOTS.map((root) => sorted(doc.getMap(root).toJSON())));
}

/** Maps remember the order of arrival, which is nobody's business. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

export function sameClocks(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
  return JSON.stringify(clocks);
}

/** @returns in what they differ, if in anything. */
export function difference(one: Y.Doc, other: Y.Doc): string | undefined {
  if (sameClocks(one) !== sameClocks(other)) return `clocks: ${sameClocks(one)} and ${sameClocks(other)}`;
  const [a, b] = [sameText(one), sameText(other)];
  if (a === b) return undefined;
  let at = 0;
  while (a[at] === b[at]) at++;
  return `…${a.slice(Math.max(0, at - 60), at + 60)}… and …${b.slice(Math.max(0, at - 60), at + 60)}…`;
}
