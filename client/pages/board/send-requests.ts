// Sends what was asked for while the server could not be reached, one after the other, and tells what came of it. What is too
// old to be sensible is not sent, and that is told too.

import type { Command } from '../../../shared/live/commands.ts';
import { sprintState } from '../../../shared/live/sprint.ts';
import { MINUTE } from '../../../shared/ids.ts';
import type { Refusal } from '../../../shared/refusal.ts';
import { moreWords } from '../../locales/language.ts';
import { t } from '../../locales/text.ts';
import type { Joined } from '../../state/joined.svelte.ts';
import { staleness, type Requests } from '../../state/requests.svelte.ts';
import type { ToastList } from '../../state/toasts.svelte.ts';

type Tell = (refusal: Refusal, command: Command) => void;

export async function sendRequests(joined: Joined, requests: Requests, toasts: ToastList, tell: Tell): Promise<void> {
  await moreWords();
  for (const request of requests.list) {
    const { task } = request;
    const { sprint, tasks } = joined.board.view;
    const title = tasks.find(({ id }) => id === task)?.title ?? '';
    const now = joined.clock.read();
    const stale = staleness(request, now, sprintState(sprint, now) === 'running' ? sprint.id : '');
    if (stale) {
      requests.drop(task);
      const minutes = Math.round((now - request.at) / MINUTE);
      toasts.say('refused', t(`request.${stale}`, { task: title, minutes }));
      continue;
    }
    const command: Command = { name: 'claim', body: { task } };
    const refusal = await joined.give(command);
    // Gone again: the next return asks again. Or taken back meanwhile.
    if (refusal?.refused === 'unreachable' || !requests.drop(task)) return;
    if (refusal) tell(refusal, command);
    else toasts.say('ok', t('request.confirmed', { task: title }));
  }
}
