import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Item, Key, Records } from '../../platform/records/port.ts';
import { BadItem, parseItem, parser } from '../item.ts';
import { unpack } from './codec.ts';
import {
  altPk,
  contentDeskTable,
  contentPk,
  contentTable,
  pathPk,
  revisionSk,
  slugPk,
  termPk,
  translationMember,
  translationsPk,
} from './keys.ts';
import type { Body, Meta, Pointer, Revision, Term, WorkingCopy } from './record.ts';
import { bodySchema, metaSchema, pointerSchema, revisionSchema, termSchema, workSchema } from './record.ts';

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

/** Reads of content: keys and shapes stand here, once. Each function is one call of the port (bodies too large for an item apart). */
export interface ContentStore {
  metas(
    ids: readonly string[],
    options?: CallOptions & { readonly consistent?: boolean },
  ): Promise<(Meta | undefined)[]>;
  bodies(
    ids: readonly string[],
    options?: CallOptions & { readonly consistent?: boolean },
  ): Promise<(Body | undefined)[]>;
  terms(references: readonly TermReference[], options?: CallOptions): Promise<(Term | undefined)[]>;
  pointers(pointings: readonly Pointing[], options?: CallOptions): Promise<(Pointer | undefined)[]>;
  /** The ids in each translation group. */
  translations(groups: readonly string[], options?: CallOptions): Promise<readonly string[][]>;
  /** Versions on the desk, newest first, from `below` (exclusive) on. */
  revisions(
    id: string,
    page: { readonly size: number; readonly below?: number | undefined },
    options?: CallOptions,
  ): Promise<readonly Revision[]>;
  /** For who saves: live version and working copy of each, read consistently. */
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
  const bodyOf = async (item: Item | undefined, signal: AbortSignal | undefined): Promise<Body | undefined> => {
    if (!item) return undefined;
    if (item.data instanceof Uint8Array) return bodySchema.parse(unpack(item.data));
    if (typeof item.object !== 'string')
      throw new BadItem(`${contentTable.name} ${item.pk} ${item.sk} holds neither data nor an object`);
    const { body } = await objects.get(item.object, { signal });
    return bodySchema.parse(unpack(Buffer.concat(await body.toArray({ signal }))));
  };

  return {
    async metas(ids, options) {
      const items = await records.getMany(
        ids.map((id) => live(contentPk(id), 'META')),
        options,
      );
      return items.map(parser(metaSchema, contentTable.name));
    },
    async bodies(ids, options) {
      const items = await records.getMany(
        ids.map((id) => live(contentPk(id), 'BODY')),
        options,
      );
      return Promise.all(items.map((item) => bodyOf(item, options?.signal)));
    },
    async terms(references, options) {
      const items = await records.getMany(
        references.map(({ kind, id }) => live(termPk(kind, id), 'META')),
        options,
      );
      return items.map(parser(termSchema, contentTable.name));
    },
    async pointers(pointings, options) {
      const items = await records.getMany(
        pointings.map((pointing) => live(pointerPk(pointing), 'PTR')),
        options,
      );
      return items.map(parser(pointerSchema, contentTable.name));
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
      const page = await records.query(
        {
          table: contentDeskTable.name,
          pk: contentPk(id),
          from: revisionSk(0),
          to: revisionSk(below === undefined ? 9_999_999_999 : below - 1),
          descending: true,
          limit: size,
        },
        options,
      );
      return page.items.map((item) => parseItem(revisionSchema, contentDeskTable.name, item));
    },
    async states(ids, options) {
      const items = await records.getMany(
        ids.flatMap((id) => [live(contentPk(id), 'META'), desk(contentPk(id), 'WORK')]),
        { ...options, consistent: true },
      );
      return ids.map((_, index) => ({
        meta: parser(metaSchema, contentTable.name)(items[index * 2]),
        work: parser(workSchema, contentDeskTable.name)(items[index * 2 + 1]),
      }));
    },
  };
};
