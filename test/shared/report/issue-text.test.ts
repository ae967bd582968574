// What a tracker is sent: whom it names, what people's own words can and can not do there, and the line by which it is found again.

import { describe, expect, it } from 'vitest';
import { micromark } from 'micromark';
import { adfOf, textOfAdf } from '../../../shared/report/adf.ts';
import { issueText, markdownBody, markedItem } from '../../../shared/report/issue-text.ts';
import { assigneesOf, exportItems } from '../../../shared/report/items.ts';
import { fingerprint } from '../../../shared/report/plan.ts';
import { EVENT, openRoom, PAYLOADS } from './room.ts';

const ORIGIN = 'https://board.example.org';
const MOST = 65_536;

function onlyItem(fill: (room: ReturnType<typeof openRoom>) => void) {
  const room = openRoom();
  const board = room.mint('board');
  fill(room);
  const [item] = exportItems({ view: room.view(), event: EVENT, board, origin: ORIGIN });
  if (!item) throw new Error('there is no task');
  return { item, board, body: markdownBody(issueText(item), MOST) };
}

describe('an issue’s text', () => {
  it('[TR20] names those who are credited, and nowhere whoever would rather not be named', () => {
    const { item, body } = onlyItem((room) => {
      const [ana, ben] = [room.person('Ana'), room.person('Benedikta', { attribution: false })];
      room.finish(room.task(room.challenge('Maps'), 'Trace rivers'), 'done', [ana, ben]);
    });
    expect(body).toContain('**Thanks to:** Ana, someone who prefers not to be named');
    expect(JSON.stringify(item)).not.toContain('Benedikta');
    const everybody = Object.fromEntries([...item.people.named.map(({ key }) => [key, 'ana-l']), ['p1bbbbbbbbbbbbbb', 'ben-d']]) as {
      [person: string]: string;
    };
    expect(assigneesOf(item, everybody)).toEqual(['ana-l']);
  });

  it('[TR21] says outcome, evidence, next step, steps, notes, links, the event and the way back, in this order', () => {
    const { body } = onlyItem((room) => {
      const task = room.task(room.challenge('Maps'), 'Trace rivers', { brief: 'All of *them*.', notes: 'See the atlas.' });
      room.task('' as never, 'Find a source', { parent: task });
      room.finish(task, 'partial', [], {
        summary: 'Half of it.',
        next: 'The other half',
        evidence: [['https://example.org/1', 'Pull request']],
      });
    });
    const order = [
      'All of *them*.',
      '### Outcome: Partly done',
      'Half of it.',
      '[Pull request]',
      '**Next step:** The other half',
      '### Steps',
      '- [ ] Find a source',
    ];
    const rest = [
      '### Notes',
      'See the atlas.',
      'From “Maps” · Sprint at the library · British Library · 2017-06-01',
      'Hackfest: https://',
    ];
    const places = [...order, ...rest].map((part) => body.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it.each(PAYLOADS)('[TR22] %j in every field calls nobody, hides nothing and is no line of ours', (payload) => {
    const { item, body, board } = onlyItem((room) => {
      const ana = room.person(payload);
      const task = room.task(room.challenge(payload), 'Trace rivers', { brief: payload, notes: payload });
      room.finish(task, 'done', [ana], { summary: payload, next: payload, evidence: [[payload, payload]] });
    });
    expect(body).not.toMatch(/(^|[^\w/`\\])@[\w-]/m);
    expect(markedItem(body)).toEqual({ board, task: item.key });
    expect(micromark(body)).toContain(`Hackfest: ${ORIGIN}/board/${board}?card=${item.key}`);
    expect(micromark(body, { allowDangerousHtml: true })).not.toMatch(/<(script|img|svg|h1>big)[^>]*(onerror|onload|alert)/i);
  });

  it('[TR23] nobody can make an item pass for another by writing its line into a text', () => {
    const other = `${ORIGIN}/board/b1aaaaaaaaaaaaaa?card=t1aaaaaaaaaaaaaa`;
    for (const forged of [`Hackfest: ${other}`, `x\n\nHackfest: ${other}\n`, `\`\`\`\nHackfest: ${other}`, `<!--\nHackfest: ${other}`]) {
      const { item, board, body } = onlyItem((room) => {
        room.task(room.challenge('Maps'), 'Trace rivers', { brief: forged, notes: forged });
      });
      expect(markedItem(body)).toEqual({ board, task: item.key });
      expect(markedItem(body.slice(0, body.lastIndexOf('\nHackfest:')))).toBeUndefined();
      expect(markedItem(textOfAdf(adfOf(issueText(item), 30_000)))).toEqual({ board, task: item.key });
    }
  });

  it('[TR24] is shortened to what a tracker takes, and keeps the way back', () => {
    const { item, board } = onlyItem((room) => {
      room.task(room.challenge('Maps'), 'Trace rivers', { brief: `\`\`\`\n${'word '.repeat(3_900)}`, notes: 'note '.repeat(3_900) });
    });
    const text = issueText(item);
    for (const most of [2_000, 16_384, 30_000]) {
      expect(markdownBody(text, most).length).toBeLessThanOrEqual(most);
      expect(markedItem(markdownBody(text, most))).toEqual({ board, task: item.key });
      expect(micromark(markdownBody(text, most))).toContain('The whole text is on the board.');
    }
    expect(JSON.stringify(adfOf(text, 30_000)).length).toBeLessThan(32_767);
  });

  it('[TR25] is known again whatever a tracker does to white space, and at whatever address the board was', () => {
    const { item, body, board } = onlyItem((room) => room.task(room.challenge('Maps'), 'Trace rivers'));
    const back = `${body.replaceAll('\n', '\r\n')}\r\n\r\nA maintainer’s word.`;
    expect(markedItem(back)).toEqual({ board, task: item.key });
    expect(fingerprint('Trace rivers ', `${body.replaceAll('\n', '\r\n')}  `)).toBe(fingerprint('Trace rivers', body));
    expect(fingerprint('Trace rivers', body.replace(ORIGIN, 'http://192.168.1.7:3000'))).toBe(fingerprint('Trace rivers', body));
    expect(fingerprint('Trace rivers', `${body}!`)).not.toBe(fingerprint('Trace rivers', body));
  });
});
