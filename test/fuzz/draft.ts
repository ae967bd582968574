// Updates written struct by struct, as no client would: any id, any place, any content. The bytes are Yjs's v1 format; what
// to put in them is up to the attacks and to the grammar.

import * as encoding from 'lib0/encoding';
import type { Id } from '../../server/board/judge/scan.ts';

export type DraftContent =
  | { readonly is: 'gc'; readonly length: number }
  | { readonly is: 'deleted'; readonly length: number }
  | { readonly is: 'string'; readonly text: string }
  | { readonly is: 'type'; readonly type: number }
  | { readonly is: 'values'; readonly values: readonly unknown[] }
  /** Content of another kind, its bytes made up. */
  | { readonly is: 'other'; readonly kind: number; readonly bytes: readonly number[] };

export type DraftStruct = {
  readonly origin?: Id | undefined;
  readonly right?: Id | undefined;
  readonly parent?: string | Id | undefined;
  readonly key?: string | undefined;
  readonly content: DraftContent;
};
export type DraftBlock = { readonly client: number; readonly clock: number; readonly structs: readonly DraftStruct[] };
export type DraftDeletes = { readonly client: number; readonly ranges: readonly (readonly [from: number, length: number])[] };

const KIND = { gc: 0, deleted: 1, string: 4, type: 7, values: 8 } as const;

export const map = { is: 'type', type: 1 } as const;
export const text = { is: 'type', type: 2 } as const;
export const say = (words: string): DraftContent => ({ is: 'string', text: words });
export const value = (...values: readonly unknown[]): DraftContent => ({ is: 'values', values });

export function lengthOf(content: DraftContent): number {
  if (content.is === 'gc' || content.is === 'deleted') return content.length;
  if (content.is === 'string') return content.text.length;
  return content.is === 'values' ? content.values.length : 1;
}

export function draft(blocks: readonly DraftBlock[], deletes: readonly DraftDeletes[] = []): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, blocks.length);
  for (const { client, clock, structs } of blocks) {
    encoding.writeVarUint(encoder, structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  encoding.writeVarUint(encoder, deletes.length);
  for (const { client, ranges } of deletes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const range of ranges) for (const number of range) encoding.writeVarUint(encoder, number);
  }
  return encoding.toUint8Array(encoder);
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}

function writeStruct(encoder: encoding.Encoder, { origin, right, parent, key, content }: DraftStruct): void {
  const kind = content.is === 'other' ? content.kind : KIND[content.is];
  if (content.is === 'gc') {
    encoding.writeUint8(encoder, 0);
    return encoding.writeVarUint(encoder, content.length);
  }
  encoding.writeUint8(encoder, kind | (origin ? 128 : 0) | (right ? 64 : 0) | (key === undefined ? 0 : 32));
  if (origin) writeId(encoder, origin);
  if (right) writeId(encoder, right);
  if (!origin && !right) {
    const isRoot = typeof parent !== 'object';
    encoding.writeVarUint(encoder, isRoot ? 1 : 0);
    if (isRoot) encoding.writeVarString(encoder, parent ?? '');
    else writeId(encoder, parent);
    if (key !== undefined) encoding.writeVarString(encoder, key);
  }
  writeContent(encoder, content);
}

function writeContent(encoder: encoding.Encoder, content: DraftContent): void {
  switch (content.is) {
    case 'gc':
    case 'deleted':
      return encoding.writeVarUint(encoder, content.length);
    case 'string':
      return encoding.writeVarString(encoder, content.text);
    case 'type':
      return encoding.writeVarUint(encoder, content.type);
    case 'values':
      encoding.writeVarUint(encoder, content.values.length);
      return content.values.forEach((one) => encoding.writeAny(encoder, one as Parameters<typeof encoding.writeAny>[1]));
    case 'other':
      return content.bytes.forEach((byte) => encoding.writeUint8(encoder, byte));
  }
}
