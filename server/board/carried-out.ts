// Which commands were carried out already, so that a retry counts once. A window over the newest: all keys stand in the
// board's log, and nobody retries a command that old.

import type { LogEntry } from '../../shared/board/schema.ts';
import type { PersonId } from '../../shared/ids.ts';

/** Some hours of a large event. */
const WINDOW = 5_000;

export class CarriedOut {
  /** In the order they were carried out. */
  readonly #keys = new Set<string>();

  /** Takes the newest keys of a board's log. */
  fill(entries: readonly LogEntry[]): void {
    for (const { by, key } of entries.slice(-WINDOW)) if (key) this.add(by, key);
  }

  add(person: PersonId | '', key: string): void {
    this.#keys.add(`${person} ${key}`);
    if (this.#keys.size <= WINDOW) return;
    const [oldest] = this.#keys;
    if (oldest !== undefined) this.#keys.delete(oldest);
  }

  has(person: PersonId, key: string): boolean {
    return this.#keys.has(`${person} ${key}`);
  }
}
