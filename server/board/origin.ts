// Who changed the document, as the origin of a Yjs transaction. What is done with it is up to those who listen.

import type { PersonId } from '../../shared/ids.ts';

/** Of what several did together, the client ids tell who did what: nothing was taken away in it. */
export type Origin =
  { readonly by: 'server' } | { readonly by: 'client'; readonly person: PersonId } | { readonly by: 'several' } | { readonly by: 'store' };

export const SERVER: Origin = { by: 'server' };
export const STORE: Origin = { by: 'store' };
export const SEVERAL: Origin = { by: 'several' };
