// What happened to a card, as the log and the card itself tell it, newest last. Reads only; how lines look is CardHistory.svelte's.

import type { Task } from '../../../shared/board/schema.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import { t } from '../../locales/text.ts';

export type HistoryLine = { readonly at: number; readonly text: string };

export function historyOf(task: Task, view: BoardView): HistoryLine[] {
  const name = (id: string | undefined) => view.people.get((id ?? '') as never)?.name ?? t('talk.somebody');
  const lines: HistoryLine[] = [];
  if (task.at > 0) lines.push({ at: task.at, text: t('history.made', { name: name(task.author) }) });
  for (const { kind, at, by, task: on, to } of view.log) {
    if (on !== task.id) continue;
    const who = { name: name(by), to: name(to) };
    if (kind === 'claimed') lines.push({ at, text: t('history.claimed', who) });
    else if (kind === 'released') lines.push({ at, text: t('history.released', who) });
    else if (kind === 'handed-over') lines.push({ at, text: t('history.handedOver', who) });
    else if (kind === 'lapsed') lines.push({ at, text: t('history.lapsed', { name: name(to) }) });
    else if (kind === 'paired') lines.push({ at, text: t('history.paired', who) });
  }
  for (const step of view.tasks) {
    if (step.parent === task.id && step.at > 0)
      lines.push({ at: step.at, text: t('history.split', { name: name(step.author), title: step.title }) });
  }
  const { kind, at, by } = task.outcome;
  if (kind !== '') lines.push({ at, text: t('history.outcome', { name: name(by), kind: t(`outcome.${kind}`) }) });
  return lines.sort((a, b) => a.at - b.at);
}
