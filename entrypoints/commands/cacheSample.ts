import { decodeEntry, isFor } from '../../gateway/cache/entry.ts';
import { listOperations } from '../../gateway/persisted/read.ts';
import type { CacheEntry } from '../../platform/cache/port.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { recordOfDocument } from '../../subgraphs/document.ts';
import { organisationTag } from '../../subgraphs/tags.ts';
import type { Archive, Desk } from './desk.ts';
import { callerOf, createKeepingLook } from './keepingLook.ts';
import { recordNamed } from './recordNamed.ts';

/**
 * A kept answer that should not be there as it is. `stale`: a record that it was made from has changed since · `audience`: it was made for another organisation or view
 * than those under whose key it lies · `damaged`: it cannot be read.
 */
export interface WrongAnswer {
  readonly organisation: string;
  readonly application: string;
  readonly operation: string;
  readonly is: 'stale' | 'audience' | 'damaged';
  /** What it was made from and has changed. */
  readonly tag: string | undefined;
}

/** The tags under which wrong answers are purged. */
export const tagsOfWrong = (wrong: readonly WrongAnswer[]): string[] => [
  ...new Set(wrong.map(({ organisation, tag }) => tag ?? organisationTag(organisation))),
];

/** What was looked at, and what of it was wrong. */
export interface CacheSample {
  /** Operations whose answers could be kept without variables. */
  readonly asked: number;
  readonly entries: number;
  readonly wrong: readonly WrongAnswer[];
}

/** A change reaches the cache within moments; clocks differ, and a write under way is nobody's fault. Milliseconds. */
const TOLERANCE_MS = 10_000;
/** Records of one answer that are looked at. */
const MOST_RECORDS = 100;
const RECORD_TAG = /^[CMK]#[a-z2-7]{26}$/;

/** The first record that an answer was made from and that has changed since. */
const changedSince = async (
  archive: Archive,
  { tags, startedAt }: CacheEntry,
  now: number,
): Promise<string | undefined> => {
  for (const tag of tags.filter((each) => RECORD_TAG.test(each)).slice(0, MOST_RECORDS)) {
    const record = await recordNamed(archive, recordOfDocument(tag).id);
    const changed = Date.parse(record?.changed ?? '');
    if (changed > startedAt + TOLERANCE_MS && changed < now - TOLERANCE_MS) return tag;
  }
  return undefined;
};

const faultIn = async (
  archive: Archive,
  entry: CacheEntry,
  viewer: Viewer,
  now: number,
): Promise<Pick<WrongAnswer, 'is' | 'tag'> | undefined> => {
  const answer = decodeEntry(entry.bytes);
  if (!answer) return { is: 'damaged', tag: undefined };
  if (!isFor(answer, viewer)) return { is: 'audience', tag: undefined };
  const tag = await changedSince(archive, entry, now);
  return tag === undefined ? undefined : { is: 'stale', tag };
};

/**
 * Looks at kept answers where they are surely known: those to registered operations that need no variables, as one key of each application sends them. `undefined` where no
 * cache is shared: memories of processes cannot be seen.
 * @param most - operations looked at.
 */
export const sampleCache = async (
  desk: Desk,
  archive: Archive,
  most: number,
  signal: AbortSignal,
): Promise<CacheSample | undefined> => {
  const { sharedCache } = archive;
  if (!sharedCache) return undefined;
  const look = createKeepingLook(desk);
  const wrong: WrongAnswer[] = [];
  let [asked, entries] = [0, 0];
  for (const { id: organisation } of await desk.register.organisations()) {
    const keys = await desk.register.liveKeys(organisation, desk.now());
    for (const [application, [key]] of Map.groupBy(keys, (each) => each.application)) {
      const operations = key ? await listOperations(desk.records, { organisation, application }) : [];
      for (const { id: operation } of operations) {
        if (asked >= most || signal.aborted) return { asked, entries, wrong };
        try {
          const caller = await callerOf(desk, key?.id ?? '');
          const { keeping } = await look(caller, operation, { operationName: undefined, variables: {} });
          if (!keeping.isKept) continue;
          asked += 1;
          const entry = await sharedCache.get(keeping.key, { signal });
          if (!entry) continue;
          entries += 1;
          const fault = await faultIn(archive, entry, caller.viewer, desk.now());
          if (fault) wrong.push({ organisation, application, operation, ...fault });
        } catch (error) {
          // It needs variables, or is none of this key's.
          if (!(error instanceof OperatorError)) throw error;
        }
      }
    }
  }
  return { asked, entries, wrong };
};
