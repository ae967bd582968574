// Arrows among cards, and where something dropped goes: numbers only.

import { expect, test } from 'vitest';
import { markOf, neighbor, placeAt, type Placed, type Zone } from '../../../client/pages/board/places.ts';

const card = (id: string, left: number, top: number, width = 100, height = 50): Placed<string> => ({
  id,
  rect: { left, top, right: left + width, bottom: top + height },
});
const zone = (lane: string, left: number, cards: readonly Placed<string>[], width = 100): Zone<string, string> => ({
  lane,
  rect: { left, top: 0, right: left + width, bottom: 400 },
  cards,
});
const column = (lane: string, left: number, count: number) =>
  zone(
    lane,
    left,
    Array.from({ length: count }, (_, at) => card(`${lane}${at + 1}`, left, at * 60)),
  );

test('[KB6] an arrow goes to the nearest card that way, rather straight than aside, and nowhere past the last', () => {
  const cards = [card('a1', 0, 0), card('a2', 0, 60), card('b1', 110, 0), card('b2', 110, 60), card('b3', 110, 120)];
  const from = (id: string) => cards.find((one) => one.id === id)?.rect ?? card('', 0, 0).rect;
  const go = (id: string, direction: 'up' | 'down' | 'left' | 'right') =>
    neighbor(
      from(id),
      cards.filter((one) => one.id !== id),
      direction,
    );
  expect(go('a1', 'down')).toBe('a2');
  expect(go('a2', 'right')).toBe('b2');
  expect(go('b3', 'left')).toBe('a2');
  expect(go('b1', 'up')).toBeUndefined();
  expect(go('a1', 'left')).toBeUndefined();
});

test('[DD1] in a column the upper half of a card means before it, the lower half after it', () => {
  const zones = [column('a', 0, 3), column('b', 110, 1)];
  expect(placeAt(zones, 50, 10)).toEqual({ lane: 'a', before: 'a1' });
  expect(placeAt(zones, 50, 40)).toEqual({ lane: 'a', before: 'a2' });
  expect(placeAt(zones, 50, 300)).toEqual({ lane: 'a', before: undefined });
  expect(placeAt(zones, 150, 90)).toEqual({ lane: 'b', before: undefined });
});

test('[DD2] in rows the left half of a card means before it, and the end of a row the start of the next', () => {
  const rows = [zone('a', 0, [card('1', 0, 0), card('2', 110, 0), card('3', 0, 60), card('4', 110, 60)], 210)];
  expect(placeAt(rows, 20, 20)?.before).toBe('1');
  expect(placeAt(rows, 120, 20)?.before).toBe('2');
  expect(placeAt(rows, 205, 20)?.before).toBe('3');
  expect(placeAt(rows, 205, 80)?.before).toBeUndefined();
});

test('[DD3] beside all lanes the nearest counts, an empty lane takes cards, and without lanes there is no place', () => {
  const zones = [column('a', 0, 2), zone('b', 110, [])];
  expect(placeAt(zones, -40, 10)?.lane).toBe('a');
  expect(placeAt(zones, 900, 10)).toEqual({ lane: 'b', before: undefined });
  expect(placeAt([], 0, 0)).toBeUndefined();
  expect(markOf(zone('b', 110, []), undefined)).toMatchObject({ x: 110, upright: false, length: 100 });
});
