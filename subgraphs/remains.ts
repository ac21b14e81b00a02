import { createHash } from 'node:crypto';
import type { Objects } from '../platform/objects/port.ts';
import type { Item, Key, Operation, Records } from '../platform/records/port.ts';

/** Where all that was ever kept of a record lies, but for what its readers see. */
export interface RemainsPlaces {
  /** The desk's table. */
  readonly desk: string;
  /** The record's partition in both tables. */
  readonly pk: string;
  /** Of the live table. What stays there is the tombstone. */
  readonly live: string;
  /** Of object storage. */
  readonly prefixes: readonly string[];
}

/** What there is of a record, without what it says. */
export interface Remains {
  readonly items: number;
  readonly objects: number;
  readonly bytes: number;
  /** SHA-256 of all of it in lower-case hex, by which a copy that turns up can be told to have been it; `undefined` of nothing. */
  readonly sha256: string | undefined;
}

/** What looking and removing work with. */
export interface RemainsParts {
  readonly records: Records;
  readonly objects: Objects;
  readonly signal: AbortSignal;
}

/** Items of one page, and of one transaction at most. */
const PAGE = 100;
const TOMBSTONE = 'META';

async function* itemsOf(places: RemainsPlaces, { records, signal }: RemainsParts) {
  for (const table of [places.live, places.desk]) {
    let after: string | undefined;
    do {
      const page = await records.query({ table, pk: places.pk, limit: PAGE, after, consistent: true }, { signal });
      after = page.next;
      for (const item of page.items) if (table === places.desk || item.sk !== TOMBSTONE) yield { table, item };
    } while (after !== undefined);
  }
}

/** Bytes as base64, members in their order by name: the same text for the same item, whatever the adapter. */
const textOf = (item: Item): string =>
  JSON.stringify(
    Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
  );

/** Looks at what there is of a record. */
export const surveyRemains = async (places: RemainsPlaces, parts: RemainsParts): Promise<Remains> => {
  const whole = createHash('sha256');
  let [items, objects, bytes] = [0, 0, 0];
  for await (const { table, item } of itemsOf(places, parts)) {
    const text = textOf(item);
    whole.update(`${table}\n${text}\n`);
    items += 1;
    bytes += Buffer.byteLength(text);
  }
  for (const prefix of places.prefixes)
    for await (const { key, size, etag } of parts.objects.list(prefix, { signal: parts.signal })) {
      const head = await parts.objects.head(key, { signal: parts.signal });
      whole.update(`${key}\n${head?.sha256 ?? etag}\n`);
      objects += 1;
      bytes += size;
    }
  return { items, objects, bytes, sha256: items + objects === 0 ? undefined : whole.digest('hex') };
};

/** Removes it, the tombstone excepted; stopped, it is done again. */
export const removeRemains = async (places: RemainsPlaces, parts: RemainsParts): Promise<void> => {
  const { records, objects, signal } = parts;
  const keys: Key[] = [];
  for await (const { table, item } of itemsOf(places, parts)) keys.push({ table, pk: item.pk, sk: item.sk });
  for (let at = 0; at < keys.length; at += PAGE) {
    const gone = keys.slice(at, at + PAGE).map((key): Operation => ({ kind: 'delete', key }));
    await records.transact(gone, { signal });
  }
  for (const prefix of places.prefixes)
    for await (const { key } of objects.list(prefix, { signal })) await objects.delete(key, { signal });
};
