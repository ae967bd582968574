// Which road is taken and when, on a clock whose hands the test turns.

import { describe, expect, it } from 'vitest';
import { retryDelay } from '../../../../client/state/connection/clockwork.ts';
import { Connector, type Ending, type Talk } from '../../../../client/state/connection/connector.ts';
import { seeded } from '../../../support/seed.ts';
import { roads, TurnedClockwork } from './faces.ts';

class Scene {
  readonly clockwork = new TurnedClockwork();
  readonly main = roads();
  readonly side = roads();
  sideReady = false;
  preferred = 0;
  probes = 0;
  endings: Ending[] = [];
  syncs: (() => void)[] = [];
  readonly connector = new Connector({
    clockwork: this.clockwork,
    main: this.main.open,
    side: this.#sideRoad(),
    talk: (_send, synced) => this.#talk(synced),
    changed: () => undefined,
    ended: (ending) => this.endings.push(ending),
  });

  #sideRoad() {
    const isReady = () => this.sideReady;
    return {
      get ready() {
        return isReady();
      },
      prefer: () => void (this.preferred += 1),
      open: this.side.open,
    };
  }

  #talk(synced: () => void): Talk {
    this.syncs.push(synced);
    return {
      start: () => undefined,
      receive: (bytes) => {
        if (bytes.length === 0) throw new Error('no message');
      },
      probe: () => void (this.probes += 1),
      stop: () => undefined,
    };
  }

  /** The newest road of a kind opens, and both sides tell each other what they have. */
  sync(kind: 'main' | 'side' = 'main'): void {
    this[kind].all.at(-1)?.opens();
    this.syncs.at(-1)?.();
  }

  becomeReady(): void {
    this.sideReady = true;
    this.connector.sideIsReady();
  }
}

const scene = () => {
  const made = new Scene();
  made.connector.start();
  return made;
};
const WORD = new Uint8Array([1]);

describe('retries', () => {
  it('[CN1] waits by chance anywhere between 0.2 s and a span that doubles up to 15 s', () => {
    const random = seeded(5);
    for (let failures = 0; failures < 20; failures++) {
      const span = Math.min(15_000, 1_000 * 2 ** failures);
      const waits = Array.from({ length: 400 }, () => retryDelay(failures, random()));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(200);
      expect(Math.max(...waits)).toBeLessThanOrEqual(span);
      // All of the span is used: nobody comes back in step with the others.
      expect(Math.min(...waits)).toBeLessThan(200 + span * 0.05);
      expect(Math.max(...waits)).toBeGreaterThan(span * 0.9);
    }
  });

  it('[CN2] a lost connection is tried again, less and less often, until it holds', () => {
    const { clockwork, main, connector } = scene();
    const gaps: number[] = [];
    let before = 0;
    for (let tries = 1; tries <= 8; tries++) {
      expect(main.all).toHaveLength(tries);
      gaps.push(clockwork.now() - before);
      before = clockwork.now();
      main.all.at(-1)?.ends({ code: 1006, reason: '' });
      clockwork.pass(tries === 8 ? 0 : retryDelay(tries - 1, clockwork.chance));
    }
    expect(gaps.slice(1)).toEqual([600, 1_100, 2_100, 4_100, 7_600, 7_600, 7_600]);
    expect(connector.online).toBe(false);
  });

  it('[CN3] after a server restart the first wait is chance over a wider span', () => {
    const made = scene();
    made.sync();
    made.main.all[0]?.ends({ code: 1012, reason: 'shutting-down' });
    made.clockwork.pass(retryDelay(1, 0.5));
    expect(made.main.all).toHaveLength(1);
    made.clockwork.pass(retryDelay(2, 0.5) - retryDelay(1, 0.5));
    expect(made.main.all).toHaveLength(2);
  });

  it.each([4400, 4401, 4403, 4404, 4409, 4413, 4422, 4423])('[CN4] close code %i ends all tries', (code) => {
    const made = scene();
    made.sync();
    made.main.all[0]?.ends({ code, reason: 'x' });
    made.clockwork.pass(600_000);
    expect(made.main.all).toHaveLength(1);
    expect(made.endings).toEqual([{ code, reason: 'x' }]);
    made.connector.restart();
    expect(made.main.all).toHaveLength(2);
  });

  it('[CN5] a server that can not store is told apart from one that is away, until it answers again', () => {
    const made = scene();
    made.sync();
    made.main.all[0]?.ends({ code: 1013, reason: 'not-saved' });
    expect(made.connector.storeFails).toBe(true);
    made.clockwork.pass(10_000);
    made.sync();
    expect(made.connector.storeFails).toBe(false);
  });

  it('[CN6] a road that does not open, or never gives the board, is given up', () => {
    const made = scene();
    made.clockwork.pass(10_000);
    expect(made.main.all[0]?.closed).toBe(true);
    made.clockwork.pass(2_000);
    const second = made.main.all[1];
    second?.opens();
    made.clockwork.pass(30_000);
    expect(second?.closed).toBe(true);
  });

  it('[CN7] being away is worth a word after two seconds, not at once', () => {
    const made = scene();
    made.sync();
    made.main.all[0]?.ends();
    made.clockwork.pass(1_900);
    expect(made.connector.missed).toBe(false);
    made.clockwork.pass(200);
    expect(made.connector.missed).toBe(true);
    made.sync();
    expect(made.connector.missed).toBe(false);
  });
});

describe('dead connections', () => {
  it('[CN10] when the page is seen again, the server is asked, and an answer keeps the connection', () => {
    const made = scene();
    made.sync();
    made.clockwork.pass(20_000);
    made.connector.wake();
    expect(made.probes).toBe(1);
    made.main.all[0]?.says(WORD);
    made.clockwork.pass(5_000);
    expect(made.connector.online).toBe(true);
    expect(made.main.all).toHaveLength(1);
  });

  it('[CN11] without an answer within four seconds the connection is replaced at once', () => {
    const made = scene();
    made.sync();
    made.clockwork.pass(20_000);
    made.connector.wake();
    made.clockwork.pass(4_000);
    expect(made.main.all[0]?.closed).toBe(true);
    expect(made.connector.online).toBe(false);
    made.clockwork.pass(0);
    expect(made.main.all).toHaveLength(2);
  });

  it('[CN12] silence for longer than the server is ever silent is found out by itself', () => {
    const made = scene();
    made.sync();
    made.clockwork.pass(35_000);
    expect(made.probes).toBe(1);
    expect(made.main.all[0]?.closed).toBe(true);
  });

  it('[CN13] no more than two questions a minute are asked', () => {
    const made = scene();
    made.sync();
    for (let count = 0; count < 10; count++) {
      made.clockwork.pass(2_000);
      made.connector.wake();
      made.main.all[0]?.says(WORD);
    }
    expect(made.probes).toBe(2);
    expect(made.connector.online).toBe(true);
  });

  it('[CN14] what is no message ends the connection, and another is made', () => {
    const made = scene();
    made.sync();
    made.main.all[0]?.says(new Uint8Array());
    expect(made.connector.online).toBe(false);
    made.clockwork.pass(2_000);
    expect(made.main.all).toHaveLength(2);
  });

  it('[CN15] when the network comes back, waiting is over', () => {
    const made = scene();
    for (let tries = 0; tries < 6; tries++) {
      made.main.all.at(-1)?.ends();
      if (tries < 5) made.clockwork.pass(15_000);
    }
    const before = made.main.all.length;
    made.connector.wake();
    made.clockwork.pass(500);
    expect(made.main.all).toHaveLength(before + 1);
  });
});

describe('the side road', () => {
  it('[CN20] after two failures it is asked for, and taken when one more try of the main road fails', () => {
    const made = scene();
    made.main.all[0]?.ends();
    made.clockwork.pass(1_000);
    expect(made.preferred).toBe(0);
    made.main.all[1]?.ends();
    expect(made.preferred).toBe(1);
    made.becomeReady();
    made.clockwork.pass(0);
    // Perhaps it was the server that was away: the main road comes first.
    expect(made.main.all).toHaveLength(3);
    expect(made.side.all).toHaveLength(0);
    made.main.all[2]?.ends();
    made.sync('side');
    expect(made.connector.online).toBe(true);
    expect(made.connector.bySideRoad).toBe(true);
  });

  it('[CN21] when the main road hangs for four seconds, the side road is taken beside it', () => {
    const made = scene();
    made.clockwork.pass(3_900);
    expect(made.preferred).toBe(0);
    made.clockwork.pass(200);
    expect(made.preferred).toBe(1);
    made.becomeReady();
    expect(made.side.all).toHaveLength(1);
    made.sync('side');
    expect(made.connector.online).toBe(true);
  });

  it('[CN22] while it carries, the main road is tried now and then, and taken when it works, without a gap', () => {
    const made = scene();
    made.clockwork.pass(4_100);
    made.becomeReady();
    made.sync('side');
    const seconds = (count: number) => {
      for (let second = 0; second < count; second++) {
        made.clockwork.pass(1_000);
        made.side.all[0]?.says(WORD);
      }
    };
    seconds(120);
    const tries = made.main.all.length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(6);
    while (made.main.all.at(-1)?.closed) seconds(1);
    expect(made.connector.online).toBe(true);
    made.sync('main');
    expect(made.connector.online).toBe(true);
    expect(made.connector.bySideRoad).toBe(false);
    expect(made.side.all[0]?.closed).toBe(true);
  });

  it('[CN23] a refusal on the side road counts as on the main one', () => {
    const made = scene();
    made.clockwork.pass(4_100);
    made.becomeReady();
    made.sync('side');
    made.side.all[0]?.ends({ code: 4422, reason: 'change-refused' });
    expect(made.endings).toHaveLength(1);
    made.clockwork.pass(600_000);
    expect(made.side.all).toHaveLength(1);
  });

  it('[CN24] a side road that is lost is looked for again', () => {
    const made = scene();
    made.clockwork.pass(4_100);
    made.becomeReady();
    made.sync('side');
    made.side.all[0]?.ends();
    made.clockwork.pass(2_000);
    expect(made.side.all).toHaveLength(2);
  });
});
