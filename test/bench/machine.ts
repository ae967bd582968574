// The machine under the bench: processes on cores, processor time and memory of a process, and what to say of it all.
// Works without any of these; then less is measured, and the report says so.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';

const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Commands that are put before others; empty where the machine does not know them. */
export type Pinning = { readonly server: readonly string[]; readonly clients: readonly string[]; readonly first: readonly string[] };

/** The server gets core 0, this process and all clients share core 1. Those who take the time go `first`. */
export function pinApart(): Pinning {
  const apart = cpus().length > 1 && runs('taskset', '-c', '0', 'true') && runs('taskset', '-acp', '1', String(process.pid));
  const first = runs('nice', '-n', '-10', 'true') ? ['nice', '-n', '-10'] : [];
  return { server: apart ? ['taskset', '-c', '0'] : [], clients: apart ? ['taskset', '-c', '1'] : [], first };
}

/** Processor time of all threads so far, in microseconds; NaN where the system does not tell (only Linux does). */
export function processorTime(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const times = threads.map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]));
    return times.reduce((sum, time) => sum + time, 0) / 1_000;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory in kB; NaN where the system does not tell. */
export function residentMemory(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

export type Used = { readonly micros: number; readonly cores: number };

/** Starts to measure; the returned function says what was used since. */
export function meter(pid: number): () => Used {
  const time = processorTime(pid);
  const begun = performance.now();
  return () => {
    const micros = processorTime(pid) - time;
    return { micros, cores: micros / 1_000 / (performance.now() - begun) };
  };
}

export function environment({ server }: Pinning): string {
  const all = cpus();
  const where = server.length > 0 ? 'server on core 0, all clients on core 1' : 'not pinned: server and clients share cores';
  // Whatever else runs here spoils the figures, so it stands beside them.
  const busy = `load average before ${loadavg()[0]?.toFixed(1)}`;
  return `Node ${process.version}, ${type()} ${release()}, ${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}; ${where}; ${busy}`;
}
