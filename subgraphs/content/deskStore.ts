import type { ZodType } from 'zod';
import type { CallOptions, Item, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { parseItem, reader } from '../item.ts';
import { contentDeskTable, contentPk, draftPointerSk, revisionSk, snapshotSk, workList } from './keys.ts';
import type { Pointing } from './pointing.ts';
import { pointerPk } from './pointing.ts';
import type { Body, DraftPointer, Revision, Saved } from './record.ts';
import { draftPointerSchema, revisionSchema, savedSchema, snapshotSchema } from './record.ts';
import type { ReadText } from './texts.ts';

/** One version of a record. */
export interface VersionOf {
  readonly id: string;
  readonly version: number;
}

/** Which versions are wanted: `size` of them where there are so many, the newest first, from `below` (exclusive) on. */
export interface VersionPage {
  readonly size: number;
  readonly below?: number | undefined;
}

/** Reads of the desk: what is saved of records beside their copies. */
export interface DeskStore {
  /** Versions on the desk, newest first. */
  revisions(id: string, page: VersionPage, options?: CallOptions): Promise<readonly Revision[]>;
  /** Where an owner's working copies stand, the one saved last first, beyond a place (exclusive): order keys, at most `size`. The index may lag. */
  workPlaces(
    owner: string,
    page: { readonly size: number; readonly beyond?: string | undefined },
    options?: CallOptions,
  ): Promise<readonly string[]>;
  /** The texts that working copies had in these versions. `Error` also where a text's object cannot be had. */
  snapshots(versions: readonly VersionOf[], options?: CallOptions): Promise<(Body | Error | undefined)[]>;
  /** What the record said in these versions, with its text; nothing of a version that kept no copy. `Error` also where a text's object cannot be had. */
  saved(versions: readonly VersionOf[], options?: CallOptions): Promise<(Saved | Error | undefined)[]>;
  /** Where names lead on an owner's desk. */
  draftPointers(owner: string, pointings: readonly Pointing[], options?: CallOptions): Promise<Read<DraftPointer>[]>;
}

/** The items of the versions in one partition of the desk. */
export const versionItems = async (
  records: Records,
  pk: string,
  { size, below }: VersionPage,
  options: CallOptions | undefined,
): Promise<readonly Item[]> => {
  if (below !== undefined && below <= 1) return [];
  const found: Item[] = [];
  let after: string | undefined;
  do {
    const page = await records.query(
      {
        table: contentDeskTable.name,
        pk,
        from: revisionSk(0),
        to: revisionSk(below === undefined ? 9_999_999_999 : below - 1),
        descending: true,
        limit: size - found.length,
        after,
      },
      options,
    );
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined && found.length < size);
  return found;
};

/** {@link DeskStore} over records. */
export const createDeskStore = ({
  records,
  readText,
}: {
  readonly records: Records;
  readonly readText: ReadText;
}): DeskStore => {
  const readDraftPointer = reader(draftPointerSchema, contentDeskTable.name);
  const snapshotsAs = async <T>(
    schema: ZodType<T>,
    versions: readonly VersionOf[],
    options: CallOptions | undefined,
  ): Promise<(T | Error | undefined)[]> => {
    const items = await records.getMany(
      versions.map(({ id, version }) => ({
        table: contentDeskTable.name,
        pk: contentPk(id),
        sk: snapshotSk(version),
      })),
      { ...options, consistent: true },
    );
    return Promise.all(
      items.map(async (item) => {
        const found = await readText(schema, contentDeskTable.name, item, options);
        return found instanceof Error ? found : found?.value;
      }),
    );
  };

  return {
    revisions: async (id, page, options) =>
      (await versionItems(records, contentPk(id), page, options)).map((item) =>
        parseItem(revisionSchema, contentDeskTable.name, item),
      ),
    async workPlaces(owner, { size, beyond }, options) {
      const { items } = await records.query(
        {
          table: contentDeskTable.name,
          index: 'work',
          pk: workList(owner),
          to: beyond,
          descending: true,
          // The place itself is among what is found.
          limit: size + 1,
        },
        options,
      );
      return items.flatMap(({ wsk }) => (typeof wsk === 'string' && wsk !== beyond ? [wsk] : [])).slice(0, size);
    },
    snapshots: async (versions, options) =>
      (await snapshotsAs(snapshotSchema, versions, options)).map((found) =>
        found instanceof Error ? found : found?.body,
      ),
    saved: (versions, options) => snapshotsAs(savedSchema, versions, options),
    async draftPointers(owner, pointings, options) {
      const items = await records.getMany(
        pointings.map((pointing) => ({
          table: contentDeskTable.name,
          pk: pointerPk(pointing),
          sk: draftPointerSk(owner),
        })),
        { ...options, consistent: true },
      );
      return items.map(readDraftPointer);
    },
  };
};
