// Where cards stand and where something moved would go, by their rectangles: arithmetic only, in any one unit.

export type Rect = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
export type Direction = 'up' | 'down' | 'left' | 'right';
export type Placed<Id> = { readonly id: Id; readonly rect: Rect };

const midX = ({ left, right }: Rect) => (left + right) / 2;
const midY = ({ top, bottom }: Rect) => (top + bottom) / 2;
/** Straight ahead is nearer than aside. */
const ASIDE = 3;

/** The card one means by an arrow: ahead of `from`, nearest, rather straight than aside. */
export function neighbor<Id>(from: Rect, cards: readonly Placed<Id>[], direction: Direction): Id | undefined {
  let best: Id | undefined;
  let least = Infinity;
  for (const { id, rect } of cards) {
    const [ahead, aside] = distance(from, rect, direction);
    if (ahead < 0) continue;
    const cost = ahead + ASIDE * aside;
    if (cost < least) [best, least] = [id, cost];
  }
  return best;
}

/** How far ahead and how far aside; less than 0 ahead is not in that direction. Half a card's overlap is let pass. */
function distance(from: Rect, to: Rect, direction: Direction): [ahead: number, aside: number] {
  const apartX = Math.max(0, to.left - from.right, from.left - to.right);
  const apartY = Math.max(0, to.top - from.bottom, from.top - to.bottom);
  switch (direction) {
    case 'down':
      return [to.top >= midY(from) ? to.top - from.top : -1, apartX];
    case 'up':
      return [to.bottom <= midY(from) ? from.top - to.top : -1, apartX];
    case 'right':
      return [to.left >= midX(from) ? to.left - from.left : -1, apartY || Math.abs(to.top - from.top) / 100];
    case 'left':
      return [to.right <= midX(from) ? from.left - to.left : -1, apartY || Math.abs(to.top - from.top) / 100];
  }
}

/** A lane that takes cards, with those in it from first to last. */
export type Zone<Lane, Id> = { readonly lane: Lane; readonly rect: Rect; readonly cards: readonly Placed<Id>[] };
/** To stand before a card of a lane, or last. */
export type Place<Lane, Id> = { readonly lane: Lane; readonly before: Id | undefined };

/** Cards in rows that are filled one after the other, rather than one below the other. */
const inRows = (cards: readonly Placed<unknown>[]): boolean =>
  cards.some(({ rect }, at) => at > 0 && rect.left > (cards[at - 1]?.rect.right ?? Infinity) - 1);

/** Where something let go at a point goes; a point beside all lanes means the nearest. */
export function placeAt<Lane, Id>(zones: readonly Zone<Lane, Id>[], x: number, y: number): Place<Lane, Id> | undefined {
  const away = ({ left, right, top, bottom }: Rect) => Math.max(0, left - x, x - right) + Math.max(0, top - y, y - bottom);
  let zone: Zone<Lane, Id> | undefined;
  for (const one of zones) if (!zone || away(one.rect) < away(zone.rect)) zone = one;
  if (!zone) return undefined;
  const rows = inRows(zone.cards);
  const before = zone.cards.find(({ rect }) => y < rect.top || (y <= rect.bottom && (rows ? x < midX(rect) : y < midY(rect))));
  return { lane: zone.lane, before: before?.id };
}

/** The line that shows a place: where it begins, how long it is, whether it stands upright. */
export type Mark = { readonly x: number; readonly y: number; readonly length: number; readonly upright: boolean };
const BESIDE = 5;

export function markOf<Lane, Id>(zone: Zone<Lane, Id>, before: Id | undefined): Mark {
  const card = zone.cards.find(({ id }) => id === before);
  const last = card ?? zone.cards.at(-1);
  if (!last) return { x: zone.rect.left, y: zone.rect.top, length: zone.rect.right - zone.rect.left, upright: false };
  const { left, top, right, bottom } = last.rect;
  if (inRows(zone.cards)) return { x: card ? left - BESIDE : right + BESIDE, y: top, length: bottom - top, upright: true };
  return { x: left, y: card ? top - BESIDE : bottom + BESIDE, length: right - left, upright: false };
}
