// Which announcements concern a person now, newest first.

import type { Person } from '../../../shared/board/schema.ts';
import type { LiveLists } from '../../../shared/board/live-lists.ts';
import type { Millis } from '../../../shared/ids.ts';

/** Those to all, to everybody remote, or to the site somebody is at, until they end. */
export function announcementsFor(
  all: LiveLists['announcements'],
  person: Pick<Person, 'place' | 'site'> | undefined,
  now: Millis,
): LiveLists['announcements'] {
  const concerns = (to: string) =>
    to === 'all' || (to === 'remote' && person?.place === 'remote') || (person?.place === 'site' && person.site === to);
  return all.filter(({ to, until }) => concerns(to) && (until === 0 || until > now)).reverse();
}
