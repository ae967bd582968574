// Who may write what: the judge holds the same table that the screens read, entries belong to who made them, and names are
// signed by those who bear them.

import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { MAY_WRITE, OWN_ENTRIES, mayWrite } from '../../../../shared/access/policy.ts';
import {
  addChallenge,
  addTalk,
  addTask,
  editMeta,
  recordOutcome,
  removeChallenge,
  removeTask,
  rootOf,
  taskText,
  editTemplate,
  readMeta,
  setTemplates,
} from '../../../../shared/board/board.ts';
import { DOCUMENT, ROLES, ROOTS, type Role, type Root } from '../../../../shared/board/schema.ts';
import { millis } from '../../../../shared/ids.ts';
import { difference } from '../../../fuzz/agree.ts';
import { draft, map, value } from '../../../fuzz/draft.ts';
import { Page, REFUSED, Table } from './table.ts';

/** Something this person could write in each root, if anybody may. */
function entryIn(
  root: Root,
  { mint, cy }: Table,
  person: Page['person'] = cy.person,
): { readonly key: string; readonly set: () => unknown } {
  switch (root) {
    case 'meta':
      return { key: 'title', set: () => 'Our board' };
    case 'challenges':
      return { key: mint('challenge'), set: () => new Y.Map() };
    case 'tasks':
      return { key: mint('task'), set: () => new Y.Map() };
    case 'votes':
      return { key: 'voters', set: () => 1 };
    case 'talk':
      return { key: mint('talk'), set: () => new Y.Map() };
    case 'people':
      return { key: person, set: () => new Y.Map() };
    case 'live':
      return { key: 'schema', set: () => 1 };
    case 'exports':
      return { key: 'x', set: () => new Y.Map() };
  }
}

const CASES = ROLES.flatMap((role) => ROOTS.map((root): [Role, Root] => [role, root]));

describe('the table of roles', () => {
  it.each(CASES)('[JU30] what the screens offer a %s in %s is what the judge takes', (role, root) => {
    const table = new Table();
    const page = new Page(table.board, table.board.join(table.mint('person'), role), 900);
    const { key, set } = entryIn(root, table, page.person);
    const answer = page.edit((doc) => rootOf(doc, root).set(key, set()));
    if (mayWrite(role, root)) expect(answer).toBe('passed');
    else expect(answer).toMatch(REFUSED);
  });

  it.each(CASES)('[JU31] what a %s may write in %s they may erase, and nothing else', (role, root) => {
    const table = new Table();
    const page = new Page(table.board, table.board.join(table.mint('person'), role), 900);
    const { key, set } = entryIn(root, table, page.person);
    // What was written by the server is nobody's, so that only the role counts; talk is its maker's.
    table.doc.transact(() => rootOf(table.doc, root).set(key, set()));
    page.refresh();
    if (OWN_ENTRIES.has(root)) return;
    const answer = page.edit((doc) => rootOf(doc, root).delete(key));
    if (mayWrite(role, root)) expect(answer).toBe('passed');
    else expect(answer).toMatch(REFUSED);
  });

  it('[JU32] every root has a shape, and the roots nobody may write are the server’s', () => {
    expect(Object.keys(DOCUMENT).sort()).toEqual([...ROOTS].sort());
    expect(ROOTS.filter((root) => MAY_WRITE[root].length === 0)).toEqual(['votes', 'people', 'live', 'exports']);
  });
});

describe('entries', () => {
  it('[JU33] nobody writes into the count of the votes, a facilitator included', () => {
    const table = new Table();
    for (const page of [table.ada, table.cy]) {
      const counted = page.edit((doc) => rootOf(doc, 'votes').set('dots', new Y.Map([[table.challenge, 50]])));
      expect(counted).toBe('change-refused: only the server counts votes');
      page.refresh();
    }
    expect(rootOf(table.doc, 'votes').toJSON()).toEqual({});
  });

  it('[TP4] templates of a board are a facilitator’s to change', () => {
    const table = new Table();
    const template = { name: 'Count', brief: 'Where?', skills: 'docs', kind: 'learning', size: 30, first: true, order: 0 } as const;
    const change = (doc: Y.Doc) => setTemplates(doc, new Map([[table.mint('template'), template]]));
    expect(table.cy.edit(change)).toBe('change-refused: only facilitators change the settings of a board');
    expect(table.ada.edit(change)).toBe('passed');
    const [made] = Object.entries(readMeta(table.doc).templates);
    expect(made?.[1]).toEqual(template);
    expect(table.ada.edit((doc) => editTemplate(doc, made?.[0] ?? '', { size: 60 }))).toBe('passed');
    expect(readMeta(table.doc).templates[made?.[0] ?? '']?.size).toBe(60);
  });

  it('[JU34] nobody changes, replaces or removes what somebody else said, a facilitator included', () => {
    const table = new Table();
    const said = (table.entry('talk', table.talk)._item as Y.Item).id;
    for (const page of [table.cy, table.ada]) {
      const send = (struct: object) =>
        page.send(draft([{ client: page.doc.clientID, clock: table.next(page.doc.clientID), structs: [struct as never] }]));
      const answer = 'change-refused: it changes what somebody else said';
      expect(send({ origin: said, content: map })).toBe(answer);
      expect(send({ origin: said, content: { is: 'deleted', length: 1 } })).toBe(answer);
      expect(send({ parent: said, key: 'text', content: value('No!') })).toBe(answer);
      expect(page.send(draft([], [{ client: 200, ranges: [[said.clock, 1]] }]))).toBe(answer);
    }
    expect(table.bo.edit((doc) => (rootOf(doc, 'talk').get(table.talk) as Y.Map<unknown>).set('text', 'Shall we all?'))).toBe('passed');
    expect(table.bo.edit((doc) => rootOf(doc, 'talk').delete(table.talk))).toBe('passed');
    expect(table.cy.edit((doc) => addTalk(doc, table.talk, { text: 'Me', author: table.cy.person }))).toMatch(REFUSED);
  });

  it('[JU35] what the server brought back still belongs to who said it', () => {
    const table = new Table();
    table.doc.transact(() => addTalk(table.doc, table.talk, { text: 'Shall we?', author: table.bo.person, at: millis(1) }));
    table.refresh();
    expect(table.cy.edit((doc) => rootOf(doc, 'talk').delete(table.talk))).toMatch(REFUSED);
    expect(table.bo.edit((doc) => rootOf(doc, 'talk').delete(table.talk))).toBe('passed');
  });
});

describe('in the place of another’s entry', () => {
  const signed = (table: Table, page: Page) => (doc: Y.Doc) => addTask(doc, table.task, { title: 'Mine now', author: page.person });

  it('[JU45] nobody who has not seen somebody’s task makes one under its id; their own device may, which did not know it was taken', () => {
    const table = new Table();
    const task = draft([{ client: 900, clock: 0, structs: [{ parent: 'tasks', key: table.task, content: map }] }]);
    const answer = 'change-refused: it is made in the place of another’s';
    for (const page of [table.cy, table.ada]) expect(page.send(task)).toBe(answer);
    const challenge = draft([{ client: 900, clock: 0, structs: [{ parent: 'challenges', key: table.challenge, content: map }] }]);
    expect(table.cy.send(challenge)).toBe(answer);
    expect(table.entry('tasks', table.task).get('title')).toBe('Count');
    expect(table.bo.send(task)).toBe('passed');
  });

  it('[JU46] who has seen it and puts something in its place removes it: the brake counts that, and it is not signed anew', () => {
    const table = new Table();
    const update = table.cy.updateOf((doc) => rootOf(doc, 'tasks').set(table.task, new Y.Map([['title', 'x']])));
    expect(table.board.judge(update, table.cy.author)).toMatchObject({ verdict: 'passed', removal: { entries: 1, characters: 12 } });
    const other = new Page(table.board, table.cy.author, 301);
    expect(other.edit(signed(table, other))).toBe('change-refused: it was made by somebody else');
    expect(table.entry('tasks', table.task).get('author')).toBe(table.bo.person);
  });

  it('[JU47] two who bring back the same task at once both may, and all replicas agree', () => {
    const table = new Table();
    const pages = [table.cy, new Page(table.board, table.ada.author, 101)];
    expect(table.bo.edit((doc) => removeTask(doc, table.task))).toBe('passed');
    for (const page of pages) page.refresh();
    const back = (doc: Y.Doc) => addTask(doc, table.task, { title: 'Count', author: table.bo.person });
    const updates = pages.map((page) => page.updateOf(back));
    expect(pages.map((page, at) => page.send(updates[at] as Uint8Array))).toEqual(['passed', 'passed']);
    for (const page of pages) {
      page.refresh();
      expect(difference(page.doc, table.doc)).toBeUndefined();
    }
    expect(table.entry('tasks', table.task).get('author')).toBe(table.bo.person);
  });
});

describe('signatures', () => {
  const by = { at: millis(2_000) };

  it('[JU36] who makes an entry signs with their own name or not at all', () => {
    const table = new Table();
    const { cy, bo } = table;
    const forged = [
      (doc: Y.Doc) => addTask(doc, table.mint('task'), { title: 'x', author: bo.person, ...by }),
      (doc: Y.Doc) => addChallenge(doc, table.mint('challenge'), { title: 'x', author: bo.person, ...by }),
      (doc: Y.Doc) => addTalk(doc, table.mint('talk'), { text: 'x', author: bo.person, ...by }),
    ];
    for (const forge of forged) {
      const page = new Page(table.board, cy.author, 301);
      expect(page.edit(forge)).toBe('change-refused: it carries the name of somebody else');
    }
    expect(cy.edit((doc) => addTask(doc, table.mint('task'), { title: 'x', author: cy.person }))).toBe('passed');
    expect(cy.edit((doc) => addTask(doc, table.mint('task'), { title: 'x' }))).toBe('passed');
  });

  it('[JU37] nobody signs an entry anew', () => {
    const table = new Table();
    const sign = (name: string) => (doc: Y.Doc) => void (rootOf(doc, 'tasks').get(table.task) as Y.Map<unknown>).set('author', name);
    expect(table.cy.edit(sign(table.ada.person))).toMatch(REFUSED);
    expect(new Page(table.board, table.cy.author, 301).edit(sign(table.cy.person))).toBe('change-refused: it was made by somebody else');
    expect(table.bo.edit(sign(table.bo.person))).toBe('passed');
  });

  it('[JU38] undoing the removal of somebody’s task brings it back under their name', () => {
    const table = new Table();
    const { cy, bo } = table;
    const undo = new Y.UndoManager([rootOf(cy.doc, 'tasks')], { trackedOrigins: new Set(['own']), captureTimeout: 0 });
    expect(cy.edit((doc) => removeTask(doc, table.task))).toBe('passed');
    expect(cy.step(() => undo.undo())).toBe('passed');
    expect(table.entry('tasks', table.task).get('author')).toBe(bo.person);
    expect(table.notes.toString()).toBe('Bo 🚲 counts');
    expect(cy.step(() => undo.redo())).toBe('passed');
    expect(cy.step(() => undo.undo())).toBe('passed');
    table.refresh();
    const adas = new Y.UndoManager([rootOf(table.ada.doc, 'tasks'), rootOf(table.ada.doc, 'challenges')], {
      captureTimeout: 0,
      trackedOrigins: new Set(['own']),
    });
    expect(table.ada.edit((doc) => removeChallenge(doc, table.challenge))).toBe('passed');
    expect(table.ada.step(() => adas.undo())).toBe('passed');
    expect(table.entry('tasks', table.task).get('author')).toBe(bo.person);
  });

  it('[JU39] an id that was somebody’s task is not made into a task of a third person', () => {
    const table = new Table();
    table.cy.edit((doc) => removeTask(doc, table.task));
    expect(table.cy.edit((doc) => addTask(doc, table.task, { title: 'Count', author: table.ada.person }))).toMatch(REFUSED);
  });

  it('[JU40] who records an outcome signs it, and undoing that brings back who did before', () => {
    const table = new Table();
    const outcome = { kind: 'done', summary: 'Counted', next: '', evidence: [], credit: [], at: millis(3) } as const;
    expect(table.cy.edit((doc) => recordOutcome(doc, table.task, { ...outcome, by: table.bo.person }))).toMatch(REFUSED);
    expect(table.bo.edit((doc) => recordOutcome(doc, table.task, { ...outcome, by: table.bo.person }))).toBe('passed');
    const ada = new Page(table.board, table.ada.author, 101);
    const undo = new Y.UndoManager([rootOf(ada.doc, 'tasks')], { trackedOrigins: new Set(['own']), captureTimeout: 0 });
    expect(ada.edit((doc) => recordOutcome(doc, table.task, { ...outcome, summary: 'Twice', by: ada.person }))).toBe('passed');
    expect(ada.step(() => undo.undo())).toBe('passed');
    expect((table.entry('tasks', table.task).get('outcome') as Y.Map<unknown>).get('by')).toBe(table.bo.person);
    expect(ada.edit((doc) => removeTask(doc, table.task))).toBe('passed');
    expect(ada.step(() => undo.undo())).toBe('passed');
    expect((table.entry('tasks', table.task).get('outcome') as Y.Map<unknown>).get('by')).toBe(table.bo.person);
  });
});

describe('what goes away', () => {
  it('[JU41] entries and characters of others are counted, one’s own are not', () => {
    const table = new Table();
    const removal = (page: Page, change: (doc: Y.Doc) => void) => {
      const verdict = table.board.judge(page.updateOf(change), page.author);
      return 'removal' in verdict ? verdict.removal : verdict;
    };
    const cut = (doc: Y.Doc) => taskText(doc, table.task, 'notes')?.delete(3, 4);
    expect(removal(table.bo, cut)).toEqual({ entries: 0, characters: 0 });
    expect(removal(table.cy, cut)).toEqual({ entries: 0, characters: 4 });
    expect(removal(new Page(table.board, table.cy.author, 301), (doc) => removeTask(doc, table.task))).toEqual({
      entries: 1,
      characters: 12,
    });
    expect(removal(new Page(table.board, table.cy.author, 302), (doc) => removeChallenge(doc, table.challenge))).toEqual({
      entries: 2,
      characters: 18,
    });
    expect(removal(new Page(table.board, table.bo.author, 201), (doc) => removeChallenge(doc, table.challenge))).toEqual({
      entries: 0,
      characters: 0,
    });
  });

  it('[JU42] what is deleted with its whole is counted though the update does not name it, as is what is replaced', () => {
    const table = new Table();
    const task = (table.entry('tasks', table.task)._item as Y.Item).id;
    const removal = (update: Uint8Array) => {
      const verdict = table.board.judge(update, table.cy.author);
      return 'removal' in verdict ? verdict.removal : verdict;
    };
    expect(removal(draft([], [{ client: 200, ranges: [[task.clock, 1]] }]))).toEqual({ entries: 1, characters: 12 });
    expect(removal(draft([{ client: 300, clock: 0, structs: [{ origin: task, content: map }] }]))).toEqual({ entries: 1, characters: 12 });
    const notes = (table.notes._item as Y.Item).id;
    expect(removal(draft([{ client: 300, clock: 0, structs: [{ origin: notes, content: { is: 'type', type: 2 } }] }]))).toEqual({
      entries: 0,
      characters: 12,
    });
  });

  it('[JU43] what the server brought back counts as its maker’s', () => {
    const table = new Table();
    table.doc.transact(() => addTask(table.doc, table.task, { title: 'Count', notes: 'again', author: table.bo.person }));
    table.refresh();
    for (const [page, entries, characters] of [
      [table.bo, 0, 0],
      [table.cy, 1, 5],
    ] as const) {
      const verdict = table.board.judge(
        page.updateOf((doc) => removeTask(doc, table.task)),
        page.author,
      );
      expect(verdict).toMatchObject({ removal: { entries, characters } });
    }
  });

  it('[JU48] a value that is erased is told from one that is replaced, however the update puts it', () => {
    const table = new Table();
    const task = (doc: Y.Doc) => rootOf(doc, 'tasks').get(table.task) as Y.Map<unknown>;
    const erases = (change: (doc: Y.Doc) => void): boolean | undefined => {
      const page = new Page(table.board, table.cy.author, 301);
      const verdict = table.board.judge(page.updateOf(change), page.author);
      return 'erases' in verdict ? verdict.erases : undefined;
    };
    expect(erases((doc) => task(doc).set('title', 'Count all'))).toBe(false);
    expect(erases((doc) => addTask(doc, table.mint('task'), { title: 'New' }))).toBe(false);
    expect(erases((doc) => taskText(doc, table.task, 'notes')?.delete(0, 2))).toBe(false);
    expect(erases((doc) => task(doc).delete('title'))).toBe(true);
    expect(
      erases((doc) => {
        task(doc).set('size', 30);
        task(doc).delete('title');
      }),
    ).toBe(true);
    expect(
      erases((doc) => {
        task(doc).set('title', 'Count all');
        task(doc).delete('title');
      }),
    ).toBe(true);
    const title = (table.entry('tasks', table.task)._map.get('title') as Y.Item).lastId;
    const asDeleted = draft([{ client: 301, clock: 0, structs: [{ origin: title, content: { is: 'deleted', length: 1 } }] }]);
    expect(table.board.judge(asDeleted, table.cy.author)).toMatchObject({ erases: true });
  });

  it('[JU44] settings that are changed are nobody’s work', () => {
    const table = new Table();
    table.ada.edit((doc) => editMeta(doc, { title: 'One' }));
    const verdict = table.board.judge(
      table.ada.updateOf((doc) => editMeta(doc, { title: 'Two' })),
      table.ada.author,
    );
    expect(verdict).toMatchObject({ verdict: 'passed', removal: { entries: 0, characters: 0 } });
  });
});
