import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Operation } from '../../platform/records/port.ts';
import type { IndexInfo } from '../../platform/search/port.ts';
import type { Term } from '../../subgraphs/content/record.ts';
import type { SavedVersion } from '../../subgraphs/history.ts';
import type { Read } from '../../subgraphs/item.ts';
import { sound } from '../../subgraphs/item.ts';
import type { RemainsPlaces } from '../../subgraphs/remains.ts';
import type { Archive } from './desk.ts';

/** A place in which readers may find a record. */
export interface Place {
  readonly name: string;
  /** Whether the record is no longer there; asked until it is. */
  readonly isGone: (signal: AbortSignal) => Promise<boolean>;
  /** What to know where it does not confirm. */
  readonly hint?: string;
}

/** An ordinary command by which an operator takes a record away. */
export interface Taking {
  readonly kind: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One of the indexes that stand beside each other. */
export type OneIndex = Pick<IndexInfo, 'name' | 'current'>;

/** Whatever has an id, as it is stored now; of which only a tombstone may be left. */
export interface NamedRecord {
  readonly kind: 'content' | 'media' | Term['kind'] | 'collection';
  readonly id: string;
  readonly owner: string;
  /** Its latest, which commands about it expect. */
  readonly version: number;
  /** What has become of it, in words. */
  readonly state: string;
  readonly packages: readonly string[];
  /** Since when readers see it as they do, or no longer, where that is known. ISO 8601. */
  readonly changed: string | undefined;
  /** Whether readers see it. */
  readonly isLive: boolean;
  /** Whether nothing brings it back before its readers. */
  readonly isDown: boolean;
  /** Whether a tombstone alone is left of it. */
  readonly isDead: boolean;
  readonly erased: string | undefined;
  /** Takes it from readers for good. */
  readonly takeDown: (reason: string) => Taking;
  /** Leaves a tombstone of it. */
  readonly deletion: Taking;
  /** Where its items lie: the table that readers read, and the partition. */
  readonly table: string;
  readonly pk: string;
  /** Its versions, newest first, so many at most. */
  readonly history: (size: number, signal: AbortSignal) => Promise<readonly SavedVersion[]>;
  /** Where all that was ever kept of it lies. */
  readonly remains: RemainsPlaces;
  /** The write that leaves of its tombstone no more than keeps it dead; `undefined` as long as it is none. */
  readonly erasure: (at: string) => Operation | undefined;
  /** Whether an index no longer tells of it, which is seen to there and then; `undefined` for what no index knows. */
  readonly leavesIndex: ((index: OneIndex, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** The places of its kind alone in which readers may find it. */
  readonly places: readonly Place[];
  /** What no place tells of, once it is gone. */
  readonly remarks: readonly string[];
}

/** What records are looked up in. */
export type Shelves = Pick<
  Archive,
  'records' | 'objects' | 'search' | 'describers' | 'contentStore' | 'mediaStore' | 'collections'
>;

/** An operand that names a record. @throws `OperatorError` */
export const recordIdOf = (given: string): string => {
  if (!ID_PATTERN.test(given))
    throw new OperatorError(`${JSON.stringify(given)} is no record’s id: 26 letters and digits`);
  return given;
};

/** What was read. @throws `OperatorError` where it cannot be read. */
export const readable = <T>(id: string, read: Read<T>): T | undefined => {
  try {
    return sound(read);
  } catch (error) {
    throw new OperatorError(
      `the record \`${id}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
};
