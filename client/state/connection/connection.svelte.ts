// The connection of one board: the document on this device, what is kept of it in this browser, and the one honest status. A
// refused document is set aside, a fresh one takes its place, and what may be made again is made again. Roads are
// connector.ts, messages dialogue.ts.

import { Awareness, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Root } from '../../../shared/board/schema.ts';
import { ORDINARY, REFUSALS, closeCode, type RefusalCode } from '../../../shared/refusal.ts';
import { BEARER_PREFIX, EPOCH_PREFIX, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_PATH } from '../../../shared/sync/protocol.ts';
import { commandKey } from '../device.ts';
import { deviceClockwork, fetched } from './clockwork.ts';
import { Connector, type Ending, type SideRoad } from './connector.ts';
import { Dialogue, KEPT, REMOTE, type Line } from './dialogue.ts';
import { Replica } from './replica.ts';
import type { SetAside } from './set-aside.ts';
import { isHold, statusOf, type ConnectionStatus } from './status.ts';
import { Unsaved, subjectsOf } from './unsaved.ts';
import { webSocketRoad } from './web-socket-road.ts';

export type ConnectionOptions = {
  readonly board: string;
  readonly person: string;
  readonly token: string;
  /** Whoever only looks tells the server nothing. */
  readonly writes: boolean;
  /** The first document; later ones are given to `swapped`. */
  readonly doc: Y.Doc;
  readonly side: (offered: () => readonly string[]) => SideRoad;
  readonly mayWrite: (root: Root) => boolean;
  /** Whether the board says that this person's changes are on hold. */
  readonly isOnHold: (doc: Y.Doc) => boolean;
  /** Another document is the board from now on. */
  readonly swapped: (line: Line) => void;
};

/** After so many refusals in a row everything left can only be downloaded. */
const ROUNDS = 30;
/** A change that is not confirmed within this time makes one doubt the connection. */
const DOUBT_AFTER = 3_000;

/** After these the document can not be used any more, and a fresh one can. */
const SET_ASIDE: readonly RefusalCode[] = ['change-refused', 'malformed', 'too-large', 'on-hold', 'board-locked', 'replica-ahead'];

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #replica: Replica;
  readonly #connector: Connector;
  readonly #url: string;
  /** The replica people see and edit. */
  #shown: Line;
  /** What is spoken about: the shown one, or its successor until that is complete. */
  #spoken: Line;
  #why: RefusalCode = 'change-refused';
  #epoch: number | undefined;
  #epochHeard: number | undefined;
  /** Refusals in a row. */
  #rounds = 0;
  #waiters: (() => void)[] = [];
  #justRefused = false;
  /** What the board said last about a hold. */
  #boardHeld = false;
  #stopDoubt: (() => void) | undefined;
  #stopOffering: (() => void) | undefined;
  #closed = false;

  #online = $state(false);
  #missed = $state(false);
  #storeFails = $state(false);
  #loaded = $state(false);
  #waiting = $state(0);
  #kept = $state(true);
  #held = $state(false);
  #refused = $state.raw<RefusalCode | undefined>();
  #setAside = $state.raw<SetAside | undefined>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#url = location.origin.replace(/^http/, 'ws') + SYNC_PATH + options.board;
    this.#replica = new Replica(`${options.board}/${options.person}`, () => (this.#kept = this.#replica.kept));
    this.#shown = this.#spoken = this.#makeLine(options.doc);
    this.#connector = new Connector({
      clockwork: deviceClockwork,
      main: webSocketRoad(this.#url, () => this.#offered()),
      side: options.side(() => this.#offered()),
      talk: (send, synced) => this.#talk(send, synced),
      changed: () => this.#readConnector(),
      ended: (ending) => this.#ended(ending),
    });
    void this.#begin();
  }

  get status(): ConnectionStatus {
    return statusOf({
      refused: this.#refused,
      held: this.#held,
      storeFails: this.#storeFails,
      online: this.#online,
      missed: this.#missed,
      loaded: this.#loaded,
      unsaved: this.#waiting,
      kept: this.#kept,
    });
  }

  /** Whether the board was received at least once, now or on an earlier visit. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Writing waits for a facilitator. */
  get held(): boolean {
    return this.#held;
  }

  get awareness(): Awareness {
    return this.#shown.awareness;
  }

  /** The side road is free to be taken. */
  sideIsReady(): void {
    this.#connector.sideIsReady();
  }

  // -- what was not taken -------------------------------------------------------------------------------------------------

  /** Why changes of this device could not be taken, and how many; undefined when there are none. */
  get refusedChanges(): { readonly code: RefusalCode; readonly count: number } | undefined {
    const aside = this.#setAside;
    return aside && (aside.rest.length > 0 || aside.ahead) ? { code: aside.code, count: aside.rest.length } : undefined;
  }

  /** What was not taken, and what is still to be tried again. */
  get setAside(): SetAside | undefined {
    return this.#setAside;
  }

  /** The person has seen it; a replica that waits to be accepted goes on waiting. */
  forgetRefusedChanges(): void {
    if (this.#setAside) this.#keepAside({ ...this.#setAside, rest: [] });
  }

  // -- waiting ------------------------------------------------------------------------------------------------------------

  /** Waits until everything done on this device up to now is on the server's disk; false when that takes too long. */
  async settled(within: number): Promise<boolean> {
    const line = this.#shown;
    const last = line.unsaved.last;
    const isSettled = () => {
      if (this.#setAside?.remaining.length) return false;
      if (this.#shown !== line) return this.#shown.unsaved.empty;
      return (line.unsaved.oldest ?? Infinity) > last;
    };
    if (isSettled()) return true;
    return new Promise((resolve) => {
      const finish = (result: boolean) => {
        cancel();
        this.#waiters = this.#waiters.filter((other) => other !== look);
        resolve(result);
      };
      const look = () => {
        if (isSettled()) finish(true);
      };
      const cancel = deviceClockwork.after(within, () => finish(false));
      this.#waiters.push(look);
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopDoubt?.();
    this.#stopOffering?.();
    for (const [target, event, listener] of this.#listeners) target.removeEventListener(event, listener);
    this.#connector.stop();
    this.#replica.close();
    this.#shown.awareness.destroy();
    if (this.#spoken !== this.#shown) this.#spoken.doc.destroy();
  }

  // -- beginning ----------------------------------------------------------------------------------------------------------

  async #begin(): Promise<void> {
    const { updates, unsaved, epoch, received, setAside } = await this.#replica.load();
    if (this.#closed) return;
    const { doc } = this.#shown;
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update, KEPT);
    }, KEPT);
    for (const change of unsaved) this.#shown.unsaved.add(change);
    this.#epoch = epoch;
    this.#loaded ||= received;
    this.#setAside = setAside;
    this.#kept = this.#replica.kept;
    if (this.#replica.inPieces) this.#compact();
    this.#readHold();
    this.#count();
    for (const [target, event, listener] of this.#listeners) target.addEventListener(event, listener);
    this.#connector.start();
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') this.#connector.wake();
  };
  /** What looks open may be dead. */
  readonly #doubt = (): void => this.#connector.doubt();
  readonly #listeners: readonly (readonly [EventTarget, string, () => void])[] = [
    [window, 'online', this.#wake],
    [window, 'offline', this.#doubt],
    [window, 'pageshow', this.#wake],
    [document, 'visibilitychange', this.#wake],
    [document, 'resume', this.#wake],
  ];

  #offered(): string[] {
    return this.#offers(this.#spoken === this.#shown && this.#loaded ? this.#epoch : undefined);
  }

  #offers(epoch: number | undefined): string[] {
    const bearer = BEARER_PREFIX + this.#options.token;
    return [SUBPROTOCOL, SAVED_SUBPROTOCOL, bearer, ...(epoch === undefined ? [] : [`${EPOCH_PREFIX}${epoch}`])];
  }

  #makeLine(doc: Y.Doc): Line {
    const awareness = new Awareness(doc);
    awareness.setLocalState(null);
    const unsaved = new Unsaved((confirmed) => this.#moved(line, confirmed));
    const line: Line = { doc, awareness, unsaved, writes: this.#options.writes };
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin === KEPT || line !== this.#shown) return;
      if (origin === REMOTE) this.#keepRemote(update);
      else {
        const change = { key: commandKey(), subjects: subjectsOf(transaction), update };
        this.#replica.keepOwn(update, change);
        unsaved.add(change);
      }
    });
    return line;
  }

  #talk(send: (bytes: Uint8Array) => void, synced: () => void): Dialogue {
    const line = this.#spoken;
    const heard = {
      epoch: (epoch: number) => (this.#epochHeard = epoch),
      synced: () => {
        // The successor takes its place before anything is said to be there.
        if (line !== this.#shown) void this.#succeed(line, synced);
        else {
          this.#received();
          synced();
        }
      },
    };
    return new Dialogue(line, send, heard, deviceClockwork);
  }

  // -- what happens -------------------------------------------------------------------------------------------------------

  #readConnector(): void {
    const wasOnline = this.#online;
    this.#online = this.#connector.online && this.#spoken === this.#shown;
    this.#missed = this.#connector.missed;
    this.#storeFails = this.#connector.storeFails;
    if (this.#online && !wasOnline) this.#cameOnline();
    if (!this.#online && wasOnline) this.#forgetOthers();
  }

  #received(): void {
    if (!this.#loaded) this.#replica.markReceived();
    this.#loaded = true;
    this.#adoptEpoch();
  }

  #cameOnline(): void {
    // A refusal just now says more than a board that may not tell yet.
    this.#boardHeld = this.#options.isOnHold(this.#shown.doc);
    this.#held = this.#boardHeld || (this.#held && isHold(this.#why) && this.#justRefused);
    this.#justRefused = false;
    void this.#makeRemaining();
    void this.#offerAhead();
  }

  /** Nobody is here as far as one can tell; whoever is says so again. */
  #forgetOthers(): void {
    const { awareness, doc } = this.#shown;
    const others = [...awareness.getStates().keys()].filter((client) => client !== doc.clientID);
    removeAwarenessStates(awareness, others, REMOTE);
    for (const client of others) awareness.meta.delete(client);
  }

  #keepRemote(update: Uint8Array): void {
    this.#replica.keep(update);
    if (this.#replica.inPieces) this.#compact();
    this.#readHold();
  }

  /** The hold ends when the board, having told of it, tells of it no more. */
  #readHold(): void {
    const holds = this.#options.isOnHold(this.#shown.doc);
    if (holds) this.#held = true;
    else if (this.#boardHeld) this.#release();
    this.#boardHeld = holds;
  }

  #compact(): void {
    const { doc } = this.#shown;
    this.#replica.rewrite((pieces) => {
      for (const piece of pieces) Y.applyUpdate(doc, piece, KEPT);
      return { state: Y.encodeStateAsUpdate(doc) };
    });
  }

  #moved(line: Line, confirmed: readonly string[]): void {
    if (confirmed.length > 0) this.#replica.confirm(confirmed);
    if (line !== this.#shown) return;
    if (line.unsaved.empty) {
      line.unsaved.oneByOne = false;
      this.#rounds = 0;
      this.#adoptEpoch();
    }
    this.#count();
    this.#doubtLater();
  }

  #count(): void {
    this.#waiting = this.#shown.unsaved.count + (this.#setAside?.remaining.length ?? 0);
    for (const look of [...this.#waiters]) look();
  }

  #doubtLater(): void {
    const { unsaved } = this.#shown;
    const oldest = unsaved.oldest;
    if (oldest === undefined || this.#stopDoubt) return;
    this.#stopDoubt = deviceClockwork.after(DOUBT_AFTER, () => {
      this.#stopDoubt = undefined;
      if (unsaved.oldest === oldest) this.#connector.doubt();
      this.#doubtLater();
    });
  }

  /** What this device holds is of the board's epoch once the server has all of it. */
  #adoptEpoch(): void {
    const heard = this.#epochHeard;
    if (heard === undefined || heard === this.#epoch || !this.#shown.unsaved.empty) return;
    this.#epoch = heard;
    this.#replica.keepEpoch(heard);
  }

  // -- refusals -----------------------------------------------------------------------------------------------------------

  #ended({ code, reason }: Ending): void {
    const refusal = readCode(code, reason);
    // A document that said nothing yet can not be what was refused.
    if (!SET_ASIDE.includes(refusal) || this.#spoken !== this.#shown || ++this.#rounds > ROUNDS + 2) {
      this.#refused = refusal;
      return;
    }
    this.#why = refusal;
    this.#justRefused = true;
    this.#spoken = this.#makeLine(new Y.Doc());
    this.#connector.restart();
  }

  /** The fresh document is complete: what the old one holds beyond it is made again in it, and people go on with the fresh one. */
  async #succeed(line: Line, synced: () => void): Promise<void> {
    const { takeIn, sortOut, makeRemaining } = await fetched(
      () => import('./succession.ts'),
      () => this.#closed,
    );
    // The connection may have been lost, and another successor made.
    if (line !== this.#spoken) return;
    const { mayWrite, swapped, writes } = this.#options;
    const old = this.#shown;
    const why = this.#why;
    this.#replica.confirm(old.unsaved.after(0).map(({ key }) => key));
    this.#replica.rewrite((pieces) => {
      const others = takeIn(pieces, old.doc, line.doc);
      const givenUp = this.#rounds > ROUNDS;
      const aside = writes ? sortOut(this.#setAside, { old, fresh: line, why, epoch: this.#epoch, givenUp, mayWrite }) : undefined;
      this.#shown = line;
      this.#epoch = undefined;
      swapped(line);
      old.doc.destroy();
      this.#held = isHold(why);
      const left = aside && !this.#held ? makeRemaining(line.doc, aside) : aside;
      this.#setAside = left;
      this.#count();
      queueMicrotask(() => {
        this.#received();
        synced();
      });
      return { state: Y.encodeStateAsUpdate(line.doc), others, ...(left && { setAside: left }) };
    });
  }

  /** After a hold, or a reload during one. */
  async #makeRemaining(): Promise<void> {
    if (!this.#setAside?.remaining.length) return;
    const { makeRemaining } = await import('./succession.ts');
    const aside = this.#setAside;
    if (aside && aside.remaining.length > 0 && this.#online && !this.#held) this.#keepAside(makeRemaining(this.#shown.doc, aside));
  }

  #release(): void {
    this.#held = false;
    void this.#makeRemaining();
  }

  #keepAside(aside: SetAside): void {
    const done = aside.remaining.length === 0 && aside.rest.length === 0 && !aside.ahead;
    this.#setAside = done ? undefined : aside;
    this.#replica.setAside(this.#setAside);
    this.#count();
  }

  // -- a replica from before the board was put back -----------------------------------------------------------------------

  /** Shows it to the server again: perhaps a facilitator lets such replicas in by now. */
  async #offerAhead(): Promise<void> {
    if (!this.#setAside?.ahead) return;
    const { offerReplica } = await import('./ahead.ts');
    const ahead = this.#setAside.ahead;
    this.#stopOffering?.();
    if (!ahead || this.#closed) return;
    const road = webSocketRoad(this.#url, () => this.#offers(ahead.epoch));
    this.#stopOffering = offerReplica(ahead.state, road, deviceClockwork, () => {
      if (this.#setAside) this.#keepAside({ ...this.#setAside, ahead: undefined, rest: [] });
    });
  }
}

/** The reason is the code, except where it is a sentence. */
function readCode(code: number, reason: string): RefusalCode {
  if (reason in REFUSALS) return reason as RefusalCode;
  return (Object.keys(REFUSALS) as RefusalCode[]).find((known) => code !== ORDINARY && closeCode(known) === code) ?? 'malformed';
}
