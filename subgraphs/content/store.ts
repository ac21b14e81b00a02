import type { ZodType } from 'zod';
import { unpack } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Item, Key, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { BadItem, parseItem, reader, sound } from '../item.ts';
import type { OwnName } from './keys.ts';
import {
  altPk,
  contentDeskTable,
  contentPk,
  contentTable,
  draftPointerSk,
  ownNamePk,
  pathPk,
  revisionSk,
  slugPk,
  snapshotSk,
  termPk,
  translationMember,
  translationsPk,
  workList,
} from './keys.ts';
import type { Body, DraftPointer, Meta, NamePointer, Pointer, Revision, Saved, Term, WorkingCopy } from './record.ts';
import {
  bodyPartSchema,
  bodySchema,
  draftPointerSchema,
  metaSchema,
  namePointerSchema,
  pointerSchema,
  revisionSchema,
  savedSchema,
  snapshotSchema,
  termSchema,
  workSchema,
} from './record.ts';

/** A section, tag or contributor by what it is and its id. */
export interface TermReference {
  readonly kind: Term['kind'];
  readonly id: string;
}

/** What is known of a record before it is saved again. */
export interface StoredState {
  readonly meta: Meta | undefined;
  readonly work: WorkingCopy | undefined;
}

/** What lies under a record's keys, each part on its own. */
export interface Copies {
  readonly meta: Read<Meta>;
  readonly work: Read<WorkingCopy>;
}

/** One version of a record. */
export interface VersionOf {
  readonly id: string;
  readonly version: number;
}

/** A name that leads to a record. */
export type Pointing =
  | { readonly kind: 'slug'; readonly subsidiary: string; readonly language: string; readonly slug: string }
  | { readonly kind: 'alt'; readonly subsidiary: string; readonly role: string; readonly value: string }
  | { readonly kind: 'path'; readonly site: string; readonly path: string };

const MEMBER = translationMember('');

const live = (pk: string, sk: string): Key => ({ table: contentTable.name, pk, sk });
const desk = (pk: string, sk: string): Key => ({ table: contentDeskTable.name, pk, sk });

/** Where a pointer lies. */
export const pointerPk = (pointing: Pointing): string => {
  switch (pointing.kind) {
    case 'slug':
      return slugPk(pointing.subsidiary, pointing.language, pointing.slug);
    case 'alt':
      return altPk(pointing.subsidiary, pointing.role, pointing.value);
    case 'path':
      return pathPk(pointing.site, pointing.path);
  }
};

/** A record's text, and the version of the record that it belongs to. */
export interface BodyPart {
  readonly version: number;
  readonly body: Body;
}

/** A record with its text. */
export interface WholeContent {
  readonly meta: Meta;
  /** There is none beside a tombstone. */
  readonly part: BodyPart | undefined;
}

/**
 * Reads of content: keys and shapes stand here, once. Each function is one call of the port (bodies too large for an item apart).
 * What is wrong with one item is the answer for that item alone.
 */
export interface ContentStore {
  metas(ids: readonly string[], options?: CallOptions & { readonly consistent?: boolean }): Promise<Read<Meta>[]>;
  /** `Error` also where a body's object cannot be had. */
  bodies(ids: readonly string[], options?: CallOptions): Promise<(BodyPart | Error | undefined)[]>;
  /** Record and text as they are now, read consistently. */
  whole(ids: readonly string[], options?: CallOptions): Promise<(WholeContent | Error | undefined)[]>;
  terms(
    references: readonly TermReference[],
    options?: CallOptions & { readonly consistent?: boolean },
  ): Promise<Read<Term>[]>;
  /** What of a subsidiary's own has these slugs, read consistently. */
  namePointers(names: readonly OwnName[], options?: CallOptions): Promise<Read<NamePointer>[]>;
  pointers(pointings: readonly Pointing[], options?: CallOptions): Promise<Read<Pointer>[]>;
  /** The ids in each translation group. */
  translations(groups: readonly string[], options?: CallOptions): Promise<readonly string[][]>;
  /** Versions on the desk, newest first, from `below` (exclusive) on; `size` of them where there are so many. */
  revisions(
    id: string,
    page: { readonly size: number; readonly below?: number | undefined },
    options?: CallOptions,
  ): Promise<readonly Revision[]>;
  /** Where an owner's working copies stand, the one saved last first, beyond a place (exclusive): order keys, at most `size`. The index may lag. */
  workPlaces(
    owner: string,
    page: { readonly size: number; readonly beyond?: string | undefined },
    options?: CallOptions,
  ): Promise<readonly string[]>;
  /** Live version and working copy of each, read consistently. */
  copies(ids: readonly string[], options?: CallOptions): Promise<Copies[]>;
  /** The texts that working copies had in these versions. `Error` also where a text's object cannot be had. */
  snapshots(versions: readonly VersionOf[], options?: CallOptions): Promise<(Body | Error | undefined)[]>;
  /** What the record said in these versions, with its text; nothing of a version that kept no copy. `Error` also where a text's object cannot be had. */
  saved(versions: readonly VersionOf[], options?: CallOptions): Promise<(Saved | Error | undefined)[]>;
  /** Where names lead on an owner's desk. */
  draftPointers(owner: string, pointings: readonly Pointing[], options?: CallOptions): Promise<Read<DraftPointer>[]>;
  /** {@link ContentStore.copies} for who saves. @throws {@link BadItem} */
  states(ids: readonly string[], options?: CallOptions): Promise<StoredState[]>;
}

/** {@link ContentStore} over the ports. */
export const createContentStore = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ContentStore => {
  const unpacked = async <T>(
    schema: ZodType<T>,
    table: string,
    item: Item,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly version: number; readonly value: T }> => {
    const place = `${table} ${item.pk} ${item.sk}`;
    const { version, data, object } = parseItem(bodyPartSchema, table, item);
    let bytes = data;
    if (object !== undefined) {
      const { body } = await objects.get(object, { signal });
      // The port ends the stream when the signal aborts, with an error of its own.
      bytes = Buffer.concat(await body.toArray());
    }
    if (bytes === undefined) throw new BadItem(`${place} holds neither data nor an object`);
    try {
      return { version, value: schema.parse(unpack(bytes)) };
    } catch (error) {
      throw new BadItem(`${place} holds no text that can be read`, { cause: error });
    }
  };

  /** A fault is the answer, so that the texts beside it are still read. */
  const orError = async <T>(read: () => Promise<T>): Promise<T | Error> => {
    try {
      return await read();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const bodyOf = (item: Item | undefined, options: CallOptions | undefined): Promise<BodyPart | Error | undefined> =>
    orError(async () => {
      if (!item) return undefined;
      const { version, value } = await unpacked(bodySchema, contentTable.name, item, options?.signal);
      return { version, body: value };
    });

  const snapshotsAs = async <T>(
    schema: ZodType<T>,
    versions: readonly VersionOf[],
    options: CallOptions | undefined,
  ): Promise<(T | Error | undefined)[]> => {
    const items = await records.getMany(
      versions.map(({ id, version }) => desk(contentPk(id), snapshotSk(version))),
      { ...options, consistent: true },
    );
    return Promise.all(
      items.map((item) =>
        orError(async () => item && (await unpacked(schema, contentDeskTable.name, item, options?.signal)).value),
      ),
    );
  };

  const readMeta = reader(metaSchema, contentTable.name);
  const readTerm = reader(termSchema, contentTable.name);
  const readPointer = reader(pointerSchema, contentTable.name);
  const readNamePointer = reader(namePointerSchema, contentTable.name);
  const readWork = reader(workSchema, contentDeskTable.name);
  const readDraftPointer = reader(draftPointerSchema, contentDeskTable.name);

  const copies: ContentStore['copies'] = async (ids, options) => {
    const items = await records.getMany(
      ids.flatMap((id) => [live(contentPk(id), 'META'), desk(contentPk(id), 'WORK')]),
      { ...options, consistent: true },
    );
    return ids.map((_, index) => ({ meta: readMeta(items[index * 2]), work: readWork(items[index * 2 + 1]) }));
  };

  return {
    async metas(ids, options) {
      const items = await records.getMany(
        ids.map((id) => live(contentPk(id), 'META')),
        options,
      );
      return items.map(readMeta);
    },
    async bodies(ids, options) {
      const items = await records.getMany(
        ids.map((id) => live(contentPk(id), 'BODY')),
        options,
      );
      return Promise.all(items.map((item) => bodyOf(item, options)));
    },
    async whole(ids, options) {
      const items = await records.getMany(
        ids.flatMap((id) => [live(contentPk(id), 'META'), live(contentPk(id), 'BODY')]),
        { ...options, consistent: true },
      );
      return Promise.all(
        ids.map(async (_, index) => {
          const meta = readMeta(items[index * 2]);
          if (!meta || meta instanceof Error) return meta;
          const part = await bodyOf(items[index * 2 + 1], options);
          return part instanceof Error ? part : { meta, part };
        }),
      );
    },
    async terms(references, options) {
      const items = await records.getMany(
        references.map(({ kind, id }) => live(termPk(kind, id), 'META')),
        options,
      );
      return items.map(readTerm);
    },
    async namePointers(names, options) {
      const items = await records.getMany(
        names.map((name) => live(ownNamePk(name), 'PTR')),
        { ...options, consistent: true },
      );
      return items.map(readNamePointer);
    },
    async pointers(pointings, options) {
      const items = await records.getMany(
        pointings.map((pointing) => live(pointerPk(pointing), 'PTR')),
        options,
      );
      return items.map(readPointer);
    },
    async translations(groups, options) {
      const items = await records.getMany(
        groups.map((group) => live(translationsPk(group), 'PTR')),
        options,
      );
      return items.map((item) =>
        Object.keys(item ?? {}).flatMap((name) => (name.startsWith(MEMBER) ? [name.slice(MEMBER.length)] : [])),
      );
    },
    async revisions(id, { size, below }, options) {
      if (below !== undefined && below <= 1) return [];
      const found: Item[] = [];
      let after: string | undefined;
      do {
        const page = await records.query(
          {
            table: contentDeskTable.name,
            pk: contentPk(id),
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
      return found.map((item) => parseItem(revisionSchema, contentDeskTable.name, item));
    },
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
    copies,
    snapshots: async (versions, options) =>
      (await snapshotsAs(snapshotSchema, versions, options)).map((found) =>
        found instanceof Error ? found : found?.body,
      ),
    saved: (versions, options) => snapshotsAs(savedSchema, versions, options),
    async draftPointers(owner, pointings, options) {
      const items = await records.getMany(
        pointings.map((pointing) => desk(pointerPk(pointing), draftPointerSk(owner))),
        { ...options, consistent: true },
      );
      return items.map(readDraftPointer);
    },
    async states(ids, options) {
      return (await copies(ids, options)).map(({ meta, work }) => ({ meta: sound(meta), work: sound(work) }));
    },
  };
};
