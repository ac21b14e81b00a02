import type { CdnTags } from '../../gateway/cache/cdnTags.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Cache } from '../../platform/cache/port.ts';
import type { DirectoryChanges } from '../../platform/directory/changes.ts';
import type { Register } from '../../platform/directory/register.ts';
import type { Directory, KeyRecord } from '../../platform/directory.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { Records } from '../../platform/records/port.ts';
import type { Search } from '../../platform/search/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { CollectionStore } from '../../subgraphs/content/collectionStore.ts';
import type { ContentStore } from '../../subgraphs/content/store.ts';
import type { Describer } from '../../subgraphs/document.ts';
import type { MediaStore } from '../../subgraphs/media/store.ts';
import type { Wait } from '../../writes/batch.ts';
import type { Command } from '../../writes/command.ts';
import type { DeadLetters } from '../../writes/deadLetters.ts';
import type { Receipt } from '../../writes/receipt.ts';
import type { Receipts } from '../../writes/receipts.ts';
import type { BackendsOptions } from '../backends.ts';

/** What commands about records and the index stand on. */
export interface Archive {
  readonly records: Records;
  readonly objects: Objects;
  readonly search: Search;
  /** What the index is told of records. */
  readonly describers: Readonly<Record<'CONTENT' | 'MEDIA', Describer>>;
  readonly contentStore: ContentStore;
  readonly mediaStore: MediaStore;
  readonly collections: CollectionStore;
  /** What all processes have in common of the cache; `undefined` where each has its own. */
  readonly sharedCache: Cache | undefined;
  /** Whether processes keep answers in memories of their own, which are purged as they follow the feed. */
  readonly processesKeep: boolean;
  /** The CDN, purged by tags as the cache is; `undefined` where nobody tells it. */
  readonly edge: Pick<Cache, 'purge'> | undefined;
  readonly deadLetters: DeadLetters;
  /** Sends a command of the operator's the ordinary way, and waits until it has come to an end. @throws `OperatorError` */
  readonly settle: (command: Command) => Promise<Receipt>;
  readonly log: Log;
  readonly receipts: Receipts;
  /** Brings the index up to date with what was written. @throws `PortError` where a backend is away, or the signal aborts. Default: the command's own. */
  readonly indexed: (signal?: AbortSignal) => Promise<void>;
}

/** What an operator works at. */
export interface Desk {
  readonly records: Records;
  /** As requests see it. */
  readonly directory: Directory;
  /** As it is. */
  readonly register: Register;
  /** Who makes the changes. */
  readonly by: string;
  readonly changes: DirectoryChanges;
  /** Issues keys; `store` keeps each. */
  readonly issuer: (store: (key: KeyRecord) => Promise<void>) => Pick<ApiKeys, 'issue'>;
  /** The names by which a CDN purges, where there is one that does and an operator has to tell it. */
  readonly cdnTags: CdnTags | undefined;
  readonly now: () => number;
  /** Waits so many milliseconds; ends early when the signal aborts. */
  readonly wait: Wait;
  readonly newId: () => string;
  /**
   * All backends, opened when first asked for: what needs the directory alone works while others are away.
   * @param options - `anyIndex`: the living index may be made of other fields than are declared, or not be there. `mayBeAway`: what the command does without.
   */
  readonly archive: (options?: Pick<BackendsOptions, 'anyIndex' | 'mayBeAway'>) => Promise<Archive>;
}
