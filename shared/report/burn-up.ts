// How the work grew and got finished over time, and the lines of its chart. Drawing them is the page's and the file's.

import { isFinished } from '../board/task.ts';
import type { BoardView } from '../board/view.ts';
import { millis, type Millis } from '../ids.ts';
import type { BurnPoint } from './shape.ts';

/** More points than this are not told apart on paper. */
const MOST_POINTS = 240;

/** A task counts from when it was added; what nobody knows the moment of counts from the first known one. */
export function burnUpOf(view: BoardView, now: Millis): BurnPoint[] {
  const added = view.tasks.map((task) => task.at);
  const finished = view.tasks.filter(isFinished).map((task) => task.outcome.at);
  const known = [...added, ...finished].filter((at) => at > 0 && at <= now);
  if (known.length === 0) return [];
  const first = known.reduce((a, b) => Math.min(a, b), Infinity);
  const place = (at: Millis) => (at > 0 ? Math.min(at, now) : first);
  const [starts, ends] = [added.map(place).sort(ascending), finished.map(place).sort(ascending)];
  const moments = [...new Set([...starts, ...ends])].sort(ascending);
  return thinned(moments).map((at) => ({ at: millis(at), tasks: countUpTo(starts, at), finished: countUpTo(ends, at) }));
}

const ascending = (a: number, b: number): number => a - b;

/** How many of the sorted moments are not after `at`. */
function countUpTo(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first and the last stay. */
function thinned(moments: readonly number[]): number[] {
  const last = moments.length - 1;
  if (moments.length <= MOST_POINTS) return [...moments];
  return Array.from({ length: MOST_POINTS }, (_, index) => moments[Math.round((index * last) / (MOST_POINTS - 1))] as number);
}

export type ChartSize = { readonly width: number; readonly height: number };
export type ChartLines = {
  /** SVG path data: all tasks, those finished, and the area below the latter. */
  readonly tasks: string;
  readonly finished: string;
  readonly area: string;
  readonly from: Millis;
  readonly to: Millis;
  readonly most: number;
};

/** Steps, because between two moments nothing changed. Two points at least, or there is nothing to draw. */
export function chartLines(points: readonly BurnPoint[], { width, height }: ChartSize): ChartLines | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.at <= first.at || last.tasks === 0) return undefined;
  const x = (at: number) => Math.round(((at - first.at) / (last.at - first.at)) * width * 10) / 10;
  const y = (count: number) => Math.round((height - (count / last.tasks) * height) * 10) / 10;
  const line = (count: (point: BurnPoint) => number) =>
    points.map((point, index) => (index === 0 ? `M0 ${y(count(point))}` : `H${x(point.at)}V${y(count(point))}`)).join('');
  const finished = line((point) => point.finished);
  return {
    tasks: line((point) => point.tasks),
    finished,
    area: `${finished}V${height}H0Z`,
    from: first.at,
    to: last.at,
    most: last.tasks,
  };
}

/** When half of what was finished in the end was finished. */
export function halfDoneAt(points: readonly BurnPoint[]): Millis | undefined {
  const all = points.at(-1)?.finished ?? 0;
  return all < 2 ? undefined : points.find((point) => point.finished * 2 >= all)?.at;
}
