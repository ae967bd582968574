// Whether what an update puts somewhere is what the schema expects there: key, kind, value, how many, how long. Reads
// shared/board/schema.ts and nothing else; who may put it there is policy.ts.

import * as Y from 'yjs';
import { isId } from '../../../shared/ids.ts';
import { placeUnder, type Ground, type Place } from './ground.ts';
import { refused } from './problem.ts';
import type { Arrival, Home } from './resolve.ts';
import type { Value } from './scan.ts';

/** Two people may fill the same text or list at the same time while apart: the last line is this often what screens offer. */
export const ROOM_TO_MERGE = 2;

/** The last moment a date can name. */
const LAST_MOMENT = 8.64e15;

/** Looks at all that an update inserts. */
export class Shapes {
  readonly #newKeys = new Map<Home, Set<string>>();
  readonly #growth = new Map<Home, number>();

  /** @returns what the schema expects there. */
  check(arrival: Arrival, home: Home, ground: Ground): Place {
    const { struct, key } = arrival;
    if (key === undefined) return this.#checkInList(arrival, home, ground);
    const place = placeUnder(ground, key);
    if (!place) refused(`boards have no “${shown(key)}” there`);
    if (ground.place?.type === 'map' && struct.content !== 'deleted') this.#count(home, key, ground.place.most);
    if (struct.content === 'deleted') return place;
    if (arrival.inside) {
      if (struct.content !== kindOf(place)) refused(`“${shown(key)}” holds something else`);
      return place;
    }
    for (const value of struct.values) if (!fits(place, value)) refused(`a value does not fit “${shown(key)}”`);
    return place;
  }

  #checkInList({ struct }: Arrival, home: Home, ground: Ground): Place {
    const { place } = ground;
    if (place?.type === 'log' && ground.kind === 'list') {
      if (!struct.values.every((value) => value instanceof Map)) refused('the log holds something else');
      return place;
    }
    if (place?.type !== 'text' || ground.kind !== 'text') refused('boards have no text there');
    if (struct.content === 'string') this.#growth.set(home, (this.#growth.get(home) ?? 0) + struct.length);
    return place;
  }

  /** So many characters of what is in the update, or in the document, go away with it. */
  shrink(home: Home, characters: number): void {
    const growth = this.#growth.get(home);
    if (growth !== undefined) this.#growth.set(home, growth - characters);
  }

  /** Call it when all that goes away is known. */
  checkLengths(groundOfHome: (home: Home) => Ground | undefined): void {
    for (const [home, growth] of this.#growth) {
      const place = groundOfHome(home)?.place;
      if (growth <= 0 || place?.type !== 'text') continue;
      const length = home instanceof Y.Text ? home.length : 0;
      if (length + growth > place.max * ROOM_TO_MERGE) refused(`a text has more than ${place.max * ROOM_TO_MERGE} characters`);
    }
  }

  #count(home: Home, key: string, most: number): void {
    const map = home instanceof Y.AbstractType ? home._map : undefined;
    const item = map?.get(key);
    if (item && !item.deleted) return;
    let keys = this.#newKeys.get(home);
    if (!keys) this.#newKeys.set(home, (keys = new Set()));
    keys.add(key);
    const line = most * ROOM_TO_MERGE;
    // Removed keys stay in the map; they are told apart only where it matters.
    if ((map?.size ?? 0) + keys.size > line && live(map) + keys.size > line) refused(`there are more than ${line} of one kind`);
  }
}

function live(map: ReadonlyMap<string, Y.Item> | undefined): number {
  let count = 0;
  for (const item of map?.values() ?? []) if (!item.deleted) count++;
  return count;
}

const kindOf = (place: Place): 'map' | 'text' | 'value' =>
  place.type === 'map' || place.type === 'shape' ? 'map' : place.type === 'text' ? 'text' : 'value';

/** Whether a plain value may stand in a field. */
function fits(place: Place, value: Value): boolean {
  switch (place.type) {
    case 'string':
      return typeof value === 'string' && value.length <= place.max && (value === '' || !place.pattern || place.pattern.test(value));
    case 'id':
      return value === '' || isId(place.of, value);
    case 'number':
      // All numbers of a board are counts.
      return typeof value === 'number' && Number.isInteger(value) && value >= place.min && value <= place.max;
    case 'time':
      return typeof value === 'number' && value >= 0 && value <= LAST_MOMENT;
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && place.of.includes(value);
    case 'text':
    case 'map':
    case 'shape':
    case 'log':
      return false;
  }
}

const shown = (key: string): string => (key.length > 40 ? `${key.slice(0, 40)}…` : key);
