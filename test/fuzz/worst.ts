// The most that one message can make the server do: boards and messages built to be as slow as the judge's limits allow.
// For whoever measures how long a message blocks; whether it passes or is refused does not matter here.

import * as Y from 'yjs';
import type { Author } from '../../server/board/judge/judge.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, type ScanLimits } from '../../server/board/judge/scan.ts';
import { addChallenge, addTask, rootOf } from '../../shared/board/board.ts';
import type { Mint } from '../../shared/ids.ts';
import { seededMint } from '../support/seed.ts';
import { draft, map, say, value, type DraftBlock, type DraftStruct } from './draft.ts';
import { JudgedBoard } from './judged-board.ts';

/** A board, what comes in, and who sends it. */
export type Attempt = { readonly board: JudgedBoard; readonly author: Author; readonly update: Uint8Array };
export type Worst = { readonly name: string; readonly limits: ScanLimits; readonly prepare: () => Attempt };

type Setting = { readonly board: JudgedBoard; readonly author: Author; readonly mint: Mint; readonly notes: Y.Text };

const TASKS = 500;
/** Ids of the sender. */
const [ONE, TWO, THREE] = [900, 901, 902];

function setting(): Setting {
  const board = new JudgedBoard();
  const mint = seededMint(11);
  const author = board.join(mint('person'), 'participant');
  board.doc.transact(() => {
    const challenge = mint('challenge');
    addChallenge(board.doc, challenge, { title: 'The whole event', order: 'a0' });
    for (let task = 0; task < TASKS; task++) {
      addTask(board.doc, mint('task'), {
        title: `Task ${task}`,
        challenge,
        order: 'a1',
        brief: 'where it begins '.repeat(12),
        notes: 'n',
        size: 30,
      });
    }
  });
  const notes = ([...rootOf(board.doc, 'tasks').values()][0] as Y.Map<unknown>).get('notes') as Y.Text;
  return { board, author, mint, notes };
}

const idOf = (type: unknown) => ((type as Y.AbstractType<unknown>)._item as Y.Item).id;
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

function worst(name: string, limits: ScanLimits, write: (setting: Setting) => Uint8Array): Worst {
  const prepare = () => {
    const at = setting();
    return { board: at.board, author: at.author, update: write(at) };
  };
  return { name, limits, prepare };
}

/** Applies as the sender what must stand there first. */
function before({ board, author }: Setting, blocks: readonly DraftBlock[]): void {
  for (const { client } of blocks) board.owners.set(client, author.person);
  Y.applyUpdate(board.doc, draft(blocks));
}

/** Each of these comes to stand behind all of those that are there already. */
const beside = (there: number, count: number) => (at: Setting) => {
  const origin = (at.notes._start as Y.Item).lastId;
  const from = (client: number, structs: number): DraftBlock[] => [
    { client, clock: 0, structs: many(structs, () => ({ origin, content: say('x') })) },
  ];
  before(at, from(ONE, there));
  return draft(from(TWO, count));
};

/** Single characters that do not join, each written before the last. */
const crumbs = (parent: DraftStruct['parent'], client: number, count: number): DraftBlock => ({
  client,
  clock: 0,
  structs: many(count, (index) =>
    index === 0 ? { parent, content: say('x') } : { right: { client, clock: index - 1 }, content: say('x') },
  ),
});

const splits = (count: number) => (at: Setting) => {
  const text = 'x'.repeat(2 * count + 1);
  before(at, [{ client: THREE, clock: 0, structs: [{ origin: (at.notes._start as Y.Item).lastId, content: say(text) }] }]);
  const into = many(count, (index): DraftStruct => {
    const origin = { client: THREE, clock: 2 * index };
    return { origin, right: { client: THREE, clock: 2 * index + 1 }, content: say('y') };
  });
  return draft([{ client: ONE, clock: 0, structs: into }]);
};

const deletions = (count: number) => (at: Setting) => {
  before(at, [crumbs(idOf(at.notes), THREE, 2 * count)]);
  return draft([], [{ client: THREE, ranges: many(count, (index) => [2 * index, 1] as const) }]);
};

/** Deletes again, one by one, what was deleted long ago. */
const goneAgain = (count: number) => (at: Setting) => {
  before(at, [crumbs(idOf(at.notes), THREE, 2 * count)]);
  const ranges = many(count, (index) => [2 * index, 1] as const);
  Y.applyUpdate(at.board.doc, draft([], [{ client: THREE, ranges }]));
  return draft([], [{ client: THREE, ranges }]);
};

const newTasks = (count: number) => (at: Setting) => {
  const structs = many(count, (): DraftStruct => ({ parent: 'tasks', key: at.mint('task'), content: map }));
  return draft([{ client: ONE, clock: 0, structs }]);
};

const nestedInNothing = (count: number) => (at: Setting) => {
  const tasks = rootOf(at.board.doc, 'tasks');
  const [id] = tasks.keys();
  const gone = idOf(tasks.get(id as string));
  at.board.doc.transact(() => tasks.delete(id as string));
  const structs = many(count, (index): DraftStruct => ({
    parent: index === 0 ? gone : { client: ONE, clock: index - 1 },
    key: 'outcome',
    content: map,
  }));
  return draft([{ client: ONE, clock: 0, structs }]);
};

/** One key set by two in turn, so that nothing joins, and then by a third who has seen none of it. */
const longChain = (count: number) => (at: Setting) => {
  const parent = idOf(at.notes.parent);
  const turns = (client: number, other: number, first: boolean): DraftStruct[] =>
    many(count, (index): DraftStruct => {
      if (first && index === 0) return { parent, key: 'first', content: value(true) };
      return { origin: { client: other, clock: first ? index - 1 : index }, key: 'first', content: value(index % 2 === 0) };
    });
  before(at, [
    { client: TWO, clock: 0, structs: turns(TWO, THREE, true) },
    { client: THREE, clock: 0, structs: turns(THREE, TWO, false) },
  ]);
  return draft([{ client: ONE, clock: 0, structs: [{ parent, key: 'first', content: value(true) }] }]);
};

const wipe = (at: Setting) => {
  const { doc } = at.board;
  return draft([], [{ client: doc.clientID, ranges: [...rootOf(doc, 'tasks').values()].map((task) => [idOf(task).clock, 1] as const) }]);
};

export const WORST: readonly Worst[] = [
  worst('characters side by side, just within the steps', LIVE_LIMITS, beside(155, 155)),
  worst('characters side by side, just within the steps, after time apart', CATCH_UP_LIMITS, beside(440, 440)),
  worst('characters side by side, far beyond the steps', LIVE_LIMITS, beside(10_000, 2_400)),
  worst('characters side by side, far beyond the steps, after time apart', CATCH_UP_LIMITS, beside(10_000, 20_000)),
  worst('one text split as often as a message can', LIVE_LIMITS, splits(1_450)),
  worst('one text split as often as a message can, after time apart', CATCH_UP_LIMITS, splits(11_000)),
  worst('every second of many characters deleted', LIVE_LIMITS, deletions(15_000)),
  worst('every second of many characters deleted, after time apart', CATCH_UP_LIMITS, deletions(18_000)),
  worst('20,000 deletions of what is gone', LIVE_LIMITS, goneAgain(20_000)),
  worst('as many new cards as a board takes', LIVE_LIMITS, newTasks(4_900)),
  worst('as many new cards as a board takes, after time apart', CATCH_UP_LIMITS, newTasks(5_400)),
  worst('nested as deep as a message can, in a card that is gone', LIVE_LIMITS, nestedInNothing(5_000)),
  worst('nested as deep as a message can, in a card that is gone, after time apart', CATCH_UP_LIMITS, nestedInNothing(50_000)),
  worst('a value that thousands of others were set to, by who has seen none', LIVE_LIMITS, longChain(8_000)),
  worst('a value that tens of thousands of others were set to, by who has seen none', CATCH_UP_LIMITS, longChain(30_000)),
  worst('all cards removed at once', LIVE_LIMITS, wipe),
  worst('all of a board again, from a replica', CATCH_UP_LIMITS, ({ board }) => Y.encodeStateAsUpdate(board.doc)),
];
