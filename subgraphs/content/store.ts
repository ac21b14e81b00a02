import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Item, Key, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader, sound } from '../item.ts';
import type { DeskStore } from './deskStore.ts';
import { createDeskStore } from './deskStore.ts';
import { contentDeskTable, contentPk, contentTable, translationMember, translationsPk } from './keys.ts';
import type { Pointing } from './pointing.ts';
import { pointerPk } from './pointing.ts';
import type { Body, Meta, Pointer, WorkingCopy } from './record.ts';
import { bodySchema, metaSchema, pointerSchema, workSchema } from './record.ts';
import type { TermStore } from './termStore.ts';
import { createTermStore } from './termStore.ts';
import { createTextReader } from './texts.ts';

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
export interface ContentStore extends TermStore, DeskStore {
  metas(ids: readonly string[], options?: CallOptions & { readonly consistent?: boolean }): Promise<Read<Meta>[]>;
  /** `Error` also where a body's object cannot be had. */
  bodies(ids: readonly string[], options?: CallOptions): Promise<(BodyPart | Error | undefined)[]>;
  /** Record and text as they are now, read consistently. */
  whole(ids: readonly string[], options?: CallOptions): Promise<(WholeContent | Error | undefined)[]>;
  pointers(pointings: readonly Pointing[], options?: CallOptions): Promise<Read<Pointer>[]>;
  /** The ids in each translation group. */
  translations(groups: readonly string[], options?: CallOptions): Promise<readonly string[][]>;
  /** Live version and working copy of each, read consistently. */
  copies(ids: readonly string[], options?: CallOptions): Promise<Copies[]>;
  /** {@link ContentStore.copies} for who saves. @throws {@link BadItem} */
  states(ids: readonly string[], options?: CallOptions): Promise<StoredState[]>;
}

const MEMBER = translationMember('');

const live = (pk: string, sk: string): Key => ({ table: contentTable.name, pk, sk });

/** {@link ContentStore} over the ports. */
export const createContentStore = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ContentStore => {
  const readText = createTextReader({ objects });
  const readMeta = reader(metaSchema, contentTable.name);
  const readPointer = reader(pointerSchema, contentTable.name);
  const readWork = reader(workSchema, contentDeskTable.name);

  const bodyOf = async (
    item: Item | undefined,
    options: CallOptions | undefined,
  ): Promise<BodyPart | Error | undefined> => {
    const found = await readText(bodySchema, contentTable.name, item, options);
    return found && !(found instanceof Error) ? { version: found.version, body: found.value } : found;
  };

  const copies: ContentStore['copies'] = async (ids, options) => {
    const items = await records.getMany(
      ids.flatMap((id) => [
        live(contentPk(id), 'META'),
        { table: contentDeskTable.name, pk: contentPk(id), sk: 'WORK' },
      ]),
      { ...options, consistent: true },
    );
    return ids.map((_, index) => ({ meta: readMeta(items[index * 2]), work: readWork(items[index * 2 + 1]) }));
  };

  return {
    ...createTermStore({ records }),
    ...createDeskStore({ records, readText }),
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
    copies,
    async states(ids, options) {
      return (await copies(ids, options)).map(({ meta, work }) => ({ meta: sound(meta), work: sound(work) }));
    },
  };
};
