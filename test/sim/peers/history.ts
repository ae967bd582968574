// One history: devices of a few people around a server that is slow, full, killed and started anew, told by a seed step by
// step. In the end all comes back and is compared. What a device and a server are stands beside this.

import * as Y from 'yjs';
import { addChallenge, addTask, readClaims, readClaimedTasks } from '../../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../../shared/board/server-writes.ts';
import { PERSON, ROLES, type Person, type Role } from '../../../shared/board/schema.ts';
import { MAY_COMMAND } from '../../../shared/access/policy.ts';
import { millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import type { Answer, CommandCall } from '../../../shared/live/commands.ts';
import type { Author } from '../../../server/board/judge/judge.ts';
import { schemaFault } from '../../fuzz/schema-holds.ts';
import { Random } from '../../fuzz/somebody.ts';
import { fakeClock } from '../../support/clock.ts';
import { boardText } from '../../support/peer.ts';
import { seeded, seededMint } from '../../support/seed.ts';
import { settle } from '../../support/until.ts';
import { Device, FORBIDDEN } from './device.ts';
import { Fault, type Count, type Promised } from './fault.ts';
import { Server, type World } from './server.ts';
import { stateText, Store } from './store.ts';

const STEPS = 120;
/** Rounds in which all that is on its way arrives; an honest end needs a few dozen. */
const MOST_ROUNDS = 2_000;
const WRITING = ROLES.filter((role): role is Role => role !== 'viewer');
const SEAT_COMMANDS = ['claim', 'claim', 'claim', 'release', 'renew', 'drive'] as const;

/** How likely each step is. */
const WEIGHTS = {
  act: 40,
  carry: 40,
  hear: 40,
  command: 8,
  time: 20,
  partition: 6,
  notice: 3,
  connect: 16,
  reload: 1,
  sin: 1,
  full: 1,
  space: 3,
  crash: 1,
  restart: 1,
  rest: 1,
} as const;
type Step = keyof typeof WEIGHTS;
const BAG = (Object.keys(WEIGHTS) as Step[]).flatMap((step) => Array.from({ length: WEIGHTS[step] }, () => step));

type Asked = { readonly call: CommandCall; answered: boolean };

export class History {
  readonly steps: string[] = [];
  readonly #random: Random;
  readonly #clock = fakeClock();
  readonly #world: World;
  readonly #store: Store;
  readonly #devices: Device[] = [];
  /** Connections that are lost without the server's knowing. */
  readonly #halfOpen: NonNullable<Device['connection']>[] = [];
  readonly #asked = new Map<PersonId, Asked>();
  readonly #count: Count;
  readonly #people: Author[];
  #server: Server | undefined;
  #fault: Fault | undefined;
  #clients: number;
  #keys = 0;

  constructor(seed: number, count: Count) {
    const random = new Random(seeded(seed));
    const mint = seededMint(seed);
    this.#random = random;
    this.#count = count;
    this.#clients = random.below(2 ** 32);
    const board = mint('board');
    this.#store = new Store(board, this.#clock, random, count);
    const blame = (promised: Promised, what: string): void => {
      this.#fault ??= new Fault(promised, what);
    };
    this.#world = { board, clock: this.#clock, mint, store: this.#store, blame, count, newClient: () => this.#newClient() };
    const size = 3 + random.below(4);
    this.#people = Array.from({ length: size - 1 }, () => ({ person: mint('person'), role: random.of(WRITING) }));
    const everybody = this.#people.map(({ person }) => person);
    // The last device is somebody's second.
    const owners = [...this.#people, this.#people[0] as Author];
    for (const [index, author] of owners.entries()) {
      this.#devices.push(new Device(`device ${index} (${author.role})`, author, everybody, this.#world, random));
    }
  }

  /** Up and down: higher ids are not always newer, and they decide who comes first where two write at once. */
  #newClient(): number {
    this.#clients = (this.#clients + 1) >>> 0;
    return Math.imul(this.#clients, 0x9e3779b1) >>> 0;
  }

  /** @throws the first fault. */
  async run(): Promise<void> {
    await this.#store.begin(this.#firstBoard());
    this.#server = new Server(this.#world);
    for (const device of this.#devices) this.#connect(device);
    for (let step = 0; step < STEPS; step++) {
      await this.#step(this.#random.of(BAG));
      await settle(1);
      if (this.#fault) throw this.#fault;
    }
    await this.#heal();
    await this.#compare();
    if (this.#fault) throw this.#fault;
  }

  /** Written before anybody came. */
  #firstBoard(): Uint8Array {
    const { mint, newClient } = this.#world;
    const doc = new Y.Doc();
    doc.clientID = newClient();
    const fields = Object.entries(PERSON).map(([key, field]) => [key, 'fallback' in field ? field.fallback : {}]);
    doc.transact(() => {
      prepareBoard(doc);
      for (const { person, role } of this.#people) {
        const sits = { ...Object.fromEntries(fields), id: person, name: `Person ${person.slice(-3)}`, role, joinedAt: millis(1) } as Person;
        applyWrites(doc, [{ write: 'person', person: sits }]);
      }
      addChallenge(doc, mint('challenge'), { title: 'From the server' });
      for (const title of ['one', 'two']) addTask(doc, mint('task'), { title, seats: 1 });
    });
    const update = Y.encodeStateAsUpdate(doc);
    doc.destroy();
    return update;
  }

  // -- steps ----------------------------------------------------------------------------------------------------------------

  async #step(step: Step): Promise<void> {
    const device = this.#random.of(this.#devices);
    this.steps.push(`${this.#clock.now()} ${step} ${device.name}`);
    switch (step) {
      case 'act':
        return this.#act(device);
      case 'carry':
        return this.#carry(device);
      case 'hear':
        return this.#hear(device);
      case 'command':
        return this.#command(device.author);
      case 'time':
        return this.#clock.advance(this.#random.of([1, 8, 50, 400]));
      case 'partition':
        return this.#part(device);
      case 'notice':
        return this.#halfOpen.shift()?.over();
      case 'connect':
        return this.#connect(device);
      case 'reload':
        return this.#reload(device);
      case 'sin':
        this.#count('forbidden writes');
        return device.sin();
      case 'full':
        this.#store.isFull = true;
        return undefined;
      case 'space':
        this.#store.isFull = false;
        return undefined;
      case 'crash':
        return this.#crash();
      case 'restart':
        return this.#restart();
      case 'rest':
        return this.#letRest();
    }
  }

  #act(device: Device): void {
    this.#count(device.connection ? 'edits' : 'edits offline');
    device.one.act();
  }

  #carry({ connection }: Device): void {
    for (let count = 1 + this.#random.below(4); count > 0; count--) connection?.carryUp(this.#twice());
  }

  #hear(device: Device): void {
    for (let count = 1 + this.#random.below(4); count > 0; count--) this.#hearOne(device);
  }

  #hearOne(device: Device): void {
    const ended = device.hear(this.#twice());
    if (ended) this.steps.push(`  ${device.name} is told that it ended: ${ended === 'cut' ? ended : ended.refused}`);
  }

  #twice(): boolean {
    const twice = this.#random.chance(0.05);
    if (twice) this.#count('frames twice');
    return twice;
  }

  #connect(device: Device): void {
    if (!device.connection) void this.#server?.enter(device.connect(), device);
  }

  /** What is on its way is lost; some of it may have arrived. */
  #part(device: Device): void {
    const { connection } = device;
    if (!connection) return;
    this.#count('partitions');
    for (let some = this.#random.below(connection.up.length + 1); some > 0; some--) connection.carryUp(false);
    device.connection = undefined;
    if (this.#random.chance(0.5)) return connection.over();
    this.#count('half-open connections');
    connection.lose();
    this.#halfOpen.push(connection);
  }

  #reload(device: Device): void {
    this.#count('reloads');
    this.#part(device);
    device.one.reload(this.#newClient());
  }

  async #crash(): Promise<void> {
    this.#count('crashes');
    this.#server?.crash();
    this.#halfOpen.length = 0;
    await settle(1);
    await this.#start();
  }

  async #restart(): Promise<void> {
    this.#count('orderly restarts');
    const stopping = this.#server?.stop();
    let done = false;
    void stopping?.then(() => (done = true));
    for (let round = 0; !done; round++) {
      if (round > MOST_ROUNDS) throw new Fault('kept', 'the server does not end');
      this.#clock.advance(10);
      await settle(1);
    }
    this.#halfOpen.length = 0;
    await this.#start();
  }

  /** A new process; what had been committed must be there. */
  async #start(): Promise<void> {
    for (const asked of this.#asked.values()) asked.answered = true;
    const wrong = await this.#store.fault();
    if (wrong) throw new Fault('kept', wrong);
    const committed = boardText(this.#store.witness);
    const server = new Server(this.#world);
    this.#server = server;
    const room = await server.rooms.open(this.#world.board);
    // What fell due meanwhile is done at once: then the board has gone on from what it was.
    if (!room.isResting && room.barrier === room.durable && boardText(room.doc) !== committed) {
      throw new Fault('kept', 'a board that was opened anew is not what was committed');
    }
  }

  /** Nobody is there for a while: the board rests, or is let go. */
  async #letRest(): Promise<void> {
    for (let second = 0; second < 13; second++) {
      this.#clock.advance(1_000);
      await settle(1);
    }
    if (this.#random.chance(0.3)) this.#clock.advance(50 * 60_000);
  }

  // -- commands -----------------------------------------------------------------------------------------------------------

  #command(author: Author): void {
    const before = this.#asked.get(author.person);
    if (before && !before.answered) return;
    const isAgain = before !== undefined && this.#random.chance(0.2);
    if (isAgain) this.#count('commands retried');
    const call = isAgain ? before.call : this.#newCall(author);
    if (!call) return;
    const asked: Asked = { call, answered: false };
    this.#asked.set(author.person, asked);
    this.steps.push(`  ${author.person} asks: ${call.name} ${JSON.stringify(call.body)}`);
    const server = this.#server;
    server?.command(author, call).then(
      (answer) => {
        if (server !== this.#server) return;
        asked.answered = true;
        this.#answered(author, call, answer, isAgain);
      },
      (error: unknown) => this.#world.blame('unnoticed', `a command failed: ${String(error)}`),
    );
  }

  #newCall(author: Author): CommandCall | undefined {
    const name = this.#random.of(SEAT_COMMANDS);
    const task = this.#random.maybe([...this.#store.witness.getMap('tasks').keys()].slice(0, 4)) as TaskId | undefined;
    if (!task || !MAY_COMMAND[name].includes(author.role)) return undefined;
    return { name, body: { task }, key: `key-${String((this.#keys += 1)).padStart(8, '0')}` };
  }

  /** What is answered is in the log. */
  #answered({ person }: Author, { name, body }: CommandCall, answer: Answer, isAgain: boolean): void {
    if (!answer.ok) {
      if (answer.refusal.refused === 'seats-taken') this.#count('seats refused');
      return;
    }
    if (name !== 'claim' || isAgain) return;
    this.#count('seats taken');
    const { task } = body as { task: TaskId };
    const claims = readClaims(this.#store.witness, task);
    if (!claims.some((claim) => claim.person === person))
      this.#world.blame('durable', `${person} is told of a seat at ${task} that is not in the log`);
  }

  // -- the end --------------------------------------------------------------------------------------------------------------

  async #heal(): Promise<void> {
    this.steps.push('all heals');
    this.#store.isFull = false;
    for (const connection of this.#halfOpen.splice(0)) connection.over();
    let calm = 0;
    for (let round = 0; calm < 5; round++) {
      if (round > MOST_ROUNDS) throw new Fault('same', 'it does not come to rest');
      for (const device of this.#devices) {
        this.#connect(device);
        while (device.connection?.isLetIn && device.connection.up.length > 0) device.connection.carryUp(false);
        while (device.connection && device.connection.down.length > 0) this.#hearOne(device);
      }
      this.#clock.advance(100);
      await settle(1);
      if (this.#fault) throw this.#fault;
      const isCalm = this.#devices.every(({ connection }) => connection?.isOpen && connection.isLetIn && connection.isIdle);
      calm = isCalm ? calm + 1 : 0;
    }
  }

  async #compare(): Promise<void> {
    const room = await (this.#server as Server).rooms.open(this.#world.board);
    const { doc } = room;
    if (room.barrier !== room.durable) throw new Fault('same', 'something is still to be stored');
    const board = boardText(doc);
    const state = stateText(doc);
    const replicas = [...this.#devices, { name: 'the log', doc: this.#store.witness }];
    for (const replica of replicas) {
      if (boardText(replica.doc) !== board)
        throw new Fault('same', `${replica.name} has another board:\n${boardText(replica.doc)}\n${board}`);
      if (stateText(replica.doc) !== state)
        throw new Fault('same', `${replica.name} has another state:\n${stateText(replica.doc)}\n${state}`);
    }
    const wrong = await this.#store.fault();
    if (wrong) throw new Fault('kept', wrong);
    if (board.includes(FORBIDDEN)) throw new Fault('unnoticed', 'what was refused is on the board');
    const fault = schemaFault(doc);
    if (fault) throw new Fault('schema', fault);
    for (const task of readClaimedTasks(doc)) {
      const seats = readClaims(doc, task).map(({ seat }) => seat);
      if (new Set(seats).size !== seats.length) throw new Fault('seats', `two people have one seat at ${task}`);
    }
  }
}
