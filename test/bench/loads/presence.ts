// W6: everybody says where they are, once a second.

import { pause } from '../stage.ts';
import type { Load } from './load.ts';
import { quiet } from './room.ts';

const PEOPLE = 200;
const SAMPLES = 5;

export const presence: Load = {
  id: 'W6',
  name: 'W6',
  about: `${PEOPLE} clients say where they are, each once a second`,
  servers: ['ours', 'yws', 'hp4', 'hp3', 'ysio', 'relay'],
  columns: [
    { key: 'cores', title: 'server cores' },
    { key: 'p50', title: 'p50 ms' },
    { key: 'p99', title: 'p99 ms' },
    { key: 'seen', title: 'share seen' },
    { key: 'clientCores', title: 'client cores' },
  ],
  async run(stage) {
    await stage.start();
    const [editors, crowd] = [stage.editors(), stage.crowd()];
    const doors = await stage.room(PEOPLE);
    await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
    await crowd.ask('come', { doors, atOnce: 50, samples: SAMPLES });
    await editors.ask('fillersLeave');
    await crowd.ask('tell', { perSecond: 1, ms: 1_500 });
    await pause(300);
    const [server, clients] = [stage.meter(), crowd.meter()];
    const said = await crowd.ask('tell', { perSecond: 1, ms: stage.size.ms });
    const clientCores = clients().cores;
    await quiet(crowd);
    const { p50, p99, count } = await crowd.ask('told');
    return { cores: server().micros / 1_000 / stage.size.ms, p50, p99, seen: count / SAMPLES / said, clientCores };
  },
};
