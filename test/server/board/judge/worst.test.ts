// The worst messages there are get an answer, and leave a board behind that is sound. How long they take is not looked at
// here: `npm run stall` measures that, for times in a test say more of the machine than of the program.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { difference } from '../../../fuzz/agree.ts';
import { said } from '../../../fuzz/judged-board.ts';
import { schemaFault } from '../../../fuzz/schema-holds.ts';
import { WORST } from '../../../fuzz/worst.ts';

describe('the worst messages', () => {
  it.each(WORST)('[JU73] $name: it is taken whole or not at all, and the board is sound', ({ prepare, limits }) => {
    const { board, author, update } = prepare();
    const before = Y.encodeStateAsUpdate(board.doc);
    const answer = said(board.receive(update, author, limits));
    expect(answer).toMatch(/^(passed$|nothing-new$|too-large: |change-refused: |malformed: )/);
    const after = Y.encodeStateAsUpdate(board.doc);
    if (answer !== 'passed') expect(after).toEqual(before);
    expect(schemaFault(board.doc)).toBeUndefined();
    const replica = new Y.Doc();
    Y.applyUpdate(replica, after);
    expect(difference(replica, board.doc)).toBeUndefined();
  });
});
