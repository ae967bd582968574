// What an export has to do with each item, decided from what the board says, what the ledger remembers and what the tracker
// shows. The same decision is shown before and carried out after. It does nothing itself.

import * as sha256 from 'lib0/hash/sha256';
import { encodeUtf8 } from 'lib0/string';
import type { IssueText } from './issue-text.ts';

/** An item as it would be sent: what the tracker makes of it is the tracker's. */
export type Issue = {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly text: IssueText;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Whether it is closed there. */
  readonly closed: boolean;
};

/** What a tracker shows of an item that carries our line. */
export type Remote = {
  /** By which the tracker is asked about it. */
  readonly id: string;
  /** What people call it, such as #12. */
  readonly name: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly closed: boolean;
};

/** What the ledger remembers of an item: hashes of what was sent, of what is being sent and of what stood there afterwards. */
export type Remembered = {
  readonly state: string;
  readonly remoteId: string;
  readonly hash: string;
  readonly sending: string;
  readonly seen: string;
  readonly closed: boolean;
};

export type Action = 'create' | 'update' | 'skip' | 'changed' | 'gone' | 'unsure' | 'invalid';

/**
 * `skip`: nothing new to say. `changed`: somebody edited it there, so it is left alone. `gone`: it was removed there. `unsure`:
 * an earlier attempt may have made it, and the tracker does not show it yet. `invalid`: the tracker would not take it.
 */
export type Decision = {
  readonly action: Action;
  /** Whether an update also closes or opens it. */
  readonly state: StateChange;
};
export type StateChange = '' | 'close' | 'reopen';

export type Known = {
  readonly issue: Issue;
  /** How the issue reads when it comes back from this tracker. */
  readonly echo: { readonly title: string; readonly body: string };
  readonly row: Remembered | undefined;
  /** What the tracker shows; undefined where it shows nothing. */
  readonly remote: Remote | undefined;
  /** The organizer has seen that it was edited or removed there, and wants it sent anyway. */
  readonly insist: boolean;
};

const WAS_TRIED: readonly string[] = ['creating', 'unknown'];

export function decide({ issue, echo, row, remote, insist }: Known): Decision {
  if (issue.title === '') return { action: 'invalid', state: '' };
  if (!remote) return { action: withoutRemote(row, insist), state: '' };
  const there = fingerprint(remote.title, remote.body);
  const wanted = fingerprint(echo.title, echo.body);
  const known = row && row.remoteId === remote.id ? row : undefined;
  // Between an answer that never came and the next look, what stands there may be what was just being sent.
  const ours = [wanted, row?.sending, known?.seen];
  if (!ours.includes(there) && !insist) return { action: 'changed', state: '' };
  const sameText = there === wanted || (known !== undefined && known.hash === hashOf(issue) && there === known.seen);
  const state = stateChange(issue, known, remote);
  return { action: sameText && state === '' ? 'skip' : 'update', state };
}

/** Only what changed on the board since is said: whoever closed or opened it there had their reasons. */
function stateChange(issue: Issue, known: Remembered | undefined, remote: Remote): StateChange {
  if (issue.closed === remote.closed) return '';
  if (issue.closed) return known?.closed === true ? '' : 'close';
  return known?.closed === true ? 'reopen' : '';
}

function withoutRemote(row: Remembered | undefined, insist: boolean): Action {
  if (row && WAS_TRIED.includes(row.state)) return 'unsure';
  return row && row.remoteId !== '' && !insist ? 'gone' : 'create';
}

/** The way back names the address the board had then; another address is no change. */
const ADDRESS = /https?:\/\/[^\s/]+(?=\/board\/b1[0-9a-z]{14}\?card=t1)/g;

/** The same for texts that differ only in what trackers do to white space. */
export function fingerprint(title: string, body: string): string {
  const lines = body
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(ADDRESS, '')
    .trim();
  const bytes = sha256.digest(encodeUtf8(`${title.trim()}\n\n${lines}`));
  return [...bytes.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const hashOf = (issue: Issue): string => fingerprint(issue.title, issue.body);
