// A board with outcomes, a GitHub of our own and an export between them, on a clock that jumps from alarm to alarm. The server's
// life can end at any step: then nothing of it goes on, and a next life finds only what was stored.

import { addChallenge, addTask, recordOutcome, replaceText, taskText } from '../../../shared/board/board.ts';
import { readExports, type ExportsView } from '../../../shared/board/exports.ts';
import { millis, type ExportId, type LinkId, type TaskId } from '../../../shared/ids.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { Exports, type Preview } from '../../../server/exports/exports.ts';
import { Rooms } from '../../../server/board/rooms.ts';
import { memoryCatalogue, memoryLog } from '../../../server/storage/memory.ts';
import type { Catalogue } from '../../../server/storage/catalogue.ts';
import type { UpdateLog } from '../../../server/storage/update-log.ts';
import type { Fetch } from '../../../server/outgoing.ts';
import { BOARD, EVENT, mint, ORIGIN, TARGET } from '../../support/trackers/event.ts';
import { fakeClock, type FakeClock } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';
import { settle } from '../../support/until.ts';
import { sit } from '../board/furnished.ts';

let lives = 0;

const STEP = 'the life of this server is over';
/** Where a life ends: at its n-th step. */
export class Life {
  steps = 0;
  readonly #last: number;
  readonly over: Promise<typeof STEP>;
  #end: (value: typeof STEP) => void = () => undefined;
  ended = false;

  constructor(last = Infinity) {
    this.#last = last;
    this.over = new Promise((resolve) => (this.#end = resolve));
  }

  /** Passes, or ends the life and never comes back. */
  step(): Promise<void> {
    this.steps++;
    if (this.steps >= this.#last && !this.ended) {
      this.ended = true;
      this.#end(STEP);
    }
    return this.ended ? new Promise(() => undefined) : Promise.resolve();
  }
}

/** What a dead server's memory held never reaches the disk or the network. */
function mortalLog(log: UpdateLog, life: Life): UpdateLog {
  return {
    ...bound(log),
    async append(board, updates, owners) {
      await life.step();
      await log.append(board, updates, owners);
      await life.step();
    },
    async compact(board, snapshot, through) {
      await life.step();
      await log.compact(board, snapshot, through);
      await life.step();
    },
  };
}

const bound = (log: UpdateLog): UpdateLog => ({
  append: (...given) => log.append(...given),
  read: (board) => log.read(board),
  pending: (board) => log.pending(board),
  compact: (...given) => log.compact(...given),
  boards: () => log.boards(),
  keepMoment: (...given) => log.keepMoment(...given),
  moments: (board) => log.moments(board),
  moment: (...given) => log.moment(...given),
  dropMoments: (...given) => log.dropMoments(...given),
  probe: () => log.probe(),
  close: () => log.close(),
});

export class Stage {
  readonly clock: FakeClock = fakeClock();
  readonly log: UpdateLog;
  readonly catalogue: Catalogue;
  readonly token: string;
  readonly #fetch: Fetch;
  readonly reports: unknown[] = [];
  life = new Life();
  rooms!: Rooms;
  exports!: Exports;

  constructor(
    far: { readonly token: string; readonly fetch: Fetch } | ((clock: FakeClock) => { readonly token: string; readonly fetch: Fetch }),
    log = memoryLog(),
    catalogue = memoryCatalogue(),
  ) {
    const there = typeof far === 'function' ? far(this.clock) : far;
    this.log = log;
    this.catalogue = catalogue;
    this.token = there.token;
    this.#fetch = there.fetch;
    this.begin();
  }

  /** Another life of the server: it knows what is stored. */
  begin(life = new Life()): void {
    this.life = life;
    const report = (error: unknown) => this.reports.push(error);
    // Boards stand still: only the export's own time moves.
    this.rooms = new Rooms({ log: mortalLog(this.log, life), clock: fakeClock(), mint: seededMint(11), report });
    const fetch: Fetch = async (url, options) => {
      await life.step();
      const answer = await this.#fetch(url, options);
      await life.step();
      return answer;
    };
    this.exports = new Exports({
      clock: this.clock,
      mint: seededMint(1_000 + lives++),
      randomBytes: (count) => new Uint8Array(count).fill(7),
      catalogue: this.catalogue,
      instanceKey: 'a key of the tests',
      fetch,
      rooms: this.rooms,
      report,
      event: () => EVENT,
    });
  }

  /** Puts tasks on the board: every third is finished, every fourth in between has something to go on with. */
  async fill(count: number, brief = 'What it is about.'): Promise<TaskId[]> {
    const room = await this.rooms.open(BOARD);
    const ada = sit(room, mint('person'), 'Ada');
    const challenge = mint('challenge');
    const tasks = Array.from({ length: count }, () => mint('task'));
    room.edit(() => {
      addChallenge(room.doc, challenge, { title: 'Open the archive', order: 'a0' });
      tasks.forEach((task, index) => {
        addTask(room.doc, task, {
          title: `Task ${index + 1}`,
          challenge,
          order: `a${String.fromCharCode(65 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`,
          brief,
        });
        if (index % 3 === 0) {
          const evidence = [{ id: 'l1aaaaaaaaaaaaaa' as LinkId, url: 'https://example.org/pull/1', title: 'Pull request' }];
          recordOutcome(room.doc, task, { kind: 'done', summary: 'It works.', next: '', evidence, credit: [ada], by: ada, at: millis(1) });
        }
      });
    });
    await room.committed();
    return tasks;
  }

  /** Lets time jump until something has come about. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = promise.finally(() => (settled = true));
    done.catch(() => undefined);
    for (let turns = 0; !settled; turns++) {
      await settle(4);
      if (!settled && turns > 200_000) throw new Error('nothing comes about any more');
      if (!settled) this.clock.skip();
    }
    return done;
  }

  async preview(tasks: readonly TaskId[], target = TARGET, insist: readonly TaskId[] = []): Promise<Preview> {
    const preview = await this.until(this.exports.preview(BOARD, { target, token: this.token }, { tasks, origin: ORIGIN, insist }));
    if (isRefusal(preview)) throw new Error(`refused: ${JSON.stringify(preview)}`);
    return preview;
  }

  async start(preview: Preview, { target = TARGET, insist = [] as readonly TaskId[], keepToken = false } = {}): Promise<ExportId> {
    const id = await this.until(
      this.exports.start(
        BOARD,
        { target, token: this.token },
        {
          tasks: preview.lines.map(({ task }) => task),
          hashes: Object.fromEntries(preview.lines.map(({ task, hash }) => [task, hash])),
          origin: ORIGIN,
          by: '',
          keepToken,
          insist,
        },
      ),
    );
    if (isRefusal(id)) throw new Error(`refused: ${JSON.stringify(id)}`);
    // Time stands still between two exports here: the newest is the one begun last.
    this.clock.advance(1);
    return id;
  }

  async ledger(): Promise<ExportsView> {
    return readExports((await this.rooms.open(BOARD)).doc);
  }

  /** Lets time jump until the newest export is in one of these states. */
  async ends(...states: readonly string[]): Promise<ExportsView> {
    for (let turns = 0; turns < 200_000; turns++) {
      await settle(4);
      const ledger = await this.ledger();
      if (states.includes(ledger.exports.at(-1)?.state ?? '')) return ledger;
      this.clock.skip();
    }
    throw new Error(`the export is ${JSON.stringify((await this.ledger()).exports.at(-1))}`);
  }

  async send(tasks: readonly TaskId[], target = TARGET): Promise<ExportsView> {
    await this.start(await this.preview(tasks, target), { target });
    return this.ends('done', 'stopped', 'no-token');
  }

  /** Says a task's brief anew. */
  async write(task: TaskId, brief: string): Promise<void> {
    await this.edit((doc) => {
      const text = taskText(doc, task, 'brief');
      if (text) replaceText(text, brief);
    });
  }

  async edit(change: (doc: import('yjs').Doc) => void): Promise<void> {
    const room = await this.rooms.open(BOARD);
    room.edit(() => change(room.doc));
    await room.committed();
  }
}

/** Rows of the one destination, in short. */
export const states = (ledger: ExportsView): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const rows of ledger.rows.values()) for (const { state } of rows.values()) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};
