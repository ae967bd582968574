// A card on its way to another place: by mouse, by a finger that rests on it first, or by keys. What is held and where it would
// go is all there is in here; the lists stay the live board's, so that what others add or take away meanwhile is reckoned with
// at every step. Arithmetic is places.ts; writing the move is the board's.

import type { Attachment } from 'svelte/attachments';
import { tick } from 'svelte';
import type { ChallengeId, TaskId } from '../../../shared/ids.ts';
import { isId } from '../../../shared/ids.ts';
import type { Board } from '../../state/board.svelte.ts';
import { blocksOf } from './lanes.ts';
import { markOf, placeAt, type Mark, type Place, type Rect, type Zone } from './places.ts';

type CardPlace = Place<ChallengeId, TaskId>;
type CardZone = Zone<ChallengeId, TaskId>;
export type Spoken = 'held' | 'over' | 'dropped' | 'left' | 'gone';
/** What is said of a move, for whoever can not see it: the place counts from 1, among `of`. */
export type Saying = {
  readonly spoken: Spoken;
  readonly title: string;
  readonly lane: string;
  readonly place: number;
  readonly of: number;
};

type Options = {
  readonly board: () => Board;
  readonly may: () => boolean;
  readonly say: (saying: Saying) => void;
};

/** So far a press may slip and still be a press, in pixels; so long a finger rests before it lifts a card, in milliseconds. */
const SLIP = 6;
const FINGER_SLIP = 10;
const FINGER_RESTS = 350;
/** So near to the edge the board scrolls along, and so fast at most, in pixels. */
const EDGE = 56;
const SCROLL = 18;
const SETTLES = 180;

type Pressed = { readonly task: TaskId; readonly card: HTMLElement; readonly x: number; readonly y: number; readonly finger: boolean };

export class Dragging {
  readonly #options: Options;
  #held = $state.raw<{ readonly task: TaskId; readonly keys: boolean }>();
  #place = $state.raw<CardPlace>();
  #mark = $state.raw<Mark>();
  #box: HTMLElement | undefined;
  #pressed: Pressed | undefined;
  #rests: ReturnType<typeof setTimeout> | undefined;
  #pointer = { x: 0, y: 0 };
  #ghost: HTMLElement | undefined;
  #frame = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get mark(): Mark | undefined {
    return this.#mark;
  }
  get withKeys(): boolean {
    return this.#held?.keys === true;
  }

  /** Makes the cards of a part of the page movable. Lanes carry data-lane, what moves as one data-block or data-step. */
  readonly cards: Attachment<HTMLElement> = (box) => {
    this.#box = box;
    const stop = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(type: K, listen: (event: HTMLElementEventMap[K]) => void, passive = true) =>
      box.addEventListener(type, listen, { signal: stop.signal, passive });
    on('pointerdown', this.#press);
    // Once a card is lifted, the finger no longer scrolls.
    on('touchmove', (event) => this.#held && event.cancelable && event.preventDefault(), false);
    on('contextmenu', (event) => (this.#held || this.#pressed?.finger) && event.preventDefault(), false);
    on('dragstart', (event) => event.preventDefault(), false);
    const far = { signal: stop.signal };
    window.addEventListener('pointermove', this.#moved, far);
    window.addEventListener('pointerup', this.#released, far);
    window.addEventListener('pointercancel', () => this.cancel(), far);
    window.addEventListener('blur', () => !this.withKeys && this.cancel(), far);
    window.addEventListener('keydown', this.#escape, { ...far, capture: true });
    return () => {
      stop.abort();
      this.#end();
    };
  };

  // -- by pointer ---------------------------------------------------------------------------------------------------------

  readonly #press = (event: PointerEvent): void => {
    if (this.withKeys) this.cancel();
    if (event.button !== 0 || !event.isPrimary || this.#held || !this.#options.may()) return;
    const target = event.target as HTMLElement;
    const card = target.closest<HTMLElement>('article[data-task]');
    const task = card?.dataset['task'];
    // Seats and links of a card are pressed for what they are.
    if (!card || !isId('task', task) || target.closest('.seats, a, input')) return;
    const finger = event.pointerType === 'touch';
    this.#pressed = { task, card, x: event.clientX, y: event.clientY, finger };
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (finger) this.#rests = setTimeout(() => this.#lift(), FINGER_RESTS);
  };

  readonly #moved = (event: PointerEvent): void => {
    if (!event.isPrimary) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    const pressed = this.#pressed;
    if (!pressed || this.#held) return;
    const slipped = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (pressed.finger ? slipped > FINGER_SLIP : slipped > SLIP) {
      if (pressed.finger) this.#forgetPress();
      else this.#lift();
    }
  };

  readonly #released = (event: PointerEvent): void => {
    if (!event.isPrimary) return;
    if (!this.#held || this.withKeys) return this.#forgetPress();
    // Letting go is no press on what lies below.
    const swallow = (click: Event) => {
      click.stopPropagation();
      click.preventDefault();
    };
    window.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
    this.#look();
    this.drop();
  };

  #forgetPress(): void {
    clearTimeout(this.#rests);
    this.#pressed = undefined;
  }

  #lift(): void {
    const pressed = this.#pressed;
    if (!pressed?.card.isConnected) return this.#forgetPress();
    const { left, top, width } = pressed.card.getBoundingClientRect();
    const ghost = pressed.card.cloneNode(true) as HTMLElement;
    delete ghost.dataset['task'];
    ghost.inert = true;
    ghost.classList.add('lifted');
    Object.assign(ghost.style, { position: 'fixed', insetBlockStart: `${top}px`, left: `${left}px`, inlineSize: `${width}px` });
    document.body.append(ghost);
    this.#ghost = ghost;
    pressed.card.dataset['held'] = '';
    document.getSelection()?.removeAllRanges();
    this.#hold(pressed.task, false);
    if (pressed.finger) navigator.vibrate?.(15);
  }

  // -- by keys ------------------------------------------------------------------------------------------------------------

  /** Takes a card up by keys; focus stays on it. */
  take(task: TaskId): void {
    if (!this.#options.may() || this.#held) return;
    const at = this.#standing(task);
    if (!at) return;
    const card = this.#cardOf(task);
    if (card) card.dataset['held'] = '';
    this.#hold(task, true);
    this.#place = { lane: at.lane, before: at.others[at.index]?.id };
    this.#say('held');
    this.#look();
  }

  /** Moves what is held one place on, or to the challenge beside. */
  shift(direction: 'up' | 'down' | 'left' | 'right' | 'first' | 'last'): void {
    const held = this.#held;
    const place = this.#place;
    if (!held || !place) return;
    const lanes = this.#lanes(held.task);
    const laneAt = lanes.findIndex(({ lane }) => lane === place.lane);
    const lane = lanes[laneAt];
    if (!lane) return this.#gone();
    const found = lane.others.findIndex(({ id }) => id === place.before);
    const index = found === -1 ? lane.others.length : found;
    const aside = direction === 'left' ? lanes[laneAt - 1] : direction === 'right' ? lanes[laneAt + 1] : undefined;
    if (aside) this.#place = { lane: aside.lane, before: aside.others[index]?.id };
    else if (direction === 'up') this.#place = { lane: place.lane, before: lane.others[Math.max(0, index - 1)]?.id };
    else if (direction === 'down') this.#place = { lane: place.lane, before: lane.others[index + 1]?.id };
    else if (direction === 'first') this.#place = { lane: place.lane, before: lane.others[0]?.id };
    else if (direction === 'last') this.#place = { lane: place.lane, before: undefined };
    this.#say('over');
    this.#show();
  }

  /** Puts what is held where it would go. */
  drop(): void {
    const held = this.#held;
    const place = this.#place;
    if (!held || !place) return this.cancel();
    const at = this.#standing(held.task);
    const lane = this.#lanes(held.task).find((one) => one.lane === place.lane);
    if (!at || !lane) return this.#gone();
    // What it was to stand before may have gone elsewhere meanwhile.
    const before = lane.others.find(({ id }) => id === place.before)?.id;
    const stays = at.lane === place.lane && at.others[at.index]?.id === before;
    const from = this.#ghost?.getBoundingClientRect();
    if (!stays) this.#options.board().moveTask(held.task, place.lane, before);
    this.#say(stays ? 'left' : 'dropped');
    this.#end();
    void tick().then(() => this.#settle(held, from));
  }

  cancel(): void {
    this.#forgetPress();
    if (!this.#held) return;
    this.#say('left');
    this.#end();
  }

  /** Somebody took it, or where it stood, away. */
  #gone(): void {
    this.#options.say({ spoken: 'gone', title: '', lane: '', place: 0, of: 0 });
    this.#end();
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (!this.#held || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  };

  // -- both ---------------------------------------------------------------------------------------------------------------

  #hold(task: TaskId, keys: boolean): void {
    this.#held = { task, keys };
    this.#frame = requestAnimationFrame(this.#follow);
  }

  readonly #follow = (): void => {
    if (!this.#held) return;
    if (!this.#standing(this.#held.task)) return this.#gone();
    this.#look();
    this.#frame = requestAnimationFrame(this.#follow);
  };

  /** Where it would go now, and the line that shows it. */
  #look(): void {
    const held = this.#held;
    if (!held) return;
    const zones = this.#zones(held.task);
    if (!held.keys) {
      const pressed = this.#pressed;
      const { x, y } = this.#pointer;
      if (this.#ghost && pressed) this.#ghost.style.translate = `${x - pressed.x}px ${y - pressed.y}px`;
      this.#scrollAlong(x, y);
      this.#place = placeAt(zones, x, y) ?? this.#place;
    }
    const zone = zones.find(({ lane }) => lane === this.#place?.lane);
    this.#mark = zone && markOf(zone, this.#place?.before);
  }

  #scrollAlong(x: number, y: number): void {
    const box = this.#box;
    if (!box) return;
    const scrolls = box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
    const own = scrolls && getComputedStyle(box).overflowY !== 'visible';
    const { left, top, right, bottom } = own ? box.getBoundingClientRect() : { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const pull = (at: number, from: number, to: number) => {
      if (at < from + EDGE) return -SCROLL * Math.min(1, (from + EDGE - at) / EDGE);
      return at > to - EDGE ? SCROLL * Math.min(1, (at - to + EDGE) / EDGE) : 0;
    };
    (own ? box : window).scrollBy(pull(x, left, right), pull(y, top, bottom));
  }

  #show(): void {
    const before = this.#place?.before;
    const target = before ? this.#cardOf(before) : this.#box?.querySelector(`[data-lane="${this.#place?.lane ?? ''}"]`);
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#look();
  }

  #say(spoken: Spoken): void {
    const held = this.#held;
    const place = this.#place;
    const board = this.#options.board();
    const title = board.groups.tasks.get(held?.task ?? '')?.title ?? '';
    const lane = held && place && this.#lanes(held.task).find((one) => one.lane === place.lane);
    if (!lane || !place) return;
    const at = lane.others.findIndex(({ id }) => id === place.before);
    const name = board.groups.challenges.get(lane.lane)?.title ?? '';
    this.#options.say({ spoken, title, lane: name, place: (at === -1 ? lane.others.length : at) + 1, of: lane.others.length + 1 });
  }

  #end(): void {
    cancelAnimationFrame(this.#frame);
    this.#forgetPress();
    this.#ghost?.remove();
    this.#ghost = undefined;
    for (const card of this.#box?.querySelectorAll<HTMLElement>('[data-held]') ?? []) delete card.dataset['held'];
    this.#held = this.#place = this.#mark = undefined;
  }

  /** It slides from the hand to its place; by keys, focus goes along. */
  #settle(held: { readonly task: TaskId; readonly keys: boolean }, from: DOMRect | undefined): void {
    const card = this.#cardOf(held.task);
    if (!card) return;
    if (held.keys) card.querySelector('button')?.focus();
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (!from || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const to = card.getBoundingClientRect();
    card.animate([{ translate: `${from.left - to.left}px ${from.top - to.top}px` }, { translate: '0 0' }], {
      duration: SETTLES,
      easing: 'ease-out',
    });
  }

  #cardOf(task: TaskId): HTMLElement | undefined {
    return this.#box?.querySelector<HTMLElement>(`article[data-task="${task}"]`) ?? undefined;
  }

  // -- the live board -----------------------------------------------------------------------------------------------------

  /** The lanes a task may go to, with what else stands there: for a step only its own task's. */
  #lanes(task: TaskId): { readonly lane: ChallengeId; readonly others: readonly { readonly id: TaskId }[] }[] {
    const board = this.#options.board();
    const { parent, challenge } = board.groups.tasks.get(task) ?? { parent: '', challenge: '' };
    const home = blocksOf(board.tasksOf(challenge as ChallengeId)).find((block) => block.task.id === parent);
    if (home) return [{ lane: challenge as ChallengeId, others: home.steps.filter(({ id }) => id !== task) }];
    return board.view.challenges.map(({ id }) => {
      const others = blocksOf(board.tasksOf(id)).filter((block) => block.task.id !== task);
      return { lane: id, others: others.map((block) => block.task) };
    });
  }

  /** Where it stands now among the others. */
  #standing(task: TaskId) {
    const board = this.#options.board();
    const own = board.groups.tasks.get(task);
    const lane = own && this.#lanes(task).find((one) => one.lane === own.challenge);
    if (!own || !lane) return undefined;
    const order = (id: TaskId) => board.groups.tasks.get(id)?.order ?? '';
    const after = lane.others.findIndex(({ id }) => order(id) > own.order || (order(id) === own.order && id > own.id));
    return { lane: lane.lane, others: lane.others, index: after === -1 ? lane.others.length : after };
  }

  /** The same as they stand on the screen, without what is held. */
  #zones(task: TaskId): CardZone[] {
    const parent = this.#options.board().groups.tasks.get(task)?.parent ?? '';
    const home = parent && this.#box?.querySelector<HTMLElement>(`[data-block="${parent}"]`);
    const lanes = this.#box?.querySelectorAll<HTMLElement>('[data-lane]') ?? [];
    const rectOf = (element: Element): Rect => element.getBoundingClientRect();
    const zone = (lane: string, within: HTMLElement, kind: 'block' | 'step'): CardZone => ({
      lane: lane as ChallengeId,
      rect: rectOf(kind === 'block' ? (within.querySelector('[data-cards]') ?? within) : within),
      cards: [...within.querySelectorAll<HTMLElement>(`[data-${kind}]`)]
        .filter((element) => element.dataset[kind] !== task)
        .map((element) => ({ id: element.dataset[kind] as TaskId, rect: rectOf(element.querySelector('article') ?? element) })),
    });
    if (home) return [zone(home.closest<HTMLElement>('[data-lane]')?.dataset['lane'] ?? '', home, 'step')];
    return [...lanes]
      .filter(({ dataset }) => isId('challenge', dataset['lane']))
      .map((lane) => zone(lane.dataset['lane'] ?? '', lane, 'block'));
  }
}
