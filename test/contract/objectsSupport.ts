import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { PortError } from '../../platform/errors.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { Contract } from './adapters.ts';

/** A store of its own, empty. */
export type ObjectsUnderTest = { readonly objects: Objects } & AsyncDisposable;

export type ObjectsContract = Contract<() => Promise<ObjectsUnderTest>>;

export const text = { contentType: 'text/plain' };
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const bytesOf = async (objects: Objects, key: string): Promise<Buffer> => buffer((await objects.get(key)).body);

export async function keysOf(objects: Objects, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys;
}

/** What a call was refused with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof PortError) return `${error.port} ${error.code}`;
    throw error;
  }
  return 'done';
}

export const textOf = async (objects: Objects, key: string): Promise<string> =>
  (await bytesOf(objects, key)).toString();
