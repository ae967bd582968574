// One board as this browser has it: the document, its view for the screens, and the edits people make. Edits that merge
// are written here at once; what the referee decides goes through live.svelte.ts.

import * as Y from 'yjs';
import {
  addChallenge,
  addTalk,
  addTask,
  challengeBrief,
  editChallenge,
  editTalk,
  editTask,
  editTemplate,
  outcomeSummary,
  recordOutcome,
  removeChallenge,
  removeLink,
  removeTalk,
  removeTask,
  setLink,
  setSkills,
  setTemplates,
  taskText,
  type OutcomeGiven,
} from '../../shared/board/board.ts';
import type { OwnSteps, Step } from '../../shared/board/own-steps.ts';
import type { PastedTask } from '../../shared/board/paste.ts';
import { LIMITS, TAPES, type Task, type Template } from '../../shared/board/schema.ts';
import { viewBoard, watchBoard, type BoardView } from '../../shared/board/view.ts';
import type { ChallengeId, LinkId, Millis, PersonId, TalkId, TaskId } from '../../shared/ids.ts';
import { fetched } from './connection/clockwork.ts';
import { deviceTime, mint } from './device.ts';
import { groupTasks, type Groups } from './groups.ts';

/** Own edits carry this origin, so that undo can tell them from others'. */
export const OWN_EDIT = 'own-edit';

/** What editing needs beyond showing. */
type Tools = typeof import('./editing.ts');

/** What a task begins with beside its title. */
type TaskStart = Partial<Pick<Task, 'brief' | 'size' | 'kind' | 'first'>> & { readonly skills?: readonly string[] };

export class Board {
  #doc = $state.raw(new Y.Doc());
  #view = $state.raw<BoardView>(viewBoard(this.#doc));
  #groups = $state.raw<Groups>(groupTasks(this.#view));
  /** Fetched beside the board, which shows itself sooner that way. */
  #tools = $state.raw<Tools>();
  #steps: OwnSteps | undefined;
  #canUndo = $state(false);
  #canRedo = $state(false);
  #closed = false;
  readonly #me: PersonId | '';
  readonly #now: () => Millis;
  #unwatch: () => void;

  /** @param now the server's time */
  constructor(me: PersonId | '', now: () => Millis) {
    this.#me = me;
    this.#now = now;
    this.#unwatch = this.#watch();
    void this.#follow(this.#doc);
  }

  /** May be another one later; whoever reads it in a template or effect follows. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  get view(): BoardView {
    return this.#view;
  }

  /** The view's tasks by what they belong to. */
  get groups(): Groups {
    return this.#groups;
  }

  /** How many more tasks and challenges the board holds. */
  get tasksLeft(): number {
    return Math.max(0, LIMITS.tasks - this.#view.tasks.length);
  }
  get challengesLeft(): number {
    return Math.max(0, LIMITS.challenges - this.#view.challenges.length);
  }

  /** Another document is the board from now on. What was done in the old one can not be undone any more. */
  swap(doc: Y.Doc): void {
    this.#steps?.close();
    this.#steps = undefined;
    this.#unwatch();
    this.#doc = doc;
    this.#show(viewBoard(doc));
    this.#unwatch = this.#watch();
    void this.#follow(doc);
  }

  #watch(): () => void {
    const doc = this.#doc;
    return watchBoard(doc, (dirty) => this.#show(viewBoard(doc, this.#view, dirty)));
  }

  #show(view: BoardView): void {
    this.#groups = groupTasks(view, this.#groups);
    this.#view = view;
  }

  async #follow(doc: Y.Doc): Promise<void> {
    this.#canUndo = this.#canRedo = false;
    const tools = await fetched(
      () => import('./editing.ts'),
      () => this.#closed,
    );
    if (this.#closed || this.#doc !== doc) return;
    const steps: OwnSteps = new tools.OwnSteps(doc, {
      origin: OWN_EDIT,
      me: this.#me,
      now: deviceTime,
      changed: () => {
        this.#canUndo = steps.canUndo;
        this.#canRedo = steps.canRedo;
      },
    });
    this.#steps = steps;
    this.#tools = tools;
  }

  /** Everything needed for editing is here; until then nothing is to be edited. */
  get ready(): boolean {
    return this.#tools !== undefined;
  }

  get #order(): Tools {
    if (!this.#tools) throw new Error('an edit before there is anything to edit with');
    return this.#tools;
  }

  get canUndo(): boolean {
    return this.#canUndo;
  }
  get canRedo(): boolean {
    return this.#canRedo;
  }

  /**
   * Takes one's own last step back, as far as others wrote nothing there since.
   * @param told gets the step and what taking it back changed, when it changed anything
   */
  undo = (told: (step: Step, inverse: Step) => void): boolean => this.#steps?.undo(told) ?? false;
  /** Makes it again. */
  redo = (told: (step: Step, inverse: Step) => void): boolean => this.#steps?.redo(told) ?? false;
  /** Takes back one step that an edit gave, whatever was done since. */
  takeBack = (step: Step): boolean => this.#steps?.takeBack(step) ?? false;

  close(): void {
    this.#closed = true;
    this.#steps?.close();
    this.#steps = undefined;
    this.#unwatch();
    this.doc.destroy();
  }

  // -- challenges ---------------------------------------------------------------------------------------------------------

  pitch(title: string, brief: string): ChallengeId {
    const id = mint('challenge');
    const tape = this.#view.challenges.length % TAPES;
    this.#edit(() =>
      addChallenge(this.doc, id, {
        title,
        brief,
        tape,
        order: this.#order.endOf(this.#view.challenges),
        author: this.#me,
        at: this.#now(),
      }),
    );
    return id;
  }

  renameChallenge(id: ChallengeId, title: string): void {
    this.#edit(() => editChallenge(this.doc, id, { title }));
  }

  removeChallenge(id: ChallengeId): Step | undefined {
    return this.#edit(() => removeChallenge(this.doc, id));
  }

  /** Moves a challenge to stand before another, or last. */
  moveChallenge(id: ChallengeId, before: ChallengeId | undefined): void {
    const order = this.#order.orderBefore(this.#view.challenges, id, before);
    this.#edit(() => editChallenge(this.doc, id, { order }));
  }

  /** Puts the challenges in this order. */
  arrangeChallenges(ids: readonly ChallengeId[]): Step | undefined {
    const orders = this.#order.keysBetween(null, null, ids.length);
    return this.#edit(() => ids.forEach((id, index) => editChallenge(this.doc, id, { order: orders[index] })));
  }

  // -- tasks --------------------------------------------------------------------------------------------------------------

  tasksOf(challenge: ChallengeId): readonly Task[] {
    return this.#groups.byChallenge.get(challenge) ?? NONE;
  }

  addTask(challenge: ChallengeId, title: string, more: TaskStart = {}): TaskId {
    const id = mint('task');
    const order = this.#order.endOf(this.#view.tasks);
    const made = { seats: this.#view.meta.seats, author: this.#me, at: this.#now() };
    const skills = Object.fromEntries((more.skills ?? []).map((skill) => [skill, true]));
    this.#edit(() => addTask(this.doc, id, { ...more, skills, title, challenge, order, ...made }));
    return id;
  }

  /** Makes tasks of a pasted list; an indented line becomes a subtask of the line above it. */
  addPasted(challenge: ChallengeId, lines: readonly PastedTask[]): Step | undefined {
    const orders = this.#order.keysBetween(this.#order.endKey(this.#view.tasks), null, lines.length);
    let parent: TaskId | '' = '';
    const addLine = (line: PastedTask, order: string) => {
      const id = mint('task');
      const links = line.link ? { [mint('link')]: { url: line.link, title: '' } } : {};
      const { title, brief, depth } = line;
      const { skills = [], ...fields } = line.fields ?? {};
      const wanted = Object.fromEntries(skills.map((skill) => [skill, true]));
      const made = { seats: this.#view.meta.seats, author: this.#me, at: this.#now() };
      addTask(this.doc, id, { title, brief, challenge, order, links, skills: wanted, parent: depth > 0 ? parent : '', ...fields, ...made });
      if (depth === 0) parent = id;
    };
    return this.#together(() => {
      for (let from = 0; from < lines.length; from += LINES_TOGETHER) {
        const part = lines.slice(from, from + LINES_TOGETHER);
        this.#transact(() => part.forEach((line, index) => addLine(line, orders[from + index] ?? '')));
      }
    });
  }

  /** Puts these in the place of the board's templates; none means the usual ones. */
  setTemplates(templates: readonly Template[]): void {
    const placed = new Map(templates.map((template, order) => [mint('template'), { ...template, order }]));
    this.#transact(() => setTemplates(this.doc, placed));
  }

  setTemplate(id: string, template: Template): void {
    this.#transact(() => editTemplate(this.doc, id, template));
  }

  editTask(id: TaskId, given: Parameters<typeof editTask>[2]): void {
    this.#edit(() => editTask(this.doc, id, given));
  }

  setSkills(id: TaskId, skills: readonly string[]): void {
    this.#edit(() => setSkills(this.doc, id, skills));
  }

  /** Moves a task and its steps within its challenge or to another, to stand before a task there, or last. */
  moveTask(id: TaskId, challenge: ChallengeId, before: TaskId | undefined): void {
    const steps = this.#view.tasks.filter((task) => task.parent === id);
    const moving = new Set<string>(steps.map((step) => step.id));
    const others = this.tasksOf(challenge).filter((task) => !moving.has(task.id));
    const orders = this.#order.ordersBefore(others, id, before, steps.length + 1);
    this.#edit(() => {
      editTask(this.doc, id, { challenge, order: orders[0] });
      steps.forEach((step, index) => editTask(this.doc, step.id, { challenge, order: orders[index + 1] }));
    });
  }

  /** Splits a step off a task; it stands right after the steps there are. */
  addStep(parent: Task, title: string): TaskId {
    const id = mint('task');
    const siblings = this.tasksOf(parent.challenge as ChallengeId);
    const last = siblings.findLastIndex((task) => task.id === parent.id || task.parent === parent.id);
    const [order] = this.#order.ordersBefore(siblings, id, siblings[last + 1]?.id, 1);
    const { challenge, phase, kind } = parent;
    const made = { seats: this.#view.meta.seats, author: this.#me, at: this.#now() };
    this.#edit(() => addTask(this.doc, id, { title, challenge, phase, kind, parent: parent.id, order, ...made }));
    return id;
  }

  setLink(id: TaskId, link: LinkId | '', given: { readonly url: string; readonly title: string }): void {
    this.#edit(() => setLink(this.doc, id, link || mint('link'), given));
  }

  removeLink(id: TaskId, link: LinkId): void {
    this.#edit(() => removeLink(this.doc, id, link));
  }

  // -- talk: one's own only ---------------------------------------------------------------------------------------

  /** @param on a card, or '' for the board */
  say(on: TaskId | '', text: string): void {
    this.#transact(() => addTalk(this.doc, mint('talk'), { on, text, author: this.#me, at: this.#now() }));
  }

  saysInstead(id: TalkId, text: string): void {
    this.#transact(() => editTalk(this.doc, id, text));
  }

  unsay(id: TalkId): void {
    this.#transact(() => removeTalk(this.doc, id));
  }

  removeTask(id: TaskId): Step | undefined {
    return this.#edit(() => removeTask(this.doc, id));
  }

  recordOutcome(id: TaskId, given: Omit<OutcomeGiven, 'by' | 'at'>): void {
    if (this.#me === '') return;
    const by = this.#me;
    this.#edit(() => recordOutcome(this.doc, id, { ...given, by, at: this.#now() }));
  }

  // -- texts several people edit at once ------------------------------------------------------------------------------------

  challengeBrief = (id: ChallengeId): Y.Text | undefined => challengeBrief(this.doc, id);
  taskText = (id: TaskId, field: 'brief' | 'notes'): Y.Text | undefined => taskText(this.doc, id, field);
  outcomeSummary = (id: TaskId): Y.Text | undefined => outcomeSummary(this.doc, id);

  /** One step of undo, which comes back when it changed anything. */
  #edit(change: () => void): Step | undefined {
    return this.#together(() => this.#transact(change));
  }

  #together(change: () => void): Step | undefined {
    if (this.#steps) return this.#steps.together(change);
    change();
    return undefined;
  }

  #transact(change: () => void): void {
    this.doc.transact(change, OWN_EDIT);
  }
}

/** So many pasted lines stay well within what one message may hold. */
const LINES_TOGETHER = 100;

const NONE: readonly Task[] = [];
