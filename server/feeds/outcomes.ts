// What was recorded on a board as an Atom feed, newest first. It is made from the report: whoever did not want to be named is
// not in it, and what people typed is text: titles and contents are HTML, escaped here; all else the library escapes.

import { Feed } from 'feed';
import { escaped } from '../../shared/report/html.ts';
import type { Report, ReportTask } from '../../shared/report/shape.ts';
import type { EventRecord } from '../storage/catalogue.ts';

/** As many as readers keep. */
const MOST = 100;
const WORDS = { done: 'Done', partial: 'Partly done', learned: 'Learned', blocked: 'Blocked' } as const;

export type FeedAddresses = { readonly self: string; readonly board: string };

export function outcomesFeed(report: Report, event: EventRecord, { self, board }: FeedAddresses): string {
  const tasks = report.challenges
    .flatMap(({ outcomes }) => outcomes)
    .sort((a, b) => atOf(b) - atOf(a))
    .slice(0, MOST);
  const newest = tasks[0] ? atOf(tasks[0]) : event.createdAt;
  const feed = new Feed({
    title: report.title,
    id: `urn:hackfest-board:${event.id}`,
    link: board,
    feedLinks: { atom: self },
    // Atom wants somebody to answer for every entry; not all have people who may be named.
    author: { name: report.title },
    updated: new Date(newest),
    generator: 'Hackfest Board',
    copyright: '',
  });
  for (const task of tasks) {
    const { outcome } = task;
    if (!outcome) continue;
    feed.addItem({
      title: escaped(`${WORDS[outcome.kind]}: ${task.title}`),
      id: `urn:hackfest-board:${event.id}:${task.key}`,
      link: board,
      date: new Date(outcome.at),
      content: contentOf(task),
      author: outcome.credit.named.map(({ name }) => ({ name })),
    });
  }
  return feed.atom1();
}

const atOf = ({ outcome }: ReportTask): number => outcome?.at ?? 0;

function contentOf({ challenge, outcome }: ReportTask): string {
  const links = (outcome?.evidence ?? []).map(({ url, title }) =>
    /^https?:\/\/\S+$/i.test(url) ? `<a href="${escaped(url)}">${escaped(title || url)}</a>` : escaped(title || url),
  );
  const lines = [escaped(challenge), escaped(outcome?.summary ?? ''), outcome?.next ? `Next: ${escaped(outcome.next)}` : '', ...links];
  return lines
    .filter(Boolean)
    .map((line) => `<p>${line.replaceAll('\n', '<br>')}</p>`)
    .join('');
}
