// The in-memory backends keep the same promises, and fail on demand.

import { describe, expect, it } from 'vitest';
import { memoryCatalogue, memoryLog, type LogCall } from '../../server/storage/memory.ts';
import { emptyCatalogue } from '../../server/storage/catalogue.ts';
import { catalogueContract, updateLogContract } from './contract.ts';
import { numbered } from './numbered.ts';
import { boardId } from './places.ts';

updateLogContract('memory', async () => memoryLog());
catalogueContract('memory', async (failing) => memoryCatalogue(emptyCatalogue(), failing === undefined ? {} : { failing }));

describe('faults on demand', () => {
  const board = boardId(1);

  it('[ST30] a log told to fail rejects and stores nothing, and works again when the cause is gone', async () => {
    let fault: Error | undefined;
    const asked: LogCall[] = [];
    const log = memoryLog({
      failing: (call) => {
        asked.push(call);
        return fault;
      },
    });
    await log.append(board, [numbered(1)]);
    fault = new Error('ENOSPC');
    await expect(log.append(board, [numbered(2)])).rejects.toThrow('ENOSPC');
    await expect(log.compact(board, numbered(1), 1)).rejects.toThrow('ENOSPC');
    await expect(log.probe()).rejects.toThrow('ENOSPC');
    fault = undefined;
    await log.append(board, [numbered(3)]);
    expect((await log.read(board)).updates).toEqual([numbered(1), numbered(3)]);
    expect(asked).toEqual(['append', 'append', 'compact', 'probe', 'append', 'read']);
  });

  it('[ST31] a test can hold an append up until it lets it become durable', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    const log = memoryLog({ failing: (call) => (call === 'append' ? gate : undefined) });
    let durable = false;
    const held = log.append(board, [numbered(1)]).then(() => (durable = true));
    expect((await log.read(board)).updates).toEqual([]);
    expect(durable).toBe(false);
    release();
    await held;
    expect((await log.read(board)).updates).toEqual([numbered(1)]);
  });
});
