// Which entries of the log are worth telling the people at the board, and in what words.

import type { LogEntry } from '../../../shared/board/schema.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { PersonId, TaskId } from '../../../shared/ids.ts';
import { t } from '../../locales/text.ts';

/** A sentence for what somebody else did with the clock, or with one's own seat; '' for everything else. */
export function noteOf(entry: LogEntry, view: BoardView, me: PersonId | ''): string {
  const name = entry.by === '' ? '' : (view.people.get(entry.by)?.name ?? '');
  const task = view.tasks.find((one) => one.id === entry.task)?.title ?? '';
  const sitsOn = view.claims.get(entry.task as TaskId)?.some(({ person }) => person === me) === true;
  switch (entry.kind) {
    case 'sprint-started':
      return t('note.started', { name, minutes: entry.minutes ?? 0 });
    case 'sprint-extended':
      return t('note.extended', { name, minutes: entry.minutes ?? 0 });
    case 'sprint-paused':
      return t('note.paused', { name });
    case 'sprint-resumed':
      return t('note.resumed', { name });
    case 'sprint-ended':
      return name === '' ? t('note.over') : t('note.ended', { name });
    case 'handed-over':
      return entry.to === me ? t('note.handedOver', { name, task }) : '';
    case 'lapsed':
      if (entry.to === me) return t('note.lapsed', { task });
      return sitsOn ? t('note.partnerLapsed', { name: view.people.get(entry.to as PersonId)?.name ?? '', task }) : '';
    case 'released':
      return sitsOn && entry.by !== me ? t('note.partnerLeft', { name, task }) : '';
    case 'paired':
      return entry.to === me ? t('note.paired', { name, task }) : '';
    default:
      return '';
  }
}
