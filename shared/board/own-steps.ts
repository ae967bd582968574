// The steps one person made on a board, to be undone and redone: only their own, and only as far as nobody else wrote there
// since. What a step changed and how that is taken back is own-change.ts. Time is an argument.

import * as Y from 'yjs';
import type { PersonId, TaskId } from '../ids.ts';
import { readClaims, rootOf } from './board.ts';
import { changesOf, Recognition, takeBack, type OwnChange, type UndoRoot } from './own-change.ts';

/** What was done at one go. */
export type Step = readonly OwnChange[];

const MOST_STEPS = 100;
/** Typing in one text is one step until the hands rest for so long, in milliseconds. */
const REST = 1_500;

type Options = {
  /** Transactions of this origin are one's own edits. */
  readonly origin: unknown;
  readonly me: PersonId | '';
  readonly now: () => number;
  /** Called whenever there is something else to undo or redo. */
  readonly changed?: () => void;
};

export class OwnSteps {
  readonly #doc: Y.Doc;
  readonly #options: Options;
  readonly #known = new Recognition();
  #back: OwnChange[][] = [];
  #forth: OwnChange[][] = [];
  /** Where the changes of a step in the making go. */
  #gathering: OwnChange[] | undefined;
  #typedAt = 0;

  constructor(doc: Y.Doc, options: Options) {
    this.#doc = doc;
    this.#options = options;
    doc.on('afterTransaction', this.#note);
  }

  get canUndo(): boolean {
    return this.#back.length > 0;
  }

  get canRedo(): boolean {
    return this.#forth.length > 0;
  }

  /** Everything `edit` does is one step, which comes back; nothing when it changed nothing. */
  together(edit: () => void): Step | undefined {
    const step = this.#gather(edit);
    if (step.length === 0) return undefined;
    this.#keep(step);
    return step;
  }

  /**
   * Takes one's last step back; one of which nothing is left to take back is passed over. Says whether anything changed.
   * @param told gets the step as it was made, and what taking it back changed
   */
  undo(told?: (step: Step, inverse: Step) => void): boolean {
    return this.#turn(this.#back, this.#forth, told);
  }

  /** @param told gets the step as it is made again, and what would take it back */
  redo(told?: (step: Step, inverse: Step) => void): boolean {
    return this.#turn(this.#forth, this.#back, (inverse, step) => told?.(step, inverse));
  }

  /** Takes back this very step, whatever was done since. */
  takeBack(step: Step): boolean {
    const at = this.#back.findIndex((one) => one === step);
    if (at === -1) return false;
    this.#back.splice(at, 1);
    const done = this.#reverse(step);
    if (done.length > 0) this.#forth.push(done);
    this.#options.changed?.();
    return done.length > 0;
  }

  close(): void {
    this.#doc.off('afterTransaction', this.#note);
  }

  readonly #note = (transaction: Y.Transaction): void => {
    if (transaction.origin !== this.#options.origin) return;
    const changes = changesOf(this.#doc, transaction);
    if (changes.length === 0) return;
    if (this.#gathering) this.#gathering.push(...changes);
    else if (!this.#goesOnTyping(changes)) this.#keep(changes);
  };

  #goesOnTyping(changes: readonly OwnChange[]): boolean {
    const last = this.#back.at(-1);
    const textOf = (step: readonly OwnChange[] | undefined) =>
      step?.every(({ change }) => change === 'text') ? new Set(step.map(({ path }) => path.join('/'))) : undefined;
    const [now, before] = [textOf(changes), textOf(last)];
    const at = this.#options.now();
    const rested = at - this.#typedAt > REST;
    this.#typedAt = now ? at : 0;
    if (!last || rested || now?.size !== 1 || before?.size !== 1 || [...now][0] !== [...before][0]) return false;
    last.push(...changes);
    this.#forth = [];
    return true;
  }

  #keep(step: OwnChange[]): void {
    this.#back = [...this.#back.slice(1 - MOST_STEPS), step];
    this.#forth = [];
    this.#options.changed?.();
  }

  #turn(from: OwnChange[][], to: OwnChange[][], told?: (step: Step, reverse: Step) => void): boolean {
    let done: OwnChange[] = [];
    while (done.length === 0) {
      const step = from.pop();
      if (!step) break;
      done = this.#reverse(step);
      if (done.length > 0) told?.(step, done);
    }
    if (done.length > 0) to.push(done);
    this.#typedAt = 0;
    this.#options.changed?.();
    return done.length > 0;
  }

  /** Gives what taking it back changed: the step that makes it again. */
  #reverse(step: Step): OwnChange[] {
    // Tasks go before their challenge, which goes only when none is left in it.
    const inOrder = [...step].reverse().sort((a, b) => Number(a.path[0] === 'challenges') - Number(b.path[0] === 'challenges'));
    return this.#gather(() =>
      this.#doc.transact(() => {
        for (const change of inOrder) takeBack(this.#doc, change, this.#known, this.#mayGo);
      }, this.#options.origin),
    );
  }

  #gather(edit: () => void): OwnChange[] {
    const outer = this.#gathering;
    const step: OwnChange[] = [];
    this.#gathering = step;
    try {
      edit();
    } finally {
      this.#gathering = outer;
    }
    return step;
  }

  /** What others sit on or put something into stays. */
  readonly #mayGo = (root: UndoRoot, id: string): boolean => {
    const field = root === 'challenges' ? 'challenge' : 'parent';
    for (const task of rootOf(this.#doc, 'tasks').values()) if (task instanceof Y.Map && task.get(field) === id) return false;
    return root === 'challenges' || readClaims(this.#doc, id as TaskId).every(({ person }) => person === this.#options.me);
  };
}
