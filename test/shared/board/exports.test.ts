// The ledger of exports in the document: what is written is read again, strangers write nothing, and names of people in trackers leave with
// them.

import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { applyWrites, prepareBoard } from '../../../shared/board/server-writes.ts';
import { readExports, readRow, writeDestination, writeExport, writeRow } from '../../../shared/board/exports.ts';
import { erasePerson, ownData } from '../../../shared/board/own-data.ts';
import { ROLES, type Person } from '../../../shared/board/schema.ts';
import { mayWrite } from '../../../shared/access/policy.ts';
import { millis } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';
import { TARGET } from '../../support/trackers/event.ts';

function ledger() {
  const mint = seededMint(4);
  const doc = new Y.Doc();
  prepareBoard(doc);
  const [ada, task, destination, id] = [mint('person'), mint('task'), mint('destination'), mint('export')];
  const person = { id: ada, name: 'Ada', role: 'participant', color: 0, glyph: '●', place: 'room', site: '', skills: {}, joinedAt: 0 };
  applyWrites(doc, [{ write: 'person', person: person as unknown as Person }]);
  writeDestination(doc, destination, { ...TARGET, logins: { [ada]: 'ada-l' }, origin: 'https://board.example.org', at: millis(1) });
  writeExport(doc, id, { destination, startedAt: millis(2) });
  writeRow(doc, destination, task, { export: id, state: 'creating', sending: 'abc', at: millis(3) });
  return { doc, ada, task, destination, id };
}

it('[XP60] a row keeps what it was told before when more is told, and reads as its defaults where nothing was', () => {
  const { doc, task, destination, id } = ledger();
  writeRow(doc, destination, task, { state: 'created', remoteId: '12', name: '#12' });
  expect(readRow(doc, destination, task)).toMatchObject({
    export: id,
    state: 'created',
    remoteId: '12',
    sending: 'abc',
    closed: false,
    problem: '',
  });
  const { destinations, exports } = readExports(doc);
  expect(destinations).toMatchObject([{ id: destination, tracker: 'github', project: 'octo/atlas', closes: true }]);
  expect(exports).toMatchObject([{ id, state: 'running', wait: '' }]);
});

it('[XP61] nobody’s role writes the ledger: it is the server’s', () => {
  expect(ROLES.filter((role) => mayWrite(role, 'exports'))).toEqual([]);
});

it('[XP62] one’s names in trackers are among one’s data, and leave the board with oneself', () => {
  const { doc, ada } = ledger();
  expect(ownData(doc, ada)?.trackerNames).toEqual([{ tracker: 'github', name: 'ada-l' }]);
  erasePerson(doc, ada, 'Someone who left');
  expect(JSON.stringify(readExports(doc).destinations)).not.toContain('ada-l');
});
