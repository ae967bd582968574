// The sync socket as the published y-websocket client sees it. Frames by hand are in malformed.test.ts, presence is in
// presence.test.ts.

import { describe, expect, it } from 'vitest';
import { addChallenge, addTask, challengeBrief } from '../../../shared/board/board.ts';
import { seededMint } from '../../support/seed.ts';
import { agreed, Peer } from '../../support/peer.ts';
import { serve } from '../../support/server.ts';

describe('sync', () => {
  it('[SY1] the y-websocket client syncs a board both ways, unmodified', async () => {
    const { origin, organizer } = await serve();
    const event = await organizer.createEvent();
    const mint = seededMint(2);
    const ada = await Peer.open(origin, await organizer.join(event, 'Ada'));
    const bo = await Peer.open(origin, await organizer.join(event, 'Bo'));
    const challenge = mint('challenge');
    addChallenge(ada.doc, challenge, { title: 'Bike paths', order: 'a0' });
    await bo.until(() => bo.view.challenges.length === 1, 'Bo sees the challenge');
    addTask(bo.doc, mint('task'), { title: 'Count them', challenge, order: 'a0' });
    challengeBrief(bo.doc, challenge)?.insert(0, 'Where are they?');
    await agreed([ada, bo], (view) => view.tasks.length === 1 && view.challenges[0]?.brief === 'Where are they?', 'both see the task and the brief');
  });
});
