// Starts one of the scripts in children/ as a process of its own, to be killed or to be put under a limit. The scripts
// speak by lines on stdout.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export type Started = { readonly child: ChildProcess; readonly lines: AsyncIterable<string>; readonly ended: Promise<string> };

/** @param shell what a shell does before it becomes the process, such as setting a limit. */
export function startScript(script: string, args: readonly string[], shell?: string): Started {
  const command = [process.execPath, '--import', 'tsx', fileURLToPath(new URL(`children/${script}`, import.meta.url)), ...args];
  const [program, ...rest] = shell === undefined ? command : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...command];
  const child = spawn(program as string, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = once(child, 'close').then(([code, signal]) => `${signal ?? code}: ${complaints}`);
  return { child, lines: createInterface(child.stdout), ended };
}

/** Kills the process as soon as it has said that many lines; gives all it said until it was gone. */
export async function killAfter(started: Started, count: number): Promise<string[]> {
  const said: string[] = [];
  for await (const line of started.lines) {
    said.push(line);
    if (said.length === count) started.child.kill('SIGKILL');
  }
  const end = await started.ended;
  if (!end.startsWith('SIGKILL')) throw new Error(`the process ended by itself: ${end}`);
  return said;
}
