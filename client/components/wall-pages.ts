// How a list is spread over pages of a wall. Sizes come from the screen, measured elsewhere.

/** How many rows of one height a place holds; a place too small still shows one. */
export const rowsIn = (place: number, row: number): number => Math.max(1, Math.floor(place / Math.max(1, row)));

/** How many pages a list needs; an empty list has one. */
export const pagesFor = (items: number, perPage: number): number => Math.max(1, Math.ceil(items / perPage));

/** One page of a list that is spread evenly, so that no page shows a lonely last row. */
export function pageOf<T>(items: readonly T[], page: number, pages: number): readonly T[] {
  const start = (index: number) => Math.round((items.length * index) / pages);
  return items.slice(start(page), start(page + 1));
}
