// Attacks seen to work on plain Yjs, one by one: bytes, references, names, costs. Each is refused and leaves the board as it was.

import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { CATCH_UP_LIMITS, LIVE_LIMITS } from '../../../../server/board/judge/scan.ts';
import { addTask, editTask, replaceText, rootOf, taskText } from '../../../../shared/board/board.ts';
import { draft, map, say, value, type DraftBlock, type DraftStruct } from '../../../fuzz/draft.ts';
import { sameClocks, sameText } from '../../../fuzz/agree.ts';
import { seeded } from '../../../support/seed.ts';
import { MALFORMED, REFUSED, Table } from './table.ts';

/** Cy's id, which Cy has not written under yet. */
const CY = 300;
/** Bo's. */
const BO = 200;

const cys = (table: Table, ...structs: DraftStruct[]): DraftBlock => ({ client: CY, clock: table.next(CY), structs });

/** What the board says to Cy, who must not have changed it. */
function refusal(table: Table, update: Uint8Array, limits = CATCH_UP_LIMITS): string {
  const before = [sameText(table.doc), sameClocks(table.doc), [...table.doc.share.keys()].sort().join()];
  const answer = table.cy.send(update, limits);
  expect([sameText(table.doc), sameClocks(table.doc), [...table.doc.share.keys()].sort().join()]).toEqual(before);
  expect(table.doc.store.pendingStructs ?? table.doc.store.pendingDs).toBeNull();
  return answer;
}

describe('bytes', () => {
  it('[JU1] random and cut bytes are malformed, and change nothing', () => {
    const table = new Table();
    const random = seeded(20170601);
    const honest = table.cy.updateOf((doc) => addTask(doc, table.mint('task'), { title: 'Draw' }));
    for (let cut = 0; cut < honest.length; cut++) expect(refusal(table, honest.subarray(0, cut))).toMatch(MALFORMED);
    for (let turn = 0; turn < 300; turn++) {
      const noise = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256));
      expect(refusal(table, noise)).toMatch(/^(malformed|change-refused|gap|nothing-new)/);
    }
  });

  it('[JU2] a length prefix of a quarter gigabyte is malformed before anything of that size is made', () => {
    const table = new Table();
    const huge = [0xff, 0xff, 0xff, 0x7f];
    for (const kind of [1, 4, 8, 33, 36, 40]) {
      const update = Uint8Array.from([
        1,
        1,
        0xac,
        2,
        0,
        kind,
        1,
        5,
        0x74,
        0x61,
        0x73,
        0x6b,
        0x73,
        ...(kind & 32 ? [1, 0x78] : []),
        ...huge,
      ]);
      const before = process.memoryUsage().heapUsed;
      expect(refusal(table, update)).toMatch(/^(malformed|change-refused)/);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(32_000_000);
    }
  });

  it('[JU3] a text of 20 MB is too large, live and after time apart', () => {
    const table = new Table();
    const update = draft([cys(table, { parent: table.idOf(table.notes), content: say('x'.repeat(20_000_000)) })]);
    expect(refusal(table, update, LIVE_LIMITS)).toBe('too-large: 256 kB');
    expect(refusal(table, update, CATCH_UP_LIMITS)).toBe('too-large: 1024 kB');
  });

  it('[JU4] a change of no length is malformed', () => {
    const table = new Table();
    const parent = table.idOf(table.notes);
    for (const content of [say(''), { is: 'deleted', length: 0 }, { is: 'gc', length: 0 }, value()] as const) {
      expect(refusal(table, draft([cys(table, { parent, content })]))).toBe('malformed: an empty change');
    }
  });

  it('[JU5] kinds of content, values and roots that boards do not have are refused', () => {
    const table = new Table();
    const parent = table.idOf(table.entry('tasks', table.task));
    for (const odd of [10n, { a: { b: 1 } }, [1], new Uint8Array(3), Number.NaN]) {
      expect(refusal(table, draft([cys(table, { parent, key: 'size', content: value(odd) })]))).toMatch(MALFORMED);
    }
    for (const odd of [{ a: 1 }, null, undefined, 1.5, -1, 'x', true]) {
      expect(refusal(table, draft([cys(table, { parent, key: 'size', content: value(odd) })]))).toMatch(REFUSED);
    }
    for (const kind of [2, 3, 5, 6, 9, 10, 11, 31]) {
      expect(refusal(table, draft([cys(table, { parent, key: 'size', content: { is: 'other', kind, bytes: [1, 1] } })]))).toMatch(
        MALFORMED,
      );
    }
    for (const type of [0, 3, 4, 5, 6, 7]) {
      expect(refusal(table, draft([cys(table, { parent, key: 'notes', content: { is: 'type', type } })]))).toMatch(
        /^(malformed|change-refused)/,
      );
    }
  });

  it('[JU6] a hundred thousand new roots are refused, as is one', () => {
    const table = new Table();
    const roots = Array.from({ length: 4_000 }, (_, at): DraftStruct => ({ parent: `root${at}`, key: 'x', content: value(1) }));
    expect(refusal(table, draft([cys(table, ...roots)]))).toMatch(MALFORMED);
    expect(refusal(table, draft([cys(table, { parent: 'more', key: 'x', content: value(1) })]))).toBe(
      'malformed: a part that boards do not have',
    );
    expect(refusal(table, draft([cys(table, { parent: '__proto__', key: 'x', content: value(1) })]))).toMatch(MALFORMED);
  });
});

describe('references', () => {
  it('[JU7] a good change followed by one that refers to itself is refused whole', () => {
    const table = new Table();
    const clock = table.next(CY);
    const good: DraftStruct = { parent: table.idOf(table.notes), content: say('good') };
    const itself: DraftStruct = { origin: { client: CY, clock: clock + 4 }, content: say('x') };
    expect(refusal(table, draft([cys(table, good, itself)]))).toBe('malformed: a change that builds on itself or on a later one');
  });

  it('[JU8] references to later changes, and to each other in a circle, are refused', () => {
    const table = new Table();
    const clock = table.next(CY);
    expect(refusal(table, draft([cys(table, { origin: { client: CY, clock: clock + 1 }, content: say('x') })]))).toMatch(MALFORMED);
    const circle = draft([
      { client: 301, clock: 0, structs: [{ origin: { client: CY, clock }, content: say('x') }] },
      cys(table, { origin: { client: 301, clock: 0 }, content: say('x') }),
    ]);
    expect(refusal(table, circle)).toBe('malformed: changes that build on each other in a circle');
  });

  it('[JU9] what builds on changes that never came is a gap, and is not kept to be released by another update', () => {
    const table = new Table();
    expect(refusal(table, draft([{ ...cys(table, { parent: 'tasks', key: table.mint('task'), content: map }), clock: 5 }]))).toBe('gap');
    expect(refusal(table, draft([cys(table, { origin: { client: BO, clock: 90_000 }, content: say('x') })]))).toBe('gap');
    expect(refusal(table, draft([cys(table, { parent: { client: 77, clock: 0 }, content: say('x') })]))).toBe('gap');
  });

  it('[JU10] a change between two places is refused', () => {
    const table = new Table();
    const notes = (table.notes._start as Y.Item).id;
    const brief = ((table.entry('challenges', table.challenge).get('brief') as Y.Text)._start as Y.Item).id;
    expect(refusal(table, draft([cys(table, { origin: notes, right: brief, content: say('x') })]))).toBe(
      'malformed: a change between two places',
    );
  });

  it('[JU11] lists in maps, values in texts, several values under a key, and things inside of values are refused', () => {
    const table = new Table();
    const task = table.idOf(table.entry('tasks', table.task));
    const title = table.entry('tasks', table.task)._map.get('title') as Y.Item;
    const attempts: DraftStruct[] = [
      { parent: task, content: value('in a list') },
      { parent: 'tasks', content: map },
      { parent: table.idOf(table.notes), key: 'bold', content: value(true) },
      { parent: table.idOf(table.notes), content: value('x') },
      { parent: table.idOf(table.notes), content: map },
      { parent: task, key: 'title', content: say('letters') },
      { parent: task, key: 'size', content: value(15, 30) },
      { parent: title.id, content: say('x') },
      { right: title.id, content: value('before') },
    ];
    for (const attempt of attempts) expect(refusal(table, draft([cys(table, attempt)])), JSON.stringify(attempt)).toMatch(MALFORMED);
  });

  it('[JU12] characters around others they were written after, or before what they come after, are refused', () => {
    const table = new Table();
    const first = table.notes._start as Y.Item;
    const [before, after] = [first.id, { client: BO, clock: first.id.clock + 1 }];
    expect(refusal(table, draft([cys(table, { origin: after, right: before, content: say('x') })]))).toBe(
      'malformed: characters before and after each other',
    );
    table.ada.edit((doc) => taskText(doc, table.task, 'notes')?.insert(1, 'a'));
    table.refresh();
    table.bo.edit((doc) => taskText(doc, table.task, 'notes')?.insert(2, 'b'));
    const right = { client: BO, clock: table.next(BO) - 1 };
    expect(refusal(table, draft([cys(table, { origin: before, right, content: say('x') })]))).toBe(
      'malformed: characters around others they were written after',
    );
  });

  it('[JU13] nobody splits or deletes half of a character', () => {
    const table = new Table();
    const bike = table.notes.toString().indexOf('🚲');
    const from = (table.notes._start as Y.Item).id.clock + bike;
    expect(refusal(table, draft([cys(table, { origin: { client: BO, clock: from }, content: say('x') })]))).toBe(
      'malformed: half a character',
    );
    expect(refusal(table, draft([], [{ client: BO, ranges: [[from, 1]] }]))).toBe('malformed: half a character');
    expect(refusal(table, draft([], [{ client: BO, ranges: [[from + 1, 3]] }]))).toBe('malformed: half a character');
  });

  it('[JU24] nor is a character split by a change of which nothing is kept, because what it stands before is gone', () => {
    const table = new Table();
    const gone = { client: BO, clock: (table.entry('challenges', table.challenge)._item as Y.Item).id.clock + 1 };
    table.ada.edit((doc) => rootOf(doc, 'challenges').delete(table.challenge));
    const bike = table.notes.toString().indexOf('🚲');
    const origin = { client: BO, clock: (table.notes._start as Y.Item).id.clock + bike };
    expect(refusal(table, draft([cys(table, { origin, right: gone, content: say('x') })]))).toBe('malformed: half a character');
  });
});

describe('names', () => {
  it('[JU14] nothing is taken under the client id of somebody else or of the server', () => {
    const table = new Table();
    const struct: DraftStruct = { parent: table.idOf(table.notes), content: say('x') };
    table.ada.edit((doc) => editTask(doc, table.task, { title: 'Count all' }));
    for (const client of [BO, 100, table.doc.clientID]) {
      for (const content of [say('x'), { is: 'gc', length: 1 }, { is: 'deleted', length: 9 }] as const) {
        const update = draft([{ client, clock: table.next(client), structs: [{ ...struct, content }] }]);
        expect(refusal(table, update)).toMatch(REFUSED);
      }
    }
  });

  it('[JU15] an id is bound with its first word, and at most eight in one update', () => {
    const table = new Table();
    const blocks = Array.from({ length: 9 }, (_, at): DraftBlock => ({
      client: 400 + at,
      clock: 0,
      structs: [{ parent: 'tasks', key: table.mint('task'), content: map }],
    }));
    expect(refusal(table, draft(blocks))).toBe('change-refused: it comes from too many devices at once');
    expect(table.cy.send(draft(blocks.slice(0, 8)))).toBe('passed');
    expect(table.board.owners.get(407)).toBe(table.cy.person);
    expect(
      table.bo.send(draft([{ client: 407, clock: 1, structs: [{ parent: 'tasks', key: table.mint('task'), content: map }] }])),
    ).toMatch(REFUSED);
  });

  it('[JU16] what the board knows already is not taken again, whatever the update says it is', () => {
    const table = new Table();
    const known = table.next(BO);
    const lie = draft([{ client: BO, clock: 0, structs: [{ content: { is: 'gc', length: known } }] }]);
    expect(refusal(table, lie)).toBe('nothing-new');
    const longer = draft([{ client: BO, clock: 0, structs: [{ content: { is: 'gc', length: known + 9 } }] }]);
    expect(refusal(table, longer)).toBe('change-refused: it was written in the name of somebody else');
  });

  it('[JU17] deleting what somebody is going to write is a gap, and deleting everything takes more than a role', () => {
    const table = new Table();
    expect(refusal(table, draft([], [{ client: BO, ranges: [[table.next(BO), 1_000]] }]))).toBe('gap');
    expect(refusal(table, draft([], [{ client: 9_999, ranges: [[0, 1]] }]))).toBe('gap');
    const all = [...table.doc.store.clients.keys()].map((client) => ({ client, ranges: [[0, table.next(client)]] as const }));
    expect(refusal(table, draft([], all))).toMatch(REFUSED);
    expect(refusal(table, draft([], [{ client: BO, ranges: [[0, table.next(BO)]] }]))).toMatch(REFUSED);
  });

  it('[JU18] keys that objects know by themselves are keys that boards do not have', () => {
    const table = new Table();
    const task = table.idOf(table.entry('tasks', table.task));
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      for (const parent of [task, 'tasks', 'meta', 'challenges']) {
        expect(refusal(table, draft([cys(table, { parent, key, content: value('x') })]))).toMatch(REFUSED);
        expect(refusal(table, draft([cys(table, { parent, key, content: map })]))).toMatch(REFUSED);
      }
    }
  });
});

describe('costs', () => {
  it('[JU19] what is nested deeper than boards are is refused, and under something gone it is not kept', () => {
    const table = new Table();
    const clock = table.next(CY);
    const nest = (parent: DraftStruct['parent']): DraftStruct[] =>
      Array.from({ length: 4_000 }, (_, at) => ({
        parent: at === 0 ? parent : { client: CY, clock: clock + at - 1 },
        key: 'outcome',
        content: map,
      }));
    expect(refusal(table, draft([cys(table, ...nest(table.idOf(table.entry('tasks', table.task))))]))).toMatch(REFUSED);
    const gone = table.idOf(table.entry('tasks', table.task));
    table.ada.edit((doc) => rootOf(doc, 'tasks').delete(table.task));
    expect(table.cy.send(draft([cys(table, ...nest(gone))]), CATCH_UP_LIMITS)).toBe('passed');
    expect(table.doc.store.clients.get(CY)).toHaveLength(1);
    expect(table.doc.store.clients.get(CY)?.[0]).toBeInstanceOf(Y.GC);
  });

  it('[JU20] a key is set without regard to what stands there once by each client id, so values do not pile up', () => {
    const table = new Table();
    const parent = table.idOf(table.entry('tasks', table.task));
    const set = (count: number): DraftStruct[] => Array.from({ length: count }, () => ({ parent, key: 'size', content: value(15) }));
    expect(refusal(table, draft([cys(table, ...set(4_000))]))).toBe('malformed: a value that does not follow the last one');
    expect(table.cy.send(draft([cys(table, ...set(1))]))).toBe('passed');
    expect(refusal(table, draft([cys(table, ...set(1))]))).toBe('malformed: a value that does not follow the last one');
  });

  it('[JU21] characters that make merging walk over each other again and again are refused by the steps it takes', () => {
    const table = new Table();
    const origin = (table.notes._start as Y.Item).lastId;
    const beside = (client: number, count: number): Uint8Array =>
      draft([{ client, clock: 0, structs: Array.from({ length: count }, () => ({ origin, content: say('x') })) }]);
    expect(table.cy.send(beside(400, 1_000))).toBe('passed');
    // Each of these stands behind all of those.
    expect(refusal(table, beside(401, 1_000), CATCH_UP_LIMITS)).toBe('too-large: 200000 steps of merging');
    expect(refusal(table, beside(401, 30), LIVE_LIMITS)).toBe('too-large: 25000 steps of merging');
    const verdict = table.board.judge(beside(401, 20), table.cy.author);
    expect('steps' in verdict ? verdict.steps : verdict).toBe(20 * 1_000 + 19);
  });

  it('[JU22] two long texts written side by side, letter by letter, are taken with few steps or refused', () => {
    const table = new Table();
    const start = table.notes._start as Y.Item;
    const letters = (client: number): DraftBlock => ({
      client,
      clock: 0,
      structs: Array.from({ length: 10_000 }, (_, at): DraftStruct => {
        if (at === 0) return { right: start.id, content: say('a') };
        return { origin: { client, clock: at - 1 }, right: start.id, content: say('b') };
      }),
    });
    const verdict = table.board.judge(draft([letters(400), letters(401)]), table.cy.author, CATCH_UP_LIMITS);
    expect('steps' in verdict ? verdict.steps : verdict).toBeLessThan(12_000);
    const braided = (client: number, other: number): DraftBlock => ({
      client,
      clock: 0,
      structs: Array.from({ length: 10_000 }, (_, at): DraftStruct => {
        if (at === 0) return { right: start.id, content: say('a') };
        return { origin: { client: at % 2 ? client : other, clock: at - 1 }, right: start.id, content: say('b') };
      }),
    });
    const answer = table.board.judge(draft([braided(400, 401), braided(401, 400)]), table.cy.author, CATCH_UP_LIMITS);
    if ('refused' in answer) expect(answer.refused).toMatch(/too-large|malformed/);
    else expect('steps' in answer ? answer.steps : 0).toBeLessThanOrEqual(CATCH_UP_LIMITS.steps);
  });

  it('[JU23] a text or a list beyond twice what screens offer is refused', () => {
    const table = new Table();
    const long = (length: number) =>
      table.cy.updateOf((doc) => replaceText(taskText(doc, table.task, 'notes') as Y.Text, 'x'.repeat(length)));
    expect(refusal(table, long(40_001))).toBe('change-refused: a text has more than 40000 characters');
    const parent = table.idOf(table.entry('tasks', table.task).get('links'));
    const links = (count: number) =>
      draft([{ client: 500, clock: 0, structs: Array.from({ length: count }, () => ({ parent, key: table.mint('link'), content: map })) }]);
    expect(refusal(table, links(41))).toBe('change-refused: there are more than 40 of one kind');
    expect(table.cy.send(links(40))).toBe('passed');
    expect(table.ada.edit((doc) => editTask(doc, table.task, { title: 'x'.repeat(141) }))).toBe(
      'change-refused: a value does not fit “title”',
    );
  });
});
