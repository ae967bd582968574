// Seats asked for while the server could not be reached: kept in this browser, shown as requested, sent on return while that
// still makes sense. What the referee says is told by whoever made this. Time is an argument.

import { SvelteMap } from 'svelte/reactivity';
import { MINUTE, type BoardId, type Millis, type PersonId, type TaskId } from '../../shared/ids.ts';
import { recall, remember } from './device.ts';

/** After this long somebody will have found something else. */
export const SENSIBLE_FOR = 10 * MINUTE;

export type SeatRequest = {
  readonly task: TaskId;
  readonly at: Millis;
  /** The sprint that ran then, or ''. */
  readonly sprint: string;
};
/** Why a request is not sent any more. */
export type Stale = 'old' | 'sprint-over';

/** @param running the sprint that runs now, or ''. */
export function staleness({ at, sprint }: SeatRequest, now: Millis, running: string): Stale | undefined {
  if (now - at > SENSIBLE_FOR) return 'old';
  return sprint !== '' && sprint !== running ? 'sprint-over' : undefined;
}

export class Requests {
  readonly #key: string;
  readonly #kept = new SvelteMap<TaskId, SeatRequest>();

  constructor(board: BoardId, person: PersonId | '') {
    this.#key = `requests:${board}:${person}`;
    for (const request of recall<SeatRequest[]>(this.#key) ?? []) this.#kept.set(request.task, request);
  }

  get list(): readonly SeatRequest[] {
    return [...this.#kept.values()];
  }

  has(task: TaskId): boolean {
    return this.#kept.has(task);
  }

  keep(request: SeatRequest): void {
    this.#kept.set(request.task, request);
    this.#store();
  }

  drop(task: TaskId): boolean {
    const dropped = this.#kept.delete(task);
    if (dropped) this.#store();
    return dropped;
  }

  #store(): void {
    remember(this.#key, this.#kept.size > 0 ? this.list : undefined);
  }
}
