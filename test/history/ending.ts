import type { Backends } from '../../entrypoints/backends.ts';
import type { Services } from '../../entrypoints/services.ts';
import { and } from '../../platform/search/filter.ts';
import { documentId } from '../../subgraphs/document.ts';
import { ALL_SLOTS, slotKey } from '../../writes/slots.ts';
import type { Ended, EndedReceipt, Ending, History, Version } from './history.ts';

/** What everything is read with. */
export interface EndingParts {
  readonly backends: Pick<Backends, 'records' | 'queue' | 'search'>;
  readonly services: Pick<Services, 'contentStore' | 'writes'>;
}

const CHUNK = 100;
const chunksOf = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) => all.slice(at * CHUNK, (at + 1) * CHUNK));

/** How each write ended, by the ids of receipts. */
export const readReceipts = async (
  { services }: EndingParts,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EndedReceipt>> => {
  const read = new Map<string, EndedReceipt>();
  for (const chunk of chunksOf(ids))
    for (const receipt of await services.writes.receipts.many(chunk))
      if (receipt)
        read.set(receipt.id, {
          state: receipt.state,
          version: receipt.version,
          codes: (receipt.errors ?? []).map(({ code }) => code),
        });
  return read;
};

/** Whether the index finds a record, and nothing else, by the word that its headline is. */
const isFound = async ({ backends }: EndingParts, id: string, word: string): Promise<boolean> => {
  const { hits } = await backends.search.query({ text: word, fields: ['headline'], filter: and(), size: 2 });
  return hits.length === 1 && hits[0]?.id === documentId('CONTENT', id);
};

const MOST_VERSIONS = 1_000;

const versionsOf = async ({ services }: EndingParts, id: string): Promise<Version[]> =>
  (await services.contentStore.revisions(id, { size: MOST_VERSIONS }))
    .map(({ version, headline, live, receipt }) => ({ version, headline, live, receipt }))
    .reverse();

/** Records as they are. */
const readRecords = async (parts: EndingParts, ids: readonly string[]): Promise<ReadonlyMap<string, Ended>> => {
  const read = new Map<string, Ended>();
  for (const chunk of chunksOf(ids)) {
    const states = await parts.services.contentStore.states(chunk);
    await Promise.all(
      chunk.map(async (id, at) => {
        const { meta, work } = states[at] ?? {};
        const live = meta?.live ? { version: meta.version, headline: meta.headline } : undefined;
        read.set(id, {
          version: Math.max(meta?.version ?? 0, work?.version ?? 0),
          live,
          versions: await versionsOf(parts, id),
          found: live && (await isFound(parts, id, live.headline)),
        });
      }),
    );
  }
  return read;
};

/** Places of a subsidiary's unfinished commands that are taken. */
const slotsOf = async ({ backends }: EndingParts, organisation: string): Promise<number> => {
  const keys = Array.from({ length: ALL_SLOTS }, (_, slot) => slotKey(organisation, slot));
  return (await backends.records.getMany(keys, { consistent: true })).filter((slot) => slot !== undefined).length;
};

/** Reads everything that the writes of a history have come to. */
export const readEnding = async (parts: EndingParts, { writes }: History): Promise<Ending> => {
  const { waiting, inFlight, dead } = await parts.backends.queue.depth();
  let slots = 0;
  for (const organisation of new Set(writes.map((write) => write.organisation)))
    slots += await slotsOf(parts, organisation);
  return {
    receipts: await readReceipts(
      parts,
      writes.map(({ receipt }) => receipt),
    ),
    records: await readRecords(parts, [...new Set(writes.map(({ record }) => record))]),
    left: waiting + inFlight + dead,
    slots,
  };
};
