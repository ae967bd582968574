// What a replay counts, and how it is told in the terminal. No counting in here but of words.

import type { Skipped } from '../support/activity.ts';

export type Counts = { [word: string]: number };

export type Figures = {
  readonly read: number;
  readonly used: number;
  /** Rows that could not be read, and events that mean nothing on a board, by reason. */
  readonly skipped: Counts;
  /** What was done, by kind. */
  readonly done: Counts;
  /** Commands by what they were for and how they were answered, such as 'claim granted'. */
  readonly answers: Counts;
  /** What could not be carried out, a line each. */
  readonly failed: readonly string[];
  readonly people: { readonly joined: number; readonly mostAtOnce: number; readonly stillThere: number };
  readonly board: { readonly [what: string]: number };
  /** Copies of the board that were compared with the server's. */
  readonly replicas: number;
  readonly drops: number;
  readonly disagreements: readonly string[];
  readonly seconds: { readonly activity: number; readonly agreeing: number; readonly behind: number };
};

export const count = (counts: Counts, word: string): number => (counts[word] = (counts[word] ?? 0) + 1);

export function countReasons(...lists: readonly (readonly Skipped<string>[])[]): Counts {
  const counts: Counts = {};
  for (const { why } of lists.flat()) count(counts, why);
  return counts;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const listed = (counts: Counts): string =>
  Object.entries(counts)
    .map(([word, number]) => `${whole(number)} ${word}`)
    .join(', ') || 'none';
const sum = (counts: Counts): number => Object.values(counts).reduce((total, number) => total + number, 0);
const SHOWN = 10;

export function told(figures: Figures, memory: string): string {
  const { people, seconds } = figures;
  const lines: [string, string][] = [
    ['events', `${whole(figures.read)} read, ${whole(figures.used)} used, ${whole(sum(figures.skipped))} skipped`],
    ['skipped', listed(figures.skipped)],
    ['done', listed(figures.done)],
    ['answers', listed(figures.answers)],
    [
      'people',
      `${whole(people.joined)} joined, at most ${whole(people.mostAtOnce)} at once, ${whole(people.stillThere)} still there at the end`,
    ],
    ['board', listed(figures.board)],
    ['failed', whole(figures.failed.length)],
    [
      'replicas',
      `${whole(figures.replicas)} compared with the server, ${whole(figures.disagreements.length)} disagree, ${whole(figures.drops)} dropped connections`,
    ],
    [
      'time',
      `${seconds.activity.toFixed(1)} s of activity (at most ${seconds.behind.toFixed(1)} s late), ${seconds.agreeing.toFixed(1)} s until all agreed`,
    ],
    ['server', memory],
  ];
  const wrong = [...figures.failed, ...figures.disagreements];
  const more = wrong.length > SHOWN ? [`… and ${wrong.length - SHOWN} more`] : [];
  return [...lines.map(([name, text]) => `${name.padEnd(9)} ${text}`), ...wrong.slice(0, SHOWN), ...more].join('\n');
}
