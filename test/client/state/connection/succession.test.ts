// What of the pieces two tabs keep together becomes part of a document that is set aside, and what is left to the other tab.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { takeIn } from '../../../../client/state/connection/succession.ts';

/** A tab that has this board, and writes under its own client id. */
function tabWith(board: Uint8Array, client: number): { doc: Y.Doc; wrote: (change: (notes: Y.Text) => void) => Uint8Array } {
  const doc = new Y.Doc();
  doc.clientID = client;
  Y.applyUpdate(doc, board);
  return {
    doc,
    wrote(change) {
      const before = Y.encodeStateVector(doc);
      change(doc.getText('notes'));
      return Y.encodeStateAsUpdate(doc, before);
    },
  };
}

const scene = () => {
  const server = tabWith(Uint8Array.of(0, 0), 1);
  server.wrote((notes) => notes.insert(0, 'from the server. '));
  const board = Y.encodeStateAsUpdate(server.doc);
  return { board, fresh: server.doc, first: tabWith(board, 2), second: tabWith(board, 3) };
};

describe('pieces that two tabs keep in one browser', () => {
  it('[QU21] what the other tab wrote, and this one never saw, stays its own; what this one wrote is taken in', () => {
    const { board, fresh, first, second } = scene();
    const [theirs, own] = [first.wrote((notes) => notes.insert(0, 'first ')), second.wrote((notes) => notes.insert(0, 'second '))];
    expect(takeIn([board, theirs, own], second.doc, fresh)).toEqual([theirs]);
    expect(second.doc.getText('notes').toString()).toBe('second from the server. ');
  });

  it('[QU22] what the server has of the other tab by now needs no keeping', () => {
    const { board, fresh, first, second } = scene();
    const theirs = first.wrote((notes) => notes.insert(0, 'first '));
    Y.applyUpdate(fresh, theirs);
    expect(takeIn([board, theirs], second.doc, fresh)).toEqual([]);
  });

  it('[QU23] a piece with what is refused in it is not kept, whoever put it together', () => {
    const { board, fresh, first, second } = scene();
    const own = second.wrote((notes) => notes.insert(0, 'second '));
    Y.applyUpdate(first.doc, own);
    first.wrote((notes) => notes.insert(0, 'first '));
    const together = Y.encodeStateAsUpdate(first.doc);
    expect(takeIn([board, together], second.doc, fresh)).toEqual([]);
    expect(second.doc.getText('notes').toString()).toContain('first ');
  });
});
