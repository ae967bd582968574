// What a report leaves open, by challenge.

import type { Report, ReportTask } from '../../../shared/report/shape.ts';

/** `begun` has an outcome that is not the end of it; the others have none. */
export type OpenWork = {
  readonly key: string;
  readonly title: string;
  readonly begun: readonly ReportTask[];
  readonly others: readonly ReportTask[];
};

const isBegun = (task: ReportTask): boolean => task.outcome !== null;

export function openWork({ challenges }: Report): OpenWork[] {
  return challenges
    .map(({ key, title, outcomes, untouched }) => {
      const tasks = [...outcomes, ...untouched].filter((task) => task.state !== 'done');
      return { key, title, begun: tasks.filter(isBegun), others: tasks.filter((task) => !isBegun(task)) };
    })
    .filter(({ begun, others }) => begun.length + others.length > 0);
}
