// A server of the replay's own: a process on a free port with a data folder that is thrown away. Nothing about boards.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
/** What it prints when it is up: the organizer's link, whose secret stands behind the #. */
const LINK = /(http:\/\/localhost:(\d+))\/organizer#([\w-]+)/;

export type OwnServer = { readonly pid: number; readonly url: string; readonly organizer: string; stop(): Promise<void> };

/** @param pinning a command that is put before the server's own, such as taskset; may be empty. */
export async function startOwnServer(pinning: readonly string[] = []): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hackfest-replay-'));
  const [program = process.execPath, ...rest] = [...pinning, process.execPath, '--import', 'tsx', MAIN];
  const env = { ...process.env, HACKFEST_HOST: '127.0.0.1', HACKFEST_PORT: '0', HACKFEST_DATA: folder };
  const child = spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill();
  process.once('exit', end);
  const stop = async () => {
    process.off('exit', end);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [, , port, organizer] = await greeting(child);
    return { pid: child.pid ?? 0, url: `http://127.0.0.1:${port}`, organizer: organizer ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function greeting(child: ChildProcess): Promise<RegExpExecArray> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (text: Buffer) => {
      said = (said + text.toString()).slice(-10_000);
      const link = LINK.exec(said);
      if (link) resolve(link);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', (text: Buffer) => {
      process.stderr.write(text);
      hear(text);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was up:\n${said}`)));
  });
}

/** Resident memory of a process now and at its highest, in MB; undefined where the system does not tell (only Linux does). */
export async function memoryOf(pid: number): Promise<{ readonly now: number; readonly most: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [now, most] = ['VmRSS', 'VmHWM'].map((name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1_024);
  return now && most ? { now, most } : undefined;
}
