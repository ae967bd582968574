// The machine under the bench: pinning processes to cores, processor time of a process, and what to say of it all.
// Works without any of these; then less is measured, and the table says so.

import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { cpus, loadavg, release, type } from 'node:os';

const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Keeps this process off the server's core. @returns the command to put before the server's own, or nothing. */
export function pinApart(): readonly string[] {
  const apart = cpus().length > 1 && runs('taskset', '-c', '0', 'true') && runs('taskset', '-acp', '1', String(process.pid));
  return apart ? ['taskset', '-c', '0'] : [];
}

/** Processor time of all threads so far, in microseconds; undefined where the system does not tell (only Linux does). */
export async function processorTime(pid: number): Promise<number | undefined> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const times = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')));
    return times.reduce((sum, time) => sum + Number(time.split(' ')[0]), 0) / 1_000;
  } catch {
    return undefined;
  }
}

export function environment(pinning: readonly string[]): string {
  const all = cpus();
  const where = pinning.length > 0 ? 'server on core 0, all clients on core 1' : 'not pinned: server and clients share cores';
  // Whatever else runs here spoils the figures, so it stands beside them.
  const busy = `load average before ${loadavg()[0]?.toFixed(1)}`;
  return `Node ${process.version}, ${type()} ${release()}, ${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}; ${where}; ${busy}`;
}
