// What honest clients send, however odd it looks: it passes. Whole histories are played in test/fuzz.

import * as Y from 'yjs';
import { generateKeyBetween } from 'fractional-indexing';
import { describe, expect, it } from 'vitest';
import { crossCheck } from '../../../../server/board/judge/judge.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS } from '../../../../server/board/judge/scan.ts';
import {
  addTask,
  editTask,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  rootOf,
  setSkills,
  taskText,
} from '../../../../shared/board/board.ts';
import { applyWrites } from '../../../../shared/board/server-writes.ts';
import { OwnSteps } from '../../../../shared/board/own-steps.ts';
import { TASK } from '../../../../shared/board/schema.ts';
import { millis } from '../../../../shared/ids.ts';
import { crowd } from '../../../fuzz/crowd.ts';
import { difference } from '../../../fuzz/agree.ts';
import { draft, say } from '../../../fuzz/draft.ts';
import { honestHistory } from '../../../fuzz/honest.ts';
import { Siege } from '../../../fuzz/hostile.ts';
import { said } from '../../../fuzz/judged-board.ts';
import { FAILED } from '../../../fuzz/seeds.ts';
import { seeded } from '../../../support/seed.ts';
import { Page, Table } from './table.ts';

/** What this page sends after time apart. */
const caughtUp = (table: Table, page: Page): string =>
  page.send(Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(table.doc)), CATCH_UP_LIMITS);

describe('honest work', () => {
  it('[JU50] edits of a card that was removed meanwhile pass, and nothing of them is kept', () => {
    const table = new Table();
    table.cy.updateOf((doc) => taskText(doc, table.task, 'notes')?.insert(0, 'Cy was here'));
    table.cy.updateOf((doc) => editTask(doc, table.task, { title: 'Count all' }));
    table.cy.updateOf((doc) => setSkills(doc, table.task, ['css']));
    table.bo.edit((doc) => rootOf(doc, 'tasks').delete(table.task));
    expect(caughtUp(table, table.cy)).toBe('passed');
    expect(table.cy.edit((doc) => editTask(doc, table.task, { title: 'And again' }))).toBe('passed');
    table.cy.refresh();
    expect(difference(table.doc, table.cy.doc)).toBeUndefined();
    expect(rootOf(table.doc, 'tasks').has(table.task)).toBe(false);
  });

  it('[JU51] a title may be changed any number of times, by many in turn and by one who was away', () => {
    const table = new Table();
    for (let turn = 0; turn < 500; turn++) {
      const page = turn % 2 ? table.bo : table.ada;
      page.refresh();
      expect(page.edit((doc) => editTask(doc, table.task, { title: `Turn ${turn}` }), { ...LIVE_LIMITS, steps: 10 })).toBe('passed');
    }
    for (let turn = 0; turn < 500; turn++) table.cy.updateOf((doc) => editTask(doc, table.task, { title: `Away ${turn}` }));
    expect(caughtUp(table, table.cy)).toBe('passed');
    expect(table.cy.edit((doc) => editTask(doc, table.task, { title: 'Back' }))).toBe('passed');
  });

  it('[JU52] an update that comes twice, or after all that it is part of, says nothing new', () => {
    const table = new Table();
    const update = table.cy.updateOf((doc) => addTask(doc, table.mint('task'), { title: 'Draw', author: table.cy.person }));
    expect(table.cy.send(update)).toBe('passed');
    expect(table.cy.send(update)).toBe('nothing-new');
    expect(table.cy.send(Y.encodeStateAsUpdate(table.cy.doc), CATCH_UP_LIMITS)).toBe('nothing-new');
  });

  it('[JU53] a replica that sends all it has, the server’s part too, is taken by what is new in it', () => {
    const table = new Table();
    table.doc.transact(() => applyWrites(table.doc, [{ write: 'log', entry: { kind: 'held', at: millis(1), by: '' } }]));
    table.refresh();
    table.cy.updateOf((doc) => editTask(doc, table.task, { title: 'Mine' }));
    expect(table.cy.send(Y.encodeStateAsUpdate(table.cy.doc), CATCH_UP_LIMITS)).toBe('passed');
    expect(table.entry('tasks', table.task).get('title')).toBe('Mine');
  });

  it('[JU54] what was held as a gap passes once what it builds on has come', () => {
    const table = new Table();
    const first = table.cy.updateOf((doc) => addTask(doc, table.mint('task'), { title: 'One' }));
    const second = table.cy.updateOf((doc) => addTask(doc, table.mint('task'), { title: 'Two' }));
    expect(table.cy.send(second)).toBe('gap');
    expect(table.cy.send(first)).toBe('passed');
    expect(table.cy.send(second)).toBe('passed');
  });

  it('[JU55] a card that was removed is put back with all that was in it, under the names that stood there', () => {
    const table = new Table();
    const outcome = {
      kind: 'done',
      summary: 'Counted 🚲',
      next: 'Draw',
      evidence: [{ id: table.mint('link'), url: 'https://example.org', title: 'Map' }],
    } as const;
    table.bo.edit((doc) => recordOutcome(doc, table.task, { ...outcome, credit: [table.cy.person], by: table.bo.person, at: millis(5) }));
    table.refresh();
    const before = rootOf(table.doc, 'tasks').toJSON();
    const steps = new OwnSteps(table.cy.doc, { origin: 'own', me: table.cy.person, now: () => 0 });
    expect(table.cy.edit((doc) => removeChallenge(doc, table.challenge))).toBe('passed');
    expect(rootOf(table.doc, 'tasks').size).toBe(0);
    expect(table.cy.step(() => steps.undo())).toBe('passed');
    expect(rootOf(table.doc, 'tasks').toJSON()).toEqual(before);
    expect(table.cy.edit((doc) => removeTask(doc, table.task))).toBe('passed');
    expect(table.cy.step(() => steps.undo())).toBe('passed');
    expect(rootOf(table.doc, 'tasks').toJSON()).toEqual(before);
    table.bo.refresh();
    expect(difference(table.doc, table.bo.doc)).toBeUndefined();
  });

  it('[JU56] a long text typed letter by letter at two places by two people apart merges in few steps', () => {
    const table = new Table();
    for (const page of [table.bo, table.cy]) {
      const notes = taskText(page.doc, table.task, 'notes') as Y.Text;
      for (let letter = 0; letter < 400; letter++) {
        page.updateOf(() => notes.insert(3 + Math.floor(letter / 2), 'x'));
        page.updateOf(() => notes.insert(notes.length, 'y'));
      }
    }
    for (const page of [table.bo, table.cy]) {
      const verdict = table.board.judge(Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(table.doc)), page.author, CATCH_UP_LIMITS);
      expect(verdict).toMatchObject({ verdict: 'passed' });
      expect('steps' in verdict ? verdict.steps : 0).toBeLessThan(4_000);
      expect(caughtUp(table, page)).toBe('passed');
    }
    table.refresh();
    expect(difference(table.bo.doc, table.cy.doc)).toBeUndefined();
  });

  it('[JU57] every place key that the screens make fits, and none that they could not go on from does', () => {
    const { pattern } = TASK.order;
    const random = seeded(20170601);
    const keys = [generateKeyBetween(null, null)];
    for (let turn = 0; turn < 2_000; turn++) {
      const at = Math.floor(random() * (keys.length + 1));
      keys.splice(at, 0, generateKeyBetween(keys[at - 1] ?? null, keys[at] ?? null));
    }
    for (const key of keys) expect(key).toMatch(pattern as RegExp);
    for (let turn = 0; turn < 20_000; turn++) {
      const key = Array.from({ length: 1 + Math.floor(random() * 4) }, () => 'aAbzZ09Bx!'[Math.floor(random() * 10)]).join('');
      if (pattern?.test(key)) expect(() => generateKeyBetween(key, null)).not.toThrow();
    }
  });
});

describe('devices that hold more than the board', () => {
  /** A board as it was when the backup was made, and a page that remembers what came after. */
  function putBackBoard(): { readonly table: Table; readonly page: Page } {
    const ahead = new Table();
    const claim = { task: ahead.task, person: ahead.cy.person, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: false };
    const entry = { kind: 'claimed', at: millis(1), by: ahead.cy.person } as const;
    ahead.doc.transact(() =>
      applyWrites(ahead.doc, [
        { write: 'seat', claim },
        { write: 'log', entry },
      ]),
    );
    ahead.ada.edit((doc) => editTask(doc, ahead.task, { title: 'Since the backup' }));
    ahead.refresh();
    return { table: new Table(), page: ahead.cy };
  }

  it('[JU58] what others and the server wrote since is refused, and taken while a facilitator accepts such devices', () => {
    const { table, page } = putBackBoard();
    const update = Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(table.doc));
    const answer = () => said(table.board.receive(update, page.author, CATCH_UP_LIMITS));
    expect(answer()).toMatch(/^change-refused/);
    // The server writes under another id since it was put back.
    table.doc.clientID = 2;
    table.board.acceptsReplicas = true;
    expect(answer()).toBe('passed');
    expect(difference(table.doc, page.doc)).toBeUndefined();
  });

  it('[JU59] the schema holds for such devices too, and who is known may still not write what is the server’s', () => {
    const { table } = putBackBoard();
    table.board.acceptsReplicas = true;
    const odd = table.cy.updateOf((doc) => (rootOf(doc, 'tasks').get(table.task) as Y.Map<unknown>).set('size', 'large'));
    expect(table.cy.send(odd)).toBe('change-refused: a value does not fit “size”');
    table.board.owners.set(301, table.cy.person);
    const page = new Page(table.board, table.cy.author, 301);
    expect(page.edit((doc) => rootOf(doc, 'live').set('schema', 2))).toMatch(/^change-refused/);
  });
});

describe('the word of the judge', () => {
  it('[JU60] is held against what happened: what it did not foresee is told', () => {
    const table = new Table();
    const update = table.cy.updateOf((doc) => taskText(doc, table.task, 'notes')?.insert(0, 'x'));
    const verdict = table.board.judge(update, table.cy.author);
    if (!('foreseen' in verdict)) throw new Error(said(verdict));
    const faults: (string | undefined)[] = [];
    table.doc.on('afterTransactionCleanup', (transaction: Y.Transaction) => faults.push(crossCheck(verdict, transaction)));
    Y.applyUpdate(table.doc, update);
    Y.applyUpdate(
      table.doc,
      draft([{ client: 300, clock: 1, structs: [{ parent: 'tasks', key: table.mint('task'), content: { is: 'type', type: 1 } }] }]),
    );
    Y.applyUpdate(table.doc, draft([{ client: 300, clock: 9, structs: [{ parent: 'tasks', key: 'x', content: say('x') }] }]));
    expect(faults).toEqual([undefined, 'client 300 ends at 2, not at 1', 'a part of the update waits for something']);
  });

  it('[JU61] leaves the document as it is, whatever it says', () => {
    const table = new Table();
    const before = Y.encodeStateAsUpdate(table.doc);
    const roots = [...table.doc.share.keys()].join();
    const updates = [
      table.cy.updateOf((doc) => replaceText(taskText(doc, table.task, 'notes') as Y.Text, 'Bo counts twice')),
      table.ada.updateOf((doc) => rootOf(doc, 'meta').set('title', 7)),
      draft([{ client: 300, clock: 0, structs: [{ origin: (table.notes._start as Y.Item).id, content: say('x') }] }]),
    ];
    for (const update of updates) table.board.judge(update, table.cy.author);
    expect(Y.encodeStateAsUpdate(table.doc)).toEqual(before);
    expect([...table.doc.share.keys()].join()).toBe(roots);
  });
});

describe('by chance', () => {
  it('[JU70] histories of honest people: nothing refused, all replicas and the log alike', () => {
    for (const seed of [...FAILED.honest, ...Array.from({ length: 12 }, (_, at) => 20_170_601 + at)]) honestHistory(seed, 200);
  });

  it('[JU71] sieges: nothing of others changes, the schema holds, replicas and the log stay alike', () => {
    for (const seed of [...FAILED.hostile, ...Array.from({ length: 8 }, (_, at) => 20_170_601 + at)]) new Siege(seed).run(100);
  });

  it('[JU72] whatever is written between whatever characters, what passes is the same text in whatever order it is heard', () => {
    let [passed, refused] = [0, 0];
    for (let seed = 1; seed <= 400; seed++) {
      const crowded = crowd(seed);
      expect(crowded.differs).toBeUndefined();
      passed += crowded.passed;
      refused += crowded.refused;
    }
    expect(passed).toBeGreaterThan(2_000);
    expect(refused).toBeGreaterThan(1_000);
  });
});
