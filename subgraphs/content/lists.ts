import { ID_PATTERN } from '../../platform/ids.ts';
import type { Records } from '../../platform/records/port.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Placed } from '../connection.ts';
import { BadItem } from '../item.ts';
import type { RequestScope } from '../subgraph.ts';
import { partitionTag } from '../tags.ts';
import { contentTable, latestList, orderKey, sectionList } from './keys.ts';
import type { Loaders } from './loaders.ts';
import type { LiveContent, Meta } from './record.ts';

/** A record, or what is wrong with it: its place in the list is known all the same. */
export type Listed = LiveContent | BadItem;

/** One entry of a list as its resolvers take it. */
export interface ListEdge {
  readonly cursor: string;
  readonly node: Listed;
}

/** A page of a list, one entry longer than asked for where there is more. */
export interface ListPage {
  readonly entries: readonly Placed<Listed>[];
  /** Where reading ended without filling the page, though there may be more: so much of the list in a row was not this viewer's to see. */
  readonly stoppedAt: string | undefined;
}

/** Which list, and of whose records. */
export interface ListRequest {
  /** Default: everything. */
  readonly section?: string | undefined;
  /** Only this owner's records. */
  readonly owner?: string | undefined;
  readonly size: number;
  /** The order key of the last entry of the page before. */
  readonly after?: string | undefined;
}

/** Reads a viewer's lists. */
export interface ListReader {
  read(request: ListRequest): Promise<ListPage>;
}

/** How often a page is filled up again when records in it turn out not to be the viewer's to see. Each round reads twice as far. */
const MAX_ROUNDS = 6;
/** The most that one partition gives in a round. */
const LONGEST_ROUND = 1_000;

interface Partition {
  readonly list: string;
  readonly delayMs: number;
  /** The latest order key that this viewer may see in it. */
  readonly upTo: string;
}

/** `~` sorts behind every id. */
const endOf = (ms: number): string => orderKey(new Date(ms).toISOString(), '~');

const partitionsOf = (viewer: Viewer, now: number, { section, owner }: ListRequest): Partition[] => {
  const list = (audience: string): string =>
    section === undefined ? latestList(audience) : sectionList(section, audience);
  const own = viewer.organisationKind === 'subsidiary' && (owner === undefined || owner === viewer.organisation);
  return [
    ...(own ? [{ list: list(viewer.organisation), delayMs: 0, upTo: endOf(now) }] : []),
    ...viewer.packages
      .filter(
        ({ id }) =>
          (owner === undefined || id.startsWith(`${owner}/`)) && !(own && id.startsWith(`${viewer.organisation}/`)),
      )
      .map(({ id, delayMinutes }) => {
        const delayMs = delayMinutes * 60_000;
        return { list: list(id), delayMs, upTo: endOf(now - delayMs) };
      }),
  ];
};

/**
 * A viewer's list is merged from dense partitions in one common order: its own audience's and its packages'. One position is the cursor for all of them;
 * a record in several packages appears once; what arrives while a client pages comes before its cursor and moves nothing behind it.
 * The partitions are a path, not a permission: the record predicate decides on each record read.
 */
export const createListReader = (records: Records, loaders: Loaders, scope: RequestScope): ListReader => {
  const readPartition = async (
    { list, upTo }: Partition,
    before: string | undefined,
    limit: number,
  ): Promise<string[]> => {
    const to = before !== undefined && before < upTo ? before : upTo;
    const keys: string[] = [];
    let after: string | undefined;
    do {
      // The bound is inclusive and the position was already given: one more is read, and it is dropped.
      const page = await records.query(
        { table: contentTable.name, index: 'lists', pk: list, to, descending: true, limit: limit + 1, after },
        { signal: scope.signal },
      );
      keys.push(...page.items.flatMap(({ lsk }) => (typeof lsk === 'string' && lsk !== before ? [lsk] : [])));
      after = page.next;
    } while (after !== undefined && keys.length < limit);
    return keys.slice(0, limit);
  };

  /** Notes the list, and the moment at which what comes next in it is no longer too new for this viewer. */
  const note = async ({ list, delayMs, upTo }: Partition, before: string | undefined): Promise<void> => {
    const { touched, signal } = scope;
    touched.tag(partitionTag(list));
    // What comes is none of this page's where it comes before it.
    if (!touched.wanted || (before !== undefined && before <= upTo)) return;
    const { items } = await records.query(
      { table: contentTable.name, index: 'lists', pk: list, from: upTo, to: before, limit: 1 },
      { signal },
    );
    for (const { lsk } of items)
      if (typeof lsk === 'string') touched.endBy(Date.parse(lsk.slice(0, lsk.indexOf('#'))) + delayMs, 'hidden');
  };

  const judged = (key: string, found: Meta | Error | undefined): Listed | undefined => {
    if (found instanceof BadItem) return found;
    if (found instanceof Error) throw found;
    // An index may lag: a link that the record has left behind would show it twice, or where it no longer stands.
    return loaders.maySee(found) && orderKey(found.published, found.id) === key ? found : undefined;
  };

  const pages = new Map<string, Promise<ListPage>>();

  const merged = async (partitions: readonly Partition[], request: ListRequest): Promise<ListPage> => {
    const wanted = request.size + 1;
    const entries: Placed<Listed>[] = [];
    let position = request.after;
    let reach = wanted;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const pages = await Promise.all(partitions.map((partition) => readPartition(partition, position, reach)));
      const keys = [...new Set(pages.flat())].sort().reverse().slice(0, reach);
      const metas = await loaders.meta.loadMany(keys.map((key) => key.slice(key.indexOf('#') + 1)));
      for (const [index, meta] of metas.entries()) {
        const key = keys[index] ?? '';
        const node = judged(key, meta);
        if (node) entries.push({ node, position: [key] });
      }
      if (entries.length >= wanted || keys.length < reach)
        return { entries: entries.slice(0, wanted), stoppedAt: undefined };
      position = keys.at(-1);
      reach = Math.min(reach * 2, LONGEST_ROUND);
    }
    return { entries, stoppedAt: position };
  };

  const read = async (request: ListRequest): Promise<ListPage> => {
    if (request.section !== undefined && !ID_PATTERN.test(request.section))
      return { entries: [], stoppedAt: undefined };
    const partitions = partitionsOf(scope.viewer, scope.now, request);
    const noted = partitions.map((partition) => note(partition, request.after));
    const [page] = await Promise.all([merged(partitions, request), ...noted]);
    return page;
  };

  return {
    // Records of one section lead to the same page of it.
    read: (request) => {
      const { section, owner, size, after } = request;
      const key = JSON.stringify([section ?? null, owner ?? null, size, after ?? null]);
      const page = pages.get(key) ?? read(request);
      pages.set(key, page);
      return page;
    },
  };
};
