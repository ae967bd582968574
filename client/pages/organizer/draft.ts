// A new event as it is typed: what it begins with, and what is still wrong with it. Sending it is the page's.

import { millis, MINUTE, type Millis } from '../../../shared/ids.ts';
import type { EventDraft, EventProblems } from '../../components/event-draft.ts';
import { t } from '../../locales/text.ts';
import type { EventSummary } from '../../state/api.ts';
import { clockTimeOf, isZone, laterBy, momentOf } from '../../state/zones.ts';
import { webAddress } from '../web-address.ts';

const QUARTER = 15 * MINUTE;
const USUAL_LENGTH = 180;
const LONGEST = 60 * 24 * 60 * MINUTE;

/** When an event that starts then usually ends. */
export const usualEnd = (starts: EventDraft['starts']): EventDraft['starts'] => laterBy(starts, USUAL_LENGTH);

/** At the next quarter of an hour, for an evening. */
export function startDraft(now: Millis, zone: string): EventDraft {
  const starts = clockTimeOf(millis(Math.ceil(now / QUARTER) * QUARTER), zone);
  return { title: '', scale: 'micro', place: '', callUrl: '', starts, ends: usualEnd(starts), zone };
}

/** What can be sent, or what is wrong with each field. */
export function eventOf(draft: EventDraft): Omit<EventSummary, 'id' | 'board' | 'sample'> | EventProblems {
  const zone = draft.zone.trim();
  const callUrl = webAddress(draft.callUrl.trim());
  const [startsAt, endsAt] = [momentOf(draft.starts, zone), momentOf(draft.ends, zone)];
  const problems = problemsOf({ ...draft, callUrl });
  if (Object.keys(problems).length > 0 || startsAt === undefined || endsAt === undefined) return problems;
  return { title: draft.title.trim(), scale: draft.scale, place: draft.place.trim(), callUrl, startsAt, endsAt, zone };
}

function problemsOf(draft: EventDraft): EventProblems {
  const found: { -readonly [field in keyof EventDraft]?: string } = {};
  const zone = isZone(draft.zone) ? draft.zone : 'UTC';
  const [starts, ends] = [momentOf(draft.starts, zone), momentOf(draft.ends, zone)];
  if (draft.title.trim() === '') found.title = t('event.titleMissing');
  if (!/^(https?:\/\/\S+)?$/.test(draft.callUrl.trim())) found.callUrl = t('event.callWrong');
  if (!isZone(draft.zone.trim())) found.zone = t('event.zoneWrong');
  if (starts === undefined) found.starts = t('event.timeMissing');
  if (ends === undefined) found.ends = t('event.timeMissing');
  else if (starts !== undefined && ends <= starts) found.ends = t('event.endsBefore');
  else if (starts !== undefined && ends - starts > LONGEST) found.ends = t('event.endsLate');
  return found;
}
