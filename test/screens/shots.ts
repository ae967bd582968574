// Which screens are looked at, on what, by whom. What a screen is, is its address and the taps that lead there; taking the
// picture is screens.ts's.

import type { Page } from '@playwright/test';
import type { Crowd, Furnished } from './hall.ts';

export const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1, hasTouch: true, isMobile: true },
  laptop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  wall: { viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1 },
} as const;
export type Device = keyof typeof DEVICES;

export type Theme = 'light' | 'dark' | 'contrast';
export type Visitor = 'nobody' | 'participant' | 'facilitator' | 'organizer';

type Screen = {
  readonly as: Visitor;
  readonly on: readonly Device[];
  readonly open: (page: Page, event: Furnished) => Promise<void>;
};

export type Shot = {
  readonly screen: string;
  readonly device: Device;
  readonly theme: Theme;
  readonly crowd: Crowd;
  readonly language: string;
  /** 2 is 200 %. */
  readonly zoom: number;
};

const BOTH = ['laptop', 'phone'] as const;

const at =
  (path: (event: Furnished) => string) =>
  async (page: Page, event: Furnished): Promise<void> => {
    await page.goto(path(event));
    await page.locator('h1').first().waitFor({ state: 'attached' });
  };
const board = at(({ board }) => `/board/${board}`);

/** The board, its cards on it, then a tap on the n-th of what matches. */
const onBoard = (selector: string) => async (page: Page, event: Furnished) => {
  await board(page, event);
  await page.locator('article').first().waitFor();
  await page.locator(selector).first().click();
};
const onCard = (selector: string) => async (page: Page, event: Furnished) => {
  await page.goto(`/board/${event.board}?card=${event.task}`);
  await page.locator(selector).first().click();
};
const onConsole =
  (selector: string) =>
  async (page: Page, { board }: Furnished) => {
    await page.goto(`/console/${board}`);
    await page.locator('.people .rows').first().waitFor({ state: 'attached' });
    // Whoever is away is folded, and the only other ones may be.
    await page.evaluate(() => document.querySelectorAll('.people details').forEach((folded) => folded.setAttribute('open', '')));
    await page.locator(selector).first().click();
  };
const tab = (place: number) => onBoard(`nav button:nth-child(${place}), nav li:nth-child(${place}) button`);

export const SCREENS: { readonly [name: string]: Screen } = {
  home: { as: 'nobody', on: BOTH, open: at(() => '/') },
  join: { as: 'nobody', on: BOTH, open: at(({ links }) => `/join#${links.join}`) },
  organizer: { as: 'organizer', on: BOTH, open: at(() => '/organizer') },
  board: { as: 'participant', on: BOTH, open: board },
  all: { as: 'participant', on: ['phone'], open: tab(3) },
  mine: { as: 'participant', on: ['phone'], open: tab(2) },
  people: { as: 'participant', on: ['phone'], open: tab(4) },
  card: { as: 'participant', on: BOTH, open: onCard('dialog[open] h2') },
  profile: { as: 'participant', on: ['laptop'], open: onBoard('button.own') },
  settings: { as: 'participant', on: ['laptop'], open: onBoard('header button:has(.lucide-contrast)') },
  menu: { as: 'participant', on: ['phone'], open: onBoard('header button:has(.lucide-ellipsis)') },
  clock: { as: 'participant', on: BOTH, open: onBoard('header button.chip') },
  present: { as: 'participant', on: ['laptop'], open: onBoard('header button.here') },
  filters: { as: 'participant', on: ['laptop'], open: onBoard('button:has(.lucide-list-filter)') },
  find: { as: 'participant', on: BOTH, open: onBoard('button:has(.lucide-compass)') },
  pitch: { as: 'facilitator', on: ['laptop'], open: onBoard('.begin button:has(.lucide-plus)') },
  outcome: { as: 'participant', on: BOTH, open: onCard('button:has(.lucide-flag)') },
  facilitating: { as: 'facilitator', on: BOTH, open: board },
  console: { as: 'facilitator', on: BOTH, open: at(({ board }) => `/console/${board}`) },
  telling: { as: 'facilitator', on: BOTH, open: onConsole('details.tool:nth-of-type(1) > summary') },
  doors: { as: 'facilitator', on: BOTH, open: onConsole('details.tool:nth-of-type(2) > summary') },
  order: { as: 'facilitator', on: BOTH, open: onConsole('.people .person button') },
  report: { as: 'facilitator', on: BOTH, open: at(({ board }) => `/report/${board}`) },
  wall: { as: 'nobody', on: ['wall'], open: at(({ links }) => `/wall#${links.wall}`) },
  components: { as: 'nobody', on: BOTH, open: at(() => '/_/components') },
};

const PLAIN = { theme: 'light', crowd: 40, language: 'en', zoom: 1 } as const;

function everyScreen(given: Partial<Omit<Shot, 'screen' | 'device'>>, screens = Object.keys(SCREENS)): Shot[] {
  return screens.flatMap((screen) => (SCREENS[screen]?.on ?? []).map((device) => ({ ...PLAIN, ...given, screen, device })));
}

const CROWDED = ['board', 'all', 'people', 'card', 'console', 'report', 'wall', 'organizer'];

/** Each screen in each theme and language, the crowded ones at each size, all of them enlarged. */
export const SHOTS: readonly Shot[] = [
  ...(['light', 'dark', 'contrast'] as const).flatMap((theme) => everyScreen({ theme })),
  ...([3, 200] as const).flatMap((crowd) => everyScreen({ crowd }, CROWDED)),
  ...['de', 'pt-BR', 'en-XA', 'ar-XB'].flatMap((language) => everyScreen({ language })),
  ...[2, 4].flatMap((zoom) => everyScreen({ zoom }).filter(({ device }) => device === 'laptop')),
];

export const groupOf = ({ device, theme, crowd, language, zoom }: Shot): string =>
  `${device}-${theme}-${crowd}-${language}${zoom === 1 ? '' : `-${zoom * 100}%`}`;
