// Where people write in a text: places stay with the words around them, and nonsense of others is nowhere.

import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { cursorsIn, tellCursor } from '../../../client/state/cursors.ts';
import type { PresenceState } from '../../../client/state/presence.svelte.ts';
import { MAX_CURSOR, type Presence } from '../../../shared/sync/protocol.ts';

const ANA = 'p100000000000001';

/** Somebody's presence as far as cursors need it: what it says goes to whoever listens. */
function saying() {
  let said: Presence = { person: ANA, card: '' };
  const presence = {
    pointAt: (text: string, cursor: string) => (said = { ...said, text, cursor }),
    others: () => [[7, said]],
  } as unknown as PresenceState;
  return { presence, say: (next: Partial<Presence>) => (said = { ...said, ...next }), said: () => said };
}

function text(words: string): Y.Text {
  const made = new Y.Doc().getText('brief');
  made.insert(0, words);
  return made;
}

describe('cursors', () => {
  it('[PR10] a cursor is where it was told, and moves with the words before it', () => {
    const { presence } = saying();
    const brief = text('one two');
    tellCursor(presence, 't1/brief', brief, 4, 7);
    expect(cursorsIn(presence, 't1/brief', brief)).toEqual([{ client: 7, person: ANA, anchor: 4, head: 7 }]);
    brief.insert(0, 'zero ');
    expect(cursorsIn(presence, 't1/brief', brief)).toMatchObject([{ anchor: 9, head: 12 }]);
    brief.delete(5, 4);
    expect(cursorsIn(presence, 't1/brief', brief)).toMatchObject([{ anchor: 5, head: 8 }]);
  });

  it('[PR11] a cursor is shown in its own text only', () => {
    const { presence } = saying();
    const brief = text('one');
    tellCursor(presence, 't1/brief', brief, 1, 1);
    expect(cursorsIn(presence, 't1/notes', text('one'))).toEqual([]);
  });

  it.each(['', ' ', 'x', 'AAAA AAAA', '!!! ???', 'AQ== AQ==', '//////// ////////', 'é é'])(
    '[PR12] a cursor that says "%s" is nowhere',
    (cursor) => {
      const { presence, say } = saying();
      say({ text: 't1/brief', cursor });
      expect(cursorsIn(presence, 't1/brief', text('one'))).toEqual([]);
    },
  );

  it('[PR13] what a cursor says stays within what the server lets pass', () => {
    const { presence, said } = saying();
    const brief = text('word '.repeat(3_000));
    tellCursor(presence, 't1/brief', brief, 0, 15_000);
    expect(said().cursor?.length).toBeLessThanOrEqual(MAX_CURSOR);
  });
});
