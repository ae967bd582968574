// Why something is proposed, in words: 'fits: docs, 30 min; Lee can help'. What is proposed is shared/board/suggest.ts.

import type { PairReason, Suggestion } from '../../../shared/board/suggest.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import { remaining, sprintState } from '../../../shared/live/sprint.ts';
import { MINUTE, type Millis } from '../../../shared/ids.ts';
import { t } from '../../locales/text.ts';

export function reasonsText({ reasons }: Suggestion, view: BoardView): string {
  const fits: string[] = [];
  const more: string[] = [];
  for (const reason of reasons) {
    if (reason.why === 'first') fits.unshift(t('find.first'));
    else if (reason.why === 'skill') fits.push(reason.skill);
    else if (reason.why === 'size') fits.push(t('task.size', { minutes: reason.minutes }));
    else if (reason.why === 'help') more.push(t('find.help', { name: view.people.get(reason.person)?.name ?? '' }));
    else more.push(t('find.nobodyYet'));
  }
  const fitting = fits.length > 0 ? [t('find.fits', { what: fits.join(', ') })] : [];
  return [...fitting, ...more].join('; ');
}

export function pairReasonsText(reasons: readonly PairReason[]): string {
  return reasons.map((reason) => (reason.why === 'skill' ? reason.skill : t(`together.why.${reason.why}`))).join(', ');
}

/** Whole minutes of working time left; undefined when no clock runs. */
export function minutesLeft({ sprint }: BoardView, now: Millis): number | undefined {
  const state = sprintState(sprint, now);
  return state === 'running' || state === 'paused' ? Math.floor(remaining(sprint, now) / MINUTE) : undefined;
}
