// The run sheet of an event as a calendar: the event itself, and each item with a time of its own. The same board gives the
// same calendar, so that those who subscribed see only what changed.

import ical from 'ical-generator';
import type { AgendaItem } from '../../shared/board/schema.ts';
import type { BoardView } from '../../shared/board/view.ts';
import { MINUTE } from '../../shared/ids.ts';
import { plainLine, plainText } from '../../shared/plain.ts';
import type { EventRecord } from '../storage/catalogue.ts';

const PRODUCT = { company: 'Hackfest Board', product: 'Hackfest Board' };

export function agendaCalendar({ meta }: BoardView, event: EventRecord): string {
  const calendar = ical({ name: plainLine(event.title), prodId: PRODUCT, ttl: 900 });
  const stamp = new Date(event.createdAt);
  const location = plainLine(event.place) || null;
  const url = event.callUrl || null;
  calendar.createEvent({
    id: `${event.id}@hackfest-board`,
    stamp,
    start: new Date(event.startsAt),
    end: new Date(event.endsAt),
    summary: plainLine(event.title),
    description: plainText(meta.brief) || null,
    location,
    url,
  });
  for (const { id, title, minutes, start } of itemsOf(meta.agenda, event)) {
    calendar.createEvent({
      id: `${id}@hackfest-board`,
      stamp,
      start: new Date(start),
      end: new Date(start + minutes * MINUTE),
      summary: plainLine(title) || 'Untitled',
      location,
      url,
    });
  }
  return calendar.toString();
}

/** In order. An item without a time follows the one before it; what really began counts as it began. */
function itemsOf(agenda: BoardView['meta']['agenda'], { startsAt }: EventRecord) {
  const items = Object.entries(agenda).map(([id, item]) => ({ ...(item as Omit<AgendaItem, 'id'>), id }));
  items.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1));
  let next: number = startsAt;
  return items.map((item) => {
    const start = item.startedAt || item.startsAt || next;
    next = start + item.minutes * MINUTE;
    return { ...item, start };
  });
}
