// What somebody who was away is told, and when a seat asked for offline is not sent any more.

import { describe, expect, test } from 'vitest';
import { meanwhile } from '../../../client/pages/board/meanwhile.ts';
import { SENSIBLE_FOR, staleness } from '../../../client/state/requests.svelte.ts';
import type { LogEntry } from '../../../shared/board/schema.ts';
import { millis, MINUTE, type TaskId } from '../../../shared/ids.ts';
import { NOW, Room } from './room.ts';

const BEFORE = millis(NOW - 10 * MINUTE);

describe('while somebody was away', () => {
  function scene() {
    const room = new Room();
    const challenge = room.challenge('Open data');
    const [ana, ben] = [room.person('Ana', { joinedAt: millis(1) }), room.person('Ben', { joinedAt: millis(1) })];
    return { room, ana, ben, old: room.task(challenge, 'Old'), challenge };
  }

  test('[LA3] finished and new tasks, newcomers and the clock are told; one’s own doings are not', () => {
    const { room, ana, ben, old } = scene();
    room.outcome(old, 'done', [ben], 5);
    room.person('Cy');
    const log: LogEntry[] = [{ kind: 'sprint-started', at: NOW, by: ben, minutes: 20 }];
    const told = meanwhile({ ...room.view, log }, BEFORE, ana);
    expect(told).toMatchObject({ finished: [{ title: 'Old' }], fresh: [], came: 1, sprint: 'started' });
    expect(meanwhile({ ...room.view, log: [] }, BEFORE, ben)?.finished ?? []).toEqual([]);
  });

  test('[LA4] a seat that ran out is told as long as it was not taken again', () => {
    const { room, ana, ben, old } = scene();
    const log: LogEntry[] = [{ kind: 'lapsed', at: NOW, by: '', task: old, to: ana }];
    expect(meanwhile({ ...room.view, log }, BEFORE, ana)?.lost).toMatchObject([{ title: 'Old' }]);
    expect(meanwhile({ ...room.view, log }, BEFORE, ben)?.lost ?? []).toEqual([]);
    room.claim(old, ana);
    expect(meanwhile({ ...room.view, log }, BEFORE, ana)?.lost ?? []).toEqual([]);
  });

  test('[LA5] when nothing happened nothing is told', () => {
    const { room, ana } = scene();
    expect(meanwhile(room.view, NOW, ana)).toBeUndefined();
  });
});

describe('a seat asked for offline', () => {
  const request = { task: 't1' as TaskId, at: NOW, sprint: 's1' };

  test('[OF8] is sent within ten minutes and while its sprint runs, and not later', () => {
    expect(staleness(request, NOW, 's1')).toBeUndefined();
    expect(staleness(request, millis(NOW + SENSIBLE_FOR), 's1')).toBeUndefined();
    expect(staleness(request, millis(NOW + SENSIBLE_FOR + 1), 's1')).toBe('old');
    expect(staleness(request, NOW, '')).toBe('sprint-over');
    expect(staleness({ ...request, sprint: '' }, NOW, 's2')).toBeUndefined();
  });
});
