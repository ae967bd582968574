// Everything a page needs of one board this browser was let into: the board, its connection, the live channel, the
// server's time and who is here. Pages make one and close it when they leave.

import type { Command } from '../../shared/live/commands.ts';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import type { Role } from '../../shared/board/schema.ts';
import type { Refusal } from '../../shared/refusal.ts';
import { mayCommand, mayEdit } from '../../shared/access/policy.ts';
import { Board } from './board.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { Connection } from './connection.svelte.ts';
import { Live } from './live.svelte.ts';
import { PresenceState } from './presence.svelte.ts';
import type { BoardSession } from './session.svelte.ts';

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
    this.connection = new Connection(this.board.doc, this.id, session.token);
    this.live = new Live(this.id, session.token, this.clock);
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
    return mayEdit(this.role) && this.me !== '';
  }

  may(command: Command['name']): boolean {
    return this.me !== '' && mayCommand(this.role, command);
  }

  /** Gives a command; a refusal comes back, success shows on the board. */
  async give(command: Command): Promise<Refusal | undefined> {
    const answer = await this.live.give(command);
    return answer.ok ? undefined : answer.refusal;
  }

  close(): void {
    this.presence.close();
    this.live.close();
    this.connection.close();
    this.board.close();
  }
}
