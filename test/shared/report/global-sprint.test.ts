// The report of a real event, held against a count that knows nothing of boards: lines of the record, split at commas.

import { strFromU8, unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportZip } from '../../../server/report/parcel.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { millis } from '../../../shared/ids.ts';
import { reportOf, type Report } from '../../../shared/report/report.ts';
import { readActivity, replayActions } from '../../support/activity.ts';
import { replayedBoard } from '../../support/replayed-board.ts';

const file = new URL('../../data/global-sprint-2017/global-sprint-2017-activity.csv', import.meta.url);
const text = readFileSync(file, 'utf8');
const EVENT = {
  title: 'Global Sprint 2017',
  place: '70 sites',
  startsAt: millis(Date.UTC(2017, 5, 1)),
  endsAt: millis(Date.UTC(2017, 5, 3)),
  zone: 'UTC',
};

/** Rows that mean something on a board, as anybody with a spreadsheet would filter them. */
const rows = text
  .split(/\r?\n/)
  .map((line) => line.split(',').map((cell) => cell.trim()))
  .filter(([at = '', , , actor = '', repo = '']) => /^\d{4}-\d\d-\d\dT/.test(at) && actor !== '' && repo.includes('/'))
  .map(([at = '', event = '', action = '', actor = '', repo = '']) => ({ at: Date.parse(at), event, action, actor, repo }));
const CLOSING = /^(Issues?(Event)?|Pull ?[Rr]equest(Event)?)$/;
const isClosing = ({ event, action }: (typeof rows)[number]) => CLOSING.test(event) && action === 'closed';
const isOpening = ({ event, action }: (typeof rows)[number]) => /^Issues?(Event)?$/.test(event) && action === 'opened';
const NO_WORK = /^(Create|Delete|Gollum|Wiki|Release|Public)/;
const takesPart = (row: (typeof rows)[number]) =>
  !NO_WORK.test(row.event) && !(/^Issues?(Event)?$/.test(row.event) && !isOpening(row) && !isClosing(row));

let report: Report;
beforeAll(() => {
  const { actions } = replayActions(readActivity(text).events);
  report = reportOf(viewBoard(replayedBoard(actions)), EVENT, EVENT.endsAt);
});

describe('the report of the Global Sprint 2017', () => {
  test('[RE10] counts the tasks that were finished and the people who took part as the record does', () => {
    expect(rows.length).toBeGreaterThan(4_000);
    expect(report.numbers.tasks.done).toBe(rows.filter(isClosing).length);
    expect(report.numbers.outcomes.done).toBe(rows.filter(isClosing).length);
    expect(report.numbers.people.all).toBe(new Set(rows.filter(takesPart).map(({ actor }) => actor)).size);
    expect(report.numbers.tasks.all).toBeGreaterThanOrEqual(rows.filter(isOpening).length);
    expect(report.people.length).toBe(report.numbers.people.all);
  });

  test('[RE11] says by challenge how many were finished, as the record does for each project', () => {
    const closed = new Map<string, number>();
    for (const row of rows.filter(isClosing)) closed.set(row.repo, (closed.get(row.repo) ?? 0) + 1);
    const finished = new Map(report.challenges.filter(({ done }) => done > 0).map(({ title, done }) => [title, done]));
    expect(finished).toEqual(closed);
  });

  test('[RE12] draws a burn-up that never falls and agrees with the record at each of its points', () => {
    const closings = rows.filter(isClosing).map(({ at }) => at);
    expect(report.burnUp.length).toBeGreaterThan(100);
    for (const [index, point] of report.burnUp.entries()) {
      const before = report.burnUp[index - 1];
      expect(point.finished).toBe(closings.filter((at) => at <= point.at).length);
      expect(point.tasks).toBeGreaterThanOrEqual(Math.max(point.finished, before?.tasks ?? 0));
    }
  });

  test('[RE13] fits into one zip with every file, and the same report gives the same bytes', () => {
    const zip = reportZip(report);
    const files = unzipSync(zip);
    expect(Object.keys(files).sort()).toEqual(
      ['hackathon.json', 'report.csv', 'report.html', 'report.json', 'report.md'].map((name) => `hackfest-report/${name}`),
    );
    const hackathon = JSON.parse(strFromU8(files['hackfest-report/hackathon.json'] as Uint8Array)) as { workFeatured: unknown[] };
    expect(hackathon).toMatchObject({ '@context': 'https://schema.org', '@type': 'Hackathon', startDate: '2017-06-01T00:00:00+00:00' });
    expect(hackathon.workFeatured.length).toBe(report.challenges.length);
    expect(Buffer.compare(reportZip(report), zip)).toBe(0);
  });
});
