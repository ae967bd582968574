// Everything a page needs of one board this browser was let into: the board, its connection, the live channel, the
// server's time and who is here. Pages make one and close it when they leave.

import type { Command } from '../../shared/live/commands.ts';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import type { Role } from '../../shared/board/schema.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import { mayCommand, mayEdit, mayFacilitate, mayWrite } from '../../shared/access/policy.ts';
import { isLocked, isOnHold } from '../../shared/board/board.ts';
import { Board } from './board.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { Connection } from './connection/connection.svelte.ts';
import { Live } from './live.svelte.ts';
import { PresenceState } from './presence.svelte.ts';
import type { BoardSession } from './session.svelte.ts';

/** How long a command waits for the edits it builds on. */
const SETTLED_WITHIN = 10_000;

export class Joined {
  readonly id: BoardId;
  readonly session: BoardSession;
  readonly clock = new Clock();
  readonly board: Board;
  readonly connection: Connection;
  readonly live: Live;
  readonly presence: PresenceState;

  constructor(session: BoardSession) {
    this.id = session.event.board;
    this.session = session;
    this.board = new Board(session.person, () => this.clock.read());
    this.live = new Live(this.id, session.token, this.clock);
    this.connection = new Connection({
      board: this.id,
      person: session.person,
      token: session.token,
      writes: mayEdit(session.role) && session.person !== '',
      doc: this.board.doc,
      side: (offered) => this.live.sideRoad(offered),
      mayWrite: (root) => mayWrite(this.role, root),
      isOnHold: (doc) => session.person !== '' && (isOnHold(doc, session.person) || (isLocked(doc) && !mayFacilitate(this.role))),
      swapped: ({ doc, awareness }) => {
        this.board.swap(doc);
        this.presence.follow(awareness);
      },
    });
    this.live.onready = () => this.connection.sideIsReady();
    this.presence = new PresenceState(this.connection.awareness, session.person);
  }

  get me(): PersonId | '' {
    return this.session.person;
  }

  get role(): Role {
    const person = this.me === '' ? undefined : this.board.view.people.get(this.me);
    return person?.role ?? this.session.role;
  }

  get editable(): boolean {
    return mayEdit(this.role) && this.me !== '' && !this.connection.held;
  }

  may(command: Command['name']): boolean {
    return this.me !== '' && mayCommand(this.role, command);
  }

  /**
   * Gives a command; a refusal comes back, success shows on the board. It waits until what was edited here before is on the server's disk,
   * so that a claim never overtakes the task it is about.
   */
  async give(command: Command): Promise<Refusal | undefined> {
    if (!(await this.connection.settled(SETTLED_WITHIN))) return refuse(this.#whyNotSettled());
    const answer = await this.live.give(command);
    return answer.ok ? undefined : answer.refusal;
  }

  #whyNotSettled(): 'not-saved' | 'on-hold' | 'board-locked' | 'unreachable' {
    const { kind } = this.connection.status;
    if (kind === 'on-hold' && this.board.view.meta.locked) return 'board-locked';
    return kind === 'not-saved' || kind === 'on-hold' ? kind : 'unreachable';
  }

  close(): void {
    this.presence.close();
    this.live.close();
    this.connection.close();
    this.board.close();
  }
}
