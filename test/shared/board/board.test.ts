// Reads and writes over the document: what is missing or ill-typed reads as its default, what is equal is not written,
// and edits of several people merge. Who may write is not looked at here.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  addChallenge,
  addTask,
  challengeBrief,
  editChallenge,
  editMeta,
  editTask,
  outcomeSummary,
  readMeta,
  readTask,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  setSkills,
  taskText,
  type OutcomeGiven,
} from '../../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../../shared/board/server-writes.ts';
import { migrate, SchemaError } from '../../../shared/board/migrate.ts';
import { LIMITS } from '../../../shared/board/schema.ts';
import { millis, type TaskId } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';

const mint = seededMint(11);
const RUNS = { seed: 20170601, numRuns: 300 };

function withTask(given: Parameters<typeof addTask>[2] = {}): { doc: Y.Doc; id: TaskId } {
  const doc = new Y.Doc();
  const id = mint('task');
  addTask(doc, id, { title: 'Count bikes', ...given });
  return { doc, id };
}

/** How many updates a change makes. */
function updatesOf(doc: Y.Doc, change: () => void): number {
  let updates = 0;
  const count = () => updates++;
  doc.on('update', count);
  change();
  doc.off('update', count);
  return updates;
}

function outcome(given: Partial<OutcomeGiven> = {}): OutcomeGiven {
  return { kind: 'done', summary: 'It works', next: 'Ship', evidence: [], credit: [], by: mint('person'), at: millis(1), ...given };
}

/** Carries everything each has to the other, both ways. */
function meet(one: Y.Doc, other: Y.Doc): void {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)));
}

describe('reading', () => {
  it('[VW1] an empty document is an empty board of defaults', () => {
    expect(readMeta(new Y.Doc())).toEqual({
      title: '',
      brief: '',
      seats: 2,
      leaseMinutes: 45,
      votesPerPerson: 5,
      locked: false,
      agenda: {},
      templates: {},
    });
    expect(readTask(new Y.Doc(), mint('task'))).toBeUndefined();
  });

  it('[VW2] a task reads as it was made, with defaults for the rest', () => {
    const { doc, id } = withTask({ seats: 3, brief: 'Why', skills: { maps: true } });
    expect(readTask(doc, id)).toMatchObject({
      id,
      title: 'Count bikes',
      seats: 3,
      brief: 'Why',
      skills: { maps: true },
      phase: 'during',
      kind: 'contribution',
      notes: '',
      outcome: { kind: '', evidence: {} },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['title', 7, ''],
    ['title', 'x'.repeat(500), 'x'.repeat(LIMITS.title)],
    ['seats', 'many', 2],
    ['seats', 0, 2],
    ['seats', 1e9, 2],
    ['seats', null, 2],
    ['first', 'yes', false],
    ['phase', 'never', 'during'],
    ['challenge', 'nonsense', ''],
    ['challenge', '__proto__', ''],
    ['at', 'today', 0],
    ['brief', 'no text', ''],
    ['skills', 'no map', {}],
    ['outcome', 5, { kind: '', summary: '', next: '', evidence: {}, credit: {}, demo: false, by: '', at: 0 }],
  ])('[VW3] a %s of %j reads as a default', (field, value, read) => {
    const { doc, id } = withTask();
    doc.getMap<Y.Map<unknown>>('tasks').get(id)?.set(field, value);
    expect((readTask(doc, id) as Record<string, unknown>)[field]).toEqual(read);
  });

  it('[VW4] entries under keys that are no ids, or that are no maps, are not on the board', () => {
    const doc = new Y.Doc();
    const tasks = doc.getMap<unknown>('tasks');
    tasks.set('__proto__', new Y.Map([['title', 'x']]));
    tasks.set('t1short', new Y.Map());
    const id = mint('task');
    tasks.set(id, 'a string');
    expect([readTask(doc, '__proto__' as TaskId), readTask(doc, 't1short' as TaskId), readTask(doc, id)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('writing', () => {
  it('[VW10] what is equal already is not written, so that a retry says nothing', () => {
    const { doc, id } = withTask({ seats: 3 });
    expect(updatesOf(doc, () => editTask(doc, id, { title: 'Count bikes', seats: 3, first: false }))).toBe(0);
    expect(updatesOf(doc, () => editTask(doc, id, { title: 'Count cars' }))).toBe(1);
    expect(updatesOf(doc, () => editMeta(doc, { seats: 2 }))).toBe(0);
    const given = outcome({ evidence: [{ id: mint('link'), url: 'https://example.org', title: 'Map' }], credit: [mint('person')] });
    recordOutcome(doc, id, given);
    expect(updatesOf(doc, () => recordOutcome(doc, id, given))).toBe(0);
    setSkills(doc, id, ['maps']);
    expect(updatesOf(doc, () => setSkills(doc, id, ['maps']))).toBe(0);
  });

  it('[VW11] edits of what is gone do nothing', () => {
    const { doc, id } = withTask();
    removeTask(doc, id);
    const acts = () => {
      editTask(doc, id, { title: 'x' });
      editChallenge(doc, mint('challenge'), { title: 'x' });
      setSkills(doc, id, ['maps']);
      recordOutcome(doc, id, outcome());
      removeTask(doc, id);
    };
    expect(updatesOf(doc, acts)).toBe(0);
    expect([taskText(doc, id, 'notes'), outcomeSummary(doc, id), challengeBrief(doc, mint('challenge'))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('[VW12] removing a challenge removes its tasks, removing a task its subtasks, in one step', () => {
    const doc = new Y.Doc();
    const [challenge, parent, child, other] = [mint('challenge'), mint('task'), mint('task'), mint('task')];
    addChallenge(doc, challenge, { title: 'c' });
    addTask(doc, parent, { challenge, title: 'p' });
    addTask(doc, child, { challenge, parent, title: 'c' });
    addTask(doc, other, { title: 'o' });
    expect(updatesOf(doc, () => removeTask(doc, parent))).toBe(1);
    expect([...doc.getMap('tasks').keys()]).toEqual([other]);
    addTask(doc, child, { challenge, title: 'again' });
    expect(updatesOf(doc, () => removeChallenge(doc, challenge))).toBe(1);
    expect([...doc.getMap('tasks').keys()]).toEqual([other]);
  });

  it('[VW13] a new outcome replaces the old one in all its parts, and can be cleared', () => {
    const { doc, id } = withTask();
    const [one, two] = [mint('link'), mint('link')];
    const [ada, bo] = [mint('person'), mint('person')];
    recordOutcome(
      doc,
      id,
      outcome({
        evidence: [
          { id: one, url: 'https://a.example', title: 'A' },
          { id: two, url: 'https://b.example', title: 'B' },
        ],
        credit: [ada],
      }),
    );
    recordOutcome(
      doc,
      id,
      outcome({
        kind: 'learned',
        summary: 'We know now',
        evidence: [{ id: two, url: 'https://b.example/2', title: 'B' }],
        credit: [bo],
        demo: true,
      }),
    );
    expect(readTask(doc, id)?.outcome).toMatchObject({
      kind: 'learned',
      summary: 'We know now',
      evidence: { [two]: { url: 'https://b.example/2', title: 'B' } },
      credit: { [bo]: true },
      demo: true,
    });
    expect(Object.keys(readTask(doc, id)?.outcome.evidence ?? {})).toEqual([two]);
    recordOutcome(doc, id, outcome({ kind: '', summary: '', next: '', demo: false }));
    expect(readTask(doc, id)?.outcome).toMatchObject({ kind: '', summary: '', evidence: {}, credit: {} });
  });

  it('[VW14] skills that do not fit the form are left out', () => {
    const { doc, id } = withTask();
    setSkills(doc, id, ['c++', '.net', 'node.js', '', '__proto__', 'x'.repeat(31), 'Żółw 2']);
    expect(Object.keys(readTask(doc, id)?.skills ?? {}).sort()).toEqual(['c++', 'node.js', 'Żółw 2'].sort());
  });

  it('[VW15] preparing a board twice changes nothing the second time', () => {
    const doc = new Y.Doc();
    prepareBoard(doc);
    expect(updatesOf(doc, () => prepareBoard(doc))).toBe(0);
  });

  it('[VW16] a board of a newer version is not touched', () => {
    const doc = new Y.Doc();
    prepareBoard(doc);
    expect(updatesOf(doc, () => migrate(doc))).toBe(0);
    doc.getMap('live').set('schema', 99);
    expect(() => migrate(doc)).toThrow(SchemaError);
    expect(doc.getMap('live').get('schema')).toBe(99);
  });

  it('[VW17] a seat that is freed last takes the task out of the claims', () => {
    const doc = new Y.Doc();
    prepareBoard(doc);
    const [task, person] = [mint('task'), mint('person')];
    applyWrites(doc, [{ write: 'seat', claim: { task, person, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: true } }]);
    applyWrites(doc, [{ write: 'unseat', task, person }]);
    applyWrites(doc, [
      { write: 'unseat', task, person },
      { write: 'lease', task, person, leaseEndsAt: millis(9) },
      { write: 'drive', task, person },
    ]);
    expect(doc.getMap('live').toJSON()).toMatchObject({ claims: {} });
  });
});

describe('replacing text', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '🚲', '👩‍🔬', 'ż', '\n'), maxLength: 30 });

  it('[VW20] ends with exactly the new text and never cuts a character in half', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const doc = new Y.Doc();
        const text = doc.getText('text');
        text.insert(0, before);
        replaceText(text, after);
        expect(text.toString()).toBe(after);
        for (const { insert } of text.toDelta() as { insert: string }[]) expect(insert).not.toMatch(/\p{Cs}/u);
      }),
      RUNS,
    );
  });

  it('[VW21] keeps what others write at the same time outside of what changed', () => {
    fc.assert(
      fc.property(words, words, words, (start, middle, end) => {
        const { doc: one, id } = withTask({ notes: `${start}[${middle}]${end}` });
        const other = new Y.Doc();
        meet(one, other);
        const [mine, theirs] = [taskText(one, id, 'notes'), taskText(other, id, 'notes')];
        if (!mine || !theirs) throw new Error('there are no notes');
        replaceText(mine, `${start}[changed]${end}`);
        theirs.insert(0, 'before ');
        theirs.insert(theirs.length, ' after');
        meet(one, other);
        expect(mine.toString()).toBe(theirs.toString());
        expect(mine.toString()).toBe(`before ${start}[changed]${end} after`);
      }),
      RUNS,
    );
  });

  it('[VW22] two who set different fields of one task at once both have their way', () => {
    const { doc: one, id } = withTask();
    const other = new Y.Doc();
    meet(one, other);
    editTask(one, id, { title: 'Mine' });
    editTask(other, id, { seats: 5 });
    recordOutcome(other, id, outcome());
    taskText(one, id, 'notes')?.insert(0, 'note');
    meet(one, other);
    for (const doc of [one, other])
      expect(readTask(doc, id)).toMatchObject({ title: 'Mine', seats: 5, notes: 'note', outcome: { kind: 'done', summary: 'It works' } });
  });
});
