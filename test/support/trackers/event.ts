// The event whose outcomes are exported in tests, and where to. No test runner in here: processes to be killed use it too.

import { millis, type BoardId } from '../../../shared/ids.ts';
import type { Target } from '../../../shared/report/destination.ts';
import type { EventRecord } from '../../../server/storage/catalogue.ts';
import { seededMint } from '../seed.ts';

export const TARGET: Target = {
  tracker: 'github',
  base: 'https://api.github.com',
  project: 'octo/atlas',
  place: '',
  account: '',
  label: 'hackfest',
  milestone: '',
  closes: true,
  logins: {},
};
export const ORIGIN = 'https://board.example.org';

export const mint = seededMint(7);
export const BOARD: BoardId = mint('board');
export const EVENT = {
  id: mint('event'),
  board: BOARD,
  title: 'Open data day',
  place: 'Library',
  startsAt: millis(Date.UTC(2017, 5, 1, 9)),
  endsAt: millis(Date.UTC(2017, 5, 1, 18)),
  zone: 'Europe/Madrid',
} as EventRecord;
