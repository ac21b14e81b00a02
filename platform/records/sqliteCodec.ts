import { PortError } from '../errors.ts';
import type { Item, Value } from './port.ts';

/**
 * An item as its row holds it. `body` is the item as JSON with `null` where bytes are; `layout` is JSON `[[path, length], …]`, which says where
 * the parts of `bytes` belong. Both are null in an item without bytes: bytes are never turned into text, and nearly all items have none.
 */
export interface Row {
  readonly body: string;
  readonly layout: string | null;
  readonly bytes: Uint8Array | null;
}

type Path = readonly (string | number)[];

/** An item as its row. */
export function encodeItem(item: Item): Row {
  const found: { path: Path; bytes: Uint8Array }[] = [];
  const plain = withoutBytes(item, [], found);
  const body = escaped(JSON.stringify(plain));
  if (found.length === 0) return { body, layout: null, bytes: null };
  return {
    body,
    layout: JSON.stringify(found.map(({ path, bytes }) => [path, bytes.byteLength])),
    bytes: Buffer.concat(found.map(({ bytes }) => bytes)),
  };
}

function withoutBytes(value: Value, path: Path, found: { path: Path; bytes: Uint8Array }[]): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) {
    found.push({ path, bytes: value });
    return null;
  }
  const before = found.length;
  const parts = Object.entries<Value>(value).map(([name, member]): [string, Value] => {
    return [name, withoutBytes(member, [...path, Array.isArray(value) ? Number(name) : name], found)];
  });
  if (found.length === before) return value;
  return Array.isArray(value) ? parts.map(([, member]) => member) : Object.fromEntries(parts);
}

/**
 * JSON in ASCII. What SQLite hands over as ASCII becomes a string of one byte a character without decoding: reading a record is a third
 * faster than with UTF-8. Text that is mostly not ASCII would double, and stays as it is.
 */
function escaped(json: string): string {
  const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return ascii.length > json.length * 2 ? json : ascii;
}

/** The item of a row, in the order `body, layout, bytes` from `at` on. */
export function decodeItem(row: ArrayLike<unknown>, at = 0): Item {
  const { [at]: body, [at + 1]: layout, [at + 2]: bytes } = row;
  if (typeof body !== 'string') throw damaged('a row without a body');
  const item: unknown = JSON.parse(body);
  if (!isItem(item)) throw damaged('a row whose body is no item');
  if (typeof layout !== 'string' || !(bytes instanceof Uint8Array)) return item;
  const parts: unknown = JSON.parse(layout);
  if (!isLayout(parts)) throw damaged('a row with a broken layout');
  let offset = 0;
  for (const [path, length] of parts) {
    place(item, path, bytes.subarray(offset, offset + length));
    offset += length;
  }
  return item;
}

function place(item: object, path: Path, bytes: Uint8Array): void {
  let target: unknown = item;
  for (const step of path.slice(0, -1))
    target = typeof target === 'object' && target !== null ? Reflect.get(target, step) : undefined;
  const last = path.at(-1);
  if (typeof target !== 'object' || target === null || last === undefined) throw damaged('bytes that belong nowhere');
  Reflect.set(target, last, bytes);
}

function isLayout(value: unknown): value is readonly (readonly [Path, number])[] {
  return (
    Array.isArray(value) &&
    value.every((part) => Array.isArray(part) && Array.isArray(part[0]) && Number.isInteger(part[1]))
  );
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'pk' in value && 'sk' in value;
}

function damaged(what: string): PortError {
  return new PortError('records', 'UNAVAILABLE', `the records file holds ${what}: it is damaged`, { retryable: false });
}
