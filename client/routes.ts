// Addresses and their pages; the only module that knows the router. Secrets are never part of a path: they stand behind #.
//   /                    home: join by code, back to a board
//   /join                from the QR: #<secret or code>
//   /facilitate          a facilitator's link: #<secret>
//   /organizer           the organizer's pages: #<secret> on the first visit
//   /board/:board        the board; ?card=<task> opens a card
//   /wall                the wall's link: #<secret>; /wall/:board once it is open
//   /console/:board      the facilitator's view
//   /report/:board       outcomes
//   /export/:board       outcomes to trackers

import { createRouter, Router as SvRouter } from 'sv-router';
import { moreWords } from './locales/language.ts';

export const Router = SvRouter;

/** A page and its words; those of the board's first sight travel with the app. */
const spoken = async <Page>(page: Promise<Page>): Promise<Page> => (await Promise.all([page, moreWords()]))[0];

export const { p, navigate, route } = createRouter({
  '/': () => spoken(import('./pages/Home.svelte')),
  '/join': () => spoken(import('./pages/Join.svelte')),
  '/facilitate': () => spoken(import('./pages/Join.svelte')),
  '/organizer': () => spoken(import('./pages/Organizer.svelte')),
  '/board/:board': () => import('./pages/Board.svelte'),
  '/wall': () => spoken(import('./pages/OpenWall.svelte')),
  '/wall/:board': () => spoken(import('./pages/Wall.svelte')),
  '/console/:board': () => spoken(import('./pages/Console.svelte')),
  '/report/:board': () => spoken(import('./pages/Report.svelte')),
  '/export/:board': () => spoken(import('./pages/Export.svelte')),
  '/_/components': () => spoken(import('./pages/Components.svelte')),
  '*': () => spoken(import('./pages/NotFound.svelte')),
});
