// Addresses and their pages; the only module that knows the router. Secrets are never part of a path: they stand behind #.
//   /                    home: join by code, back to a board
//   /join                from the QR: #<secret or code>
//   /facilitate          a facilitator's link: #<secret>
//   /organizer           the organizer's pages: #<secret> on the first visit
//   /board/:board        the board; ?card=<task> opens a card
//   /wall                the wall's link: #<secret>; /wall/:board once it is open
//   /console/:board      the facilitator's view
//   /report/:board       outcomes

import { createRouter, Router as SvRouter } from 'sv-router';

export const Router = SvRouter;

export const { p, navigate, route } = createRouter({
  '/': () => import('./pages/Home.svelte'),
  '/join': () => import('./pages/Join.svelte'),
  '/facilitate': () => import('./pages/Join.svelte'),
  '/organizer': () => import('./pages/Organizer.svelte'),
  '/board/:board': () => import('./pages/Board.svelte'),
  '/wall': () => import('./pages/OpenWall.svelte'),
  '/wall/:board': () => import('./pages/Wall.svelte'),
  '/console/:board': () => import('./pages/Console.svelte'),
  '/report/:board': () => import('./pages/Report.svelte'),
  '/_/components': () => import('./pages/Components.svelte'),
  '*': () => import('./pages/NotFound.svelte'),
});
