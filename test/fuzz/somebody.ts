// A person at a board as honest clients are: a replica with an undo history, edits through the writers that the screens use,
// a connection that delays, breaks and heals. Seeded, so that the same numbers do the same.

import { generateKeyBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import type { Author } from '../../server/board/judge/judge.ts';
import {
  addChallenge,
  addTalk,
  addTask,
  challengeBrief,
  editChallenge,
  editMeta,
  editTask,
  outcomeSummary,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  rootOf,
  setSkills,
  taskText,
} from '../../shared/board/board.ts';
import { OwnSteps } from '../../shared/board/own-steps.ts';
import { MAY_WRITE } from '../../shared/access/policy.ts';
import { OUTCOME_KINDS, PHASES, SIZES, TASK_KINDS, type Root } from '../../shared/board/schema.ts';
import { millis, type ChallengeId, type Mint, type PersonId, type TaskId } from '../../shared/ids.ts';
import { seededMint } from '../support/seed.ts';

const OWN = 'own';
/** Typing into a field with an undo history of its own, by Yjs, as editors have. */
const TYPING = 'typing';
const SKILLS = ['css', 'maps', 'c++', 'writing', 'żółw', 'data'];
const WORDS = ['ship', 'the 🚲 map', 'żółw', '', '\n', 'how? 👩‍👩‍👧', '🚳', 'a', '.', 'what the numbers say', '__proto__', '漢字'];

export class Random {
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  below = (limit: number): number => Math.floor(this.#next() * limit);
  chance = (share: number): boolean => this.#next() < share;
  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
  maybe<T>(all: readonly T[]): T | undefined {
    return all[this.below(all.length)];
  }
  words = (): string => Array.from({ length: this.below(4) + 1 }, () => this.of(WORDS)).join(' ');
}

/** What somebody may do, and how often: each writes something only when the board has what it needs. */
const ACTS: readonly (readonly [act: keyof typeof DOES, weight: number])[] = [
  ['pitch', 3],
  ['addTask', 6],
  ['paste', 1],
  ['say', 3],
  ['unsay', 1],
  ['settings', 1],
  ['editChallenge', 2],
  ['editTask', 8],
  ['moveTask', 4],
  ['type', 16],
  ['rewrite', 4],
  ['outcome', 4],
  ['skills', 3],
  ['removeTask', 2],
  ['removeChallenge', 1],
  ['undo', 7],
  ['redo', 4],
  ['untype', 3],
  ['retype', 2],
];
const BAG = ACTS.flatMap(([act, weight]) => Array.from({ length: weight }, () => act));
export type Act = keyof typeof DOES;

const DOES = {
  pitch: (one: Somebody) => {
    const order = generateKeyBetween(null, null);
    addChallenge(one.doc, one.mint('challenge'), { title: one.random.words(), brief: one.random.words(), order, ...one.signed() });
  },
  addTask: (one: Somebody) => one.addTask(one.random.words(), ''),
  paste: (one: Somebody) => {
    for (let line = one.random.below(5); line >= 0; line--) one.addTask(`line ${line}`, `https://example.org/${line}`);
  },
  say: (one: Somebody) => {
    addTalk(one.doc, one.mint('talk'), { on: one.random.maybe(one.tasks()) ?? '', text: one.random.words(), ...one.signed() });
  },
  unsay: (one: Somebody) => {
    const talk = rootOf(one.doc, 'talk');
    const own = [...talk].filter(([, said]) => (said as Y.Map<unknown>).get('author') === one.author.person).map(([key]) => key);
    const key = one.random.maybe(own);
    if (key) talk.delete(key);
  },
  settings: (one: Somebody) =>
    editMeta(one.doc, { title: one.random.words(), seats: 1 + one.random.below(12), locked: one.random.chance(0.1) }),
  editChallenge: (one: Somebody) => {
    const id = one.random.maybe(one.challenges());
    if (id)
      editChallenge(one.doc, id, {
        title: one.random.words(),
        tape: one.random.below(8),
        track: [...one.random.words()].slice(0, 20).join(''),
      });
  },
  editTask: (one: Somebody) => {
    const { random } = one;
    const id = random.maybe(one.tasks());
    if (!id) return;
    const given = { title: random.words(), kind: random.of(TASK_KINDS), phase: random.of(PHASES), first: random.chance(0.5) };
    editTask(one.doc, id, random.chance(0.6) ? { title: given.title } : { ...given, size: random.of(SIZES), seats: 1 + random.below(12) });
  },
  moveTask: (one: Somebody) => {
    const id = one.random.maybe(one.tasks());
    if (id) editTask(one.doc, id, { challenge: one.random.maybe(one.challenges()) ?? '', order: one.nextOrder() });
  },
  type: (one: Somebody) => {
    const text = one.someText();
    if (!text) return;
    const now = text.toString();
    const at = whole(now, one.random.below(now.length + 1));
    const cut = one.random.chance(0.3) ? whole(now, Math.min(now.length, at + one.random.below(6))) : at;
    replaceText(text, now.slice(0, at) + (one.random.chance(0.8) ? one.random.words() : '') + now.slice(cut));
  },
  rewrite: (one: Somebody) => {
    const text = one.someText();
    if (text) replaceText(text, one.random.words());
  },
  outcome: (one: Somebody) => {
    const { random } = one;
    const id = random.maybe(one.tasks());
    if (!id) return;
    const evidence = Array.from({ length: random.below(3) }, () => ({
      id: one.mint('link'),
      url: 'https://example.org',
      title: random.words(),
    }));
    const given = {
      kind: random.of(['', ...OUTCOME_KINDS] as const),
      summary: random.words(),
      next: random.words(),
      demo: random.chance(0.5),
    };
    recordOutcome(one.doc, id, { ...given, evidence, credit: [random.of(one.everybody)], by: one.author.person, at: millis(one.tick()) });
  },
  skills: (one: Somebody) => {
    const id = one.random.maybe(one.tasks());
    if (id)
      setSkills(
        one.doc,
        id,
        SKILLS.filter(() => one.random.chance(0.4)),
      );
  },
  removeTask: (one: Somebody) => {
    const id = one.random.maybe(one.tasks());
    if (id) removeTask(one.doc, id);
  },
  removeChallenge: (one: Somebody) => {
    const id = one.random.maybe(one.challenges());
    if (id) removeChallenge(one.doc, id);
  },
  undo: (one: Somebody) => void one.steps.undo(),
  redo: (one: Somebody) => void one.steps.redo(),
  untype: (one: Somebody) => void one.typing.undo(),
  retype: (one: Somebody) => void one.typing.redo(),
};

/** What goes through a history, and opens its own transactions. */
const TURNS: ReadonlySet<Act> = new Set(['undo', 'redo', 'untype', 'retype']);

/** Which root an act writes, where not everybody may. */
const ROOT_OF: { readonly [A in Act]?: Root } = { settings: 'meta' };

/** Never between the two halves of a character. */
const whole = (text: string, at: number): number =>
  at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at] as string) ? at + 1 : at;

export class Somebody {
  doc: Y.Doc;
  /** Undo of the board, and of the editors of its texts. */
  steps: OwnSteps;
  typing: Y.UndoManager;
  readonly author: Author;
  readonly everybody: readonly PersonId[];
  readonly random: Random;
  readonly mint: Mint;
  readonly #tell: (update: Uint8Array) => void;
  #ticks = 1_500_000_000_000;
  tick = (): number => (this.#ticks += 1_000);

  /** @param tell hears every update this person makes, as the wire would. */
  constructor(author: Author, client: number, everybody: readonly PersonId[], random: Random, tell: (update: Uint8Array) => void) {
    this.author = author;
    this.everybody = everybody;
    this.random = random;
    this.mint = seededMint(client);
    this.#tell = tell;
    ({ doc: this.doc, steps: this.steps, typing: this.typing } = this.#open(client));
  }

  #open(client: number): Pick<Somebody, 'doc' | 'steps' | 'typing'> {
    const doc = new Y.Doc();
    doc.clientID = client;
    const edited = (['challenges', 'tasks'] as const).map((root) => rootOf(doc, root));
    const typing = new Y.UndoManager(edited, { trackedOrigins: new Set([TYPING]), captureTimeout: 0 });
    const steps = new OwnSteps(doc, { origin: OWN, me: this.author.person, now: this.tick });
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'wire') this.#tell(update);
    });
    return { doc, steps, typing };
  }

  /** The page is opened anew: what it knew is kept, its undo history is not, and it writes under a new client id. */
  reload(client: number): void {
    const kept = Y.encodeStateAsUpdate(this.doc);
    this.steps.close();
    this.typing.destroy();
    this.doc.destroy();
    ({ doc: this.doc, steps: this.steps, typing: this.typing } = this.#open(client));
    Y.applyUpdate(this.doc, kept, 'wire');
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'wire');
  }

  act(): void {
    const act = this.random.of(BAG);
    const root = ROOT_OF[act];
    if (root && !MAY_WRITE[root].includes(this.author.role)) return;
    if (TURNS.has(act)) return DOES[act](this);
    this.doc.transact(() => DOES[act](this), act === 'type' && this.random.chance(0.5) ? TYPING : OWN);
  }

  signed = () => ({ author: this.author.person, at: millis(this.tick()) });
  tasks = (): TaskId[] => [...rootOf(this.doc, 'tasks').keys()] as TaskId[];
  challenges = (): ChallengeId[] => [...rootOf(this.doc, 'challenges').keys()] as ChallengeId[];

  nextOrder(): string {
    const orders = [...rootOf(this.doc, 'tasks').values()].map((task) => (task as Y.Map<unknown>).get('order')).filter((order) => !!order);
    const [last] = (orders as string[]).sort((a, b) => (a < b ? 1 : -1));
    return generateKeyBetween(last ?? null, null);
  }

  addTask(title: string, url: string): void {
    const links: Record<string, { url: string; title: string }> = url ? { [this.mint('link')]: { url, title: '' } } : {};
    const challenge: ChallengeId | '' = this.random.maybe(this.challenges()) ?? '';
    const given = { title, challenge, order: this.nextOrder(), seats: 1 + this.random.below(4), links, notes: this.random.words() };
    addTask(this.doc, this.mint('task'), { ...given, ...this.signed() });
  }

  someText(): Y.Text | undefined {
    const challenge = this.random.maybe(this.challenges());
    if (challenge && this.random.chance(0.2)) return challengeBrief(this.doc, challenge);
    // Most of what happens at once happens on few cards.
    const tasks = this.tasks().slice(0, 4);
    const task = this.random.maybe(tasks);
    if (!task) return undefined;
    return this.random.chance(0.2) ? outcomeSummary(this.doc, task) : taskText(this.doc, task, this.random.chance(0.7) ? 'notes' : 'brief');
  }
}
