// What this product wants to reach, as ratios within one run or as plain figures. Nothing is measured here.

export type Target = {
  readonly work: string;
  /** Name of the load and key of the figure. */
  readonly load: string;
  readonly key: string;
  /** Ids of the servers to compare with, of which the best counts; none means the figure itself is held against the target. */
  readonly against: readonly string[];
} & ({ readonly atMost: number } | { readonly atLeast: number });

const YWS = ['yws'];
const HP4 = ['hp4'];
const DURABLE = ['hp3', 'yws-level', 'ysio-level'];

export const TARGETS: readonly Target[] = [
  { work: 'busy room of 200: server CPU per delivery', load: 'W1 200', key: 'cpu', against: YWS, atMost: 0.8 },
  { work: 'busy room of 500: server CPU per delivery', load: 'W1 500', key: 'cpu', against: YWS, atMost: 0.8 },
  { work: 'busy room of 200: edit to other screen, p50', load: 'W1 200', key: 'p50', against: YWS, atMost: 1.25 },
  { work: '200 receivers, 400 edits/s: server cores', load: 'W2', key: 'cores400', against: HP4, atMost: 0.45 },
  { work: '200 receivers, 1,600 edits/s: server cores', load: 'W2', key: 'cores1600', against: HP4, atMost: 0.35 },
  { work: '200 receivers, 6,400 edits/s: server cores', load: 'W2', key: 'cores6400', against: HP4, atMost: 0.7 },
  { work: 'highest edits/s with p99 < 100 ms', load: 'W2', key: 'rate', against: HP4, atLeast: 1 },
  { work: 'highest edits/s with p99 < 100 ms', load: 'W2', key: 'rate', against: YWS, atLeast: 6 },
  { work: '200 boards × 5: server CPU per edit', load: 'W3', key: 'cpu', against: YWS, atMost: 0.9 },
  { work: '200 boards × 5: memory per board', load: 'W3', key: 'memory', against: YWS, atMost: 0.9 },
  { work: '200 boards × 5: memory after all left', load: 'W3', key: 'left', against: YWS, atMost: 0.3 },
  { work: '200 boards only looked at: memory per board', load: 'W3b', key: 'memory', against: YWS, atMost: 0.25 },
  { work: '200 join at once: until all are synced', load: 'W4', key: 'all', against: YWS, atMost: 0.15 },
  { work: '200 come back at once: until all are synced', load: 'W4b', key: 'all', against: YWS, atMost: 0.25 },
  { work: 'cold open of 50,000 updates', load: 'W5', key: 'complete', against: DURABLE, atMost: 0.45 },
  { work: 'presence of 200: server CPU', load: 'W6', key: 'cores', against: YWS, atMost: 0.3 },
  { work: 'presence of 200: p50, ms', load: 'W6', key: 'p50', against: [], atMost: 30 },
  { work: 'SIGKILL: seen edits lost', load: 'W7', key: 'lost', against: [], atMost: 0 },
  { work: '200 claims on one seat: p99, ms', load: 'W8', key: 'p99', against: [], atMost: 150 },
  { work: 'storm: times as long as in peace, p99', load: 'storm', key: 'times', against: [], atMost: 3 },
  { work: 'storm: most memory, MB', load: 'storm', key: 'memory', against: [], atMost: 512 },
  { work: 'judge per update: p99, µs', load: 'judge', key: 'p99', against: [], atMost: 50 },
];
