// What must never come of what people typed, in any file of a report: a script, a formula, a name that was not to be named.

import { describe, expect, test } from 'vitest';
import { REPORT_FILES } from '../../../shared/report/files.ts';
import { reportOf } from '../../../shared/report/report.ts';
import { EVENT, minute, openRoom, PAYLOADS } from './room.ts';

function hostileReport() {
  const room = openRoom();
  const ana = room.person('Ana');
  const hidden = room.person('Canary Hidden-Person', { attribution: false });
  for (const payload of PAYLOADS) {
    const challenge = room.challenge(payload.slice(0, 140), { brief: payload, track: payload.slice(0, 60), source: payload });
    const task = room.task(challenge, payload.slice(0, 140));
    room.person(payload.slice(0, 40));
    room.finish(task, 'partial', [ana, hidden], {
      summary: payload,
      next: payload,
      evidence: [
        [payload, payload],
        ['javascript:alert(1)', payload],
      ],
    });
  }
  return reportOf(room.view(), { ...EVENT, title: '</title><script>alert(1)</script>', place: '<b>"here"' }, minute(120));
}

describe('files of a report', () => {
  const report = hostileReport();

  test('[RE20] the page holds no tag, handler or address that people typed', () => {
    const page = REPORT_FILES.html.write(report);
    const allowed =
      /^\/?(?:!doctype|html|head|meta|title|style|body|main|h[1-6]|p|br|ul|ol|li|strong|em|del|code|pre|table|thead|tbody|tr|th|td|a|hr|blockquote|figure|figcaption|span|svg|path)$/i;
    const tags = [...page.matchAll(/<(\/?[a-z!][^\s>/]*)/gi)].map(([, name = '']) => name);
    expect(tags.filter((name) => !allowed.test(name))).toEqual([]);
    expect([...page.matchAll(/<[a-z][^>]*\son\w+=/gi)]).toEqual([]);
    const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => !/^https?:\/\//.test(address))).toEqual([]);
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<title>/g)).toHaveLength(1);
  });

  test.each(Object.entries(REPORT_FILES))('[RE21] whoever would rather not be named is in no %s', (_ending, { write }) => {
    expect(write(report)).not.toContain('Canary');
  });

  test('[RE22] hackathon.json is JSON whose addresses are of the web', () => {
    const event = JSON.parse(REPORT_FILES['hackathon.json'].write(report)) as { workFeatured: { url?: string }[] };
    expect(event.workFeatured).toHaveLength(report.challenges.length);
    expect(event.workFeatured.flatMap(({ url }) => url ?? []).filter((url) => !/^https?:\/\//.test(url))).toEqual([]);
  });

  test('[RE23] a sprint keeps its goal when the next one starts', () => {
    const room = openRoom();
    const ana = room.person('Ana');
    const sprint = room.mint('sprint');
    room.log({ kind: 'sprint-started', at: minute(0), by: ana, minutes: 25, sprint, goal: 'Ship the map' });
    room.log({ kind: 'sprint-ended', at: minute(25), by: '', sprint });
    expect(reportOf(room.view(), EVENT, minute(60)).sprints[0]?.goal).toBe('Ship the map');
  });
});
