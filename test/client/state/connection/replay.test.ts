// What a refused document holds beyond the server's, found field by field and made again in a fresh one.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  addChallenge,
  addTask,
  editTask,
  readTask,
  recordOutcome,
  removeTask,
  replaceText,
  setSkills,
  taskText,
} from '../../../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../../../shared/board/server-writes.ts';
import { viewBoard } from '../../../../shared/board/view.ts';
import { millis, type TaskId } from '../../../../shared/ids.ts';
import { changesBeyond, makeAgain } from '../../../../client/state/connection/replay.ts';
import { downloadText, type Change } from '../../../../client/state/connection/set-aside.ts';
import { seeded, seededMint } from '../../../support/seed.ts';

const mint = seededMint(11);

/** A board on the server, and the same board on a device. */
function boards(): { server: Y.Doc; mine: Y.Doc; task: TaskId } {
  const server = new Y.Doc();
  prepareBoard(server);
  const challenge = mint('challenge');
  const task = mint('task');
  addChallenge(server, challenge, { title: 'Wells', order: 'a0' });
  addTask(server, task, { title: 'Map the wells', challenge, order: 'a0', notes: 'one two three' });
  return { server, mine: copyOf(server), task };
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

/** Makes all changes again in a fresh copy of the server's document; gives it and those without a place. */
function again(mine: Y.Doc, server: Y.Doc): { fresh: Y.Doc; changes: Change[]; lost: Change[] } {
  const fresh = copyOf(server);
  const changes = changesBeyond(mine, fresh);
  // As they come back from a browser's storage.
  const kept = structuredClone(changes);
  const lost = kept.filter((change) => !fresh.transact(() => makeAgain(fresh, change)));
  return { fresh, changes, lost };
}

const notes = (doc: Y.Doc, task: TaskId) => taskText(doc, task, 'notes')?.toString();
const type = (doc: Y.Doc, task: TaskId, value: string) => replaceText(taskText(doc, task, 'notes') as Y.Text, value);

describe('making changes again', () => {
  it('[QU10] documents that are the same hold nothing beyond each other', () => {
    const { server, mine } = boards();
    expect(changesBeyond(mine, server)).toEqual([]);
  });

  it('[QU11] every kind of change comes back under another client id', () => {
    const { server, mine, task } = boards();
    const added = mint('task');
    const [link, person] = [mint('link'), mint('person')];
    editTask(mine, task, { title: 'Map all wells', size: 30, first: true });
    setSkills(mine, task, ['maps', 'walking']);
    type(mine, task, 'one and a half, two');
    addTask(mine, added, { title: 'Count them', brief: 'all of them', order: 'a1', skills: { maps: true }, at: millis(5) });
    const evidence = [{ id: link, url: 'https://example.org', title: 'Wells' }];
    recordOutcome(mine, task, { kind: 'partial', summary: 'half', next: 'rest', evidence, credit: [person], by: person, at: millis(9) });
    const { fresh, lost } = again(mine, server);
    expect(lost).toEqual([]);
    expect(viewBoard(fresh)).toEqual(viewBoard(mine));
    const writers = new Set(Y.decodeStateVector(Y.encodeStateVector(fresh)).keys());
    expect(writers.has(mine.clientID)).toBe(false);
  });

  it('[QU12] others’ edits of the same text stay, and one’s own stand where they were typed', () => {
    const { server, mine, task } = boards();
    for (const value of ['one TWO three', 'one TWO three, four']) type(mine, task, value);
    for (const value of ['Lee: one two three', 'Lee: one two three!']) type(server, task, value);
    const { fresh } = again(mine, server);
    expect(notes(fresh, task)).toBe('Lee: one TWO three, four!');
  });

  it('[QU13] what others deleted around one’s own words does not take them along', () => {
    const { server, mine, task } = boards();
    type(mine, task, 'one two and a half three');
    type(server, task, 'one three');
    expect(notes(again(mine, server).fresh, task)).toContain('and a half');
  });

  it('[QU14] only what this device had seen is removed', () => {
    const { server, mine, task } = boards();
    removeTask(mine, task);
    const seen = again(mine, server);
    expect(readTask(seen.fresh, task)).toBeUndefined();
    // Somebody replaced the task meanwhile: that one was never seen here.
    addTask(server, task, { title: 'Another one', order: 'a0' });
    expect(readTask(again(mine, server).fresh, task)?.title).toBe('Another one');
  });

  it('[QU15] a change of something that others removed has no place, and is kept for the file', () => {
    const { server, mine, task } = boards();
    type(mine, task, 'one two three four');
    editTask(mine, task, { size: 60 });
    removeTask(server, task);
    const { fresh, lost } = again(mine, server);
    expect(readTask(fresh, task)).toBeUndefined();
    expect(lost.map(({ place }) => place.at(-1)).sort()).toEqual(['notes', 'size']);
    const file = JSON.parse(downloadText('b', { code: 'change-refused', remaining: [], rest: lost })) as { changes: object[] };
    expect(file.changes).toContainEqual(
      expect.objectContaining({ title: 'Map the wells', what: 'text edited', after: 'one two three four' }),
    );
  });

  it('[QU16] what the server took of it already is not made twice', () => {
    const { server, mine, task } = boards();
    type(mine, task, 'one two three four');
    Y.applyUpdate(server, Y.encodeStateAsUpdate(mine));
    type(mine, task, 'one two three four five');
    const { fresh, changes } = again(mine, server);
    expect(changes).toHaveLength(1);
    expect(notes(fresh, task)).toBe('one two three four five');
    expect(changesBeyond(mine, copyOf(mine))).toEqual([]);
  });

  it('[QU17] a forbidden change is named with its root, so that nobody tries it again', () => {
    const { server, mine } = boards();
    const person = mint('person');
    applyWrites(mine, [{ write: 'log', entry: { kind: 'claimed', at: millis(1), by: person } }]);
    mine.getMap('people').set(person, new Y.Map([['role', 'organizer']]));
    expect(changesBeyond(mine, server).map(({ place }) => place[0])).toEqual(['people']);
  });

  it('[QU18] any mixture of typing on two sides ends with all that one typed, in one’s own order', () => {
    const random = seeded(42);
    const pick = (below: number) => Math.floor(random() * below);
    for (let round = 0; round < 300; round++) {
      const { server, mine, task } = boards();
      const edit = (doc: Y.Doc, letters: string) => {
        const text = taskText(doc, task, 'notes') as Y.Text;
        for (let step = 0; step < 12; step++) {
          const at = pick(text.length + 1);
          if (random() < 0.6) text.insert(at, letters[pick(letters.length)] ?? '');
          else if (at < text.length) text.delete(at, Math.min(1 + pick(3), text.length - at));
        }
      };
      edit(mine, 'ABC');
      edit(server, 'XYZ');
      // What a plain merge would have given, had nothing been refused.
      const merged = copyOf(server);
      Y.applyUpdate(merged, Y.encodeStateAsUpdate(mine));
      const { fresh, lost } = again(mine, server);
      const own = (text: string | undefined) => [...(text ?? '')].filter((letter) => 'ABC'.includes(letter)).join('');
      const others = (text: string | undefined) => [...(text ?? '')].filter((letter) => !'ABC'.includes(letter)).join('');
      expect(lost).toEqual([]);
      expect(own(notes(fresh, task))).toBe(own(notes(mine, task)));
      expect(others(notes(fresh, task))).toBe(others(notes(merged, task)));
    }
  });
});
