import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import { faultsOf } from '../faults.ts';
import type { Item, NamedCondition, Operation, Records } from '../records/port.ts';
import { ConditionFailed } from '../records/port.ts';
import { createRemembered } from '../remembered.ts';
import type { View } from '../viewer.ts';
import { viewName, viewOf, viewShape } from '../views.ts';
import type { KeyRecord } from './items.ts';
import { keyShape, parseItem, SHAPE_VERSION } from './items.ts';

/** The views of a directory: those that are built in, and those that operators define at run time. */
export interface Views {
  /** At most 30 s old. A name that no view can have is not looked up. */
  named(name: string): Promise<View | undefined>;
  /** Ordered by name; read as they are. */
  list(): Promise<readonly DefinedView[]>;
  /**
   * Makes a view, or the next version of it.
   * @param says - the whole; what is not said of `anonymous` is no.
   * @param also - written with it, in one transaction: its audit record.
   * @throws `OperatorError` for what no view can say, for one that is built in, and where somebody else changed it meanwhile.
   */
  define(
    name: string,
    says: Pick<View, 'tags' | 'hidden'> & Partial<Pick<View, 'anonymous'>>,
    also?: readonly Operation[],
  ): Promise<View>;
  /** @throws `OperatorError` for one that is built in, that is not there or that keys use, be it since this moment. */
  retire(name: string, also?: readonly Operation[]): Promise<void>;
  /** The keys that are good now, by the names of their views. Reads the whole directory. */
  keys(): Promise<ReadonlyMap<string, readonly KeyRecord[]>>;
  /** What a transaction that gives this view to a key must hold, so that the view is not retired meanwhile. */
  useOf(name: string): Operation[];
}

/** A view, and whether it can be changed. */
export interface DefinedView {
  readonly view: View;
  readonly builtIn: boolean;
}

/** What {@link createViews} stands on. */
export interface ViewsOptions {
  readonly records: Records;
  /** The directory's table. */
  readonly table: string;
  readonly now: () => number;
  readonly builtIn: ReadonlyMap<string, View>;
}

const viewItem = z.object({ name: viewName, ...viewShape.shape });
/** `VIEW` / `<name>`. */
const itemShape = viewItem.extend({
  /** Counts the keys that it was ever given to: what a retirement must find unchanged. */
  uses: z.int().min(0),
});

const PK = 'VIEW';
const PAGE = 1_000;
const REMEMBERED_MS = 30_000;
const REMEMBERED = 1_000;

const viewOfItem = (item: Item): View => {
  const { name, ...says } = parseItem(itemShape, item);
  return viewOf(name, says);
};

/** Views over the directory's table of `records`. */
export const createViews = ({ records, table, now, builtIn }: ViewsOptions): Views => {
  const keyOf = (name: string) => ({ table, pk: PK, sk: name });
  const itemOf = async (name: string): Promise<Item | undefined> =>
    (await records.getMany([keyOf(name)], { consistent: true }))[0];
  const remembered = createRemembered<View | undefined>({
    max: REMEMBERED,
    ttlMs: REMEMBERED_MS,
    now,
    load: async (name) => {
      const item = await itemOf(name);
      return item && viewOfItem(item);
    },
  });
  const pages = async (read: (after: string | undefined) => ReturnType<Records['query']>): Promise<Item[]> => {
    const items: Item[] = [];
    let after: string | undefined;
    do {
      const page = await read(after);
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  };
  const commit = async (operations: readonly Operation[], name: string): Promise<void> => {
    try {
      await records.transact(operations);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw new OperatorError(
        `the view \`${name}\` was changed or given to a key at the same moment: look at it again`,
        {
          cause: error,
        },
      );
    }
    remembered.forget(name);
  };
  const mustBeDefined = (name: string): void => {
    if (builtIn.has(name)) throw new OperatorError(`the view \`${name}\` is built in: define one under another name`);
  };

  const views: Views = {
    named: async (name) => builtIn.get(name) ?? (viewName.safeParse(name).success ? remembered.get(name) : undefined),
    list: async () => {
      const items = await pages((after) => records.query({ table, pk: PK, limit: PAGE, after, consistent: true }));
      const all = [
        ...[...builtIn.values()].map((view) => ({ view, builtIn: true })),
        ...items.map((item) => ({ view: viewOfItem(item), builtIn: false })),
      ];
      return all.sort((a, b) => (a.view.name < b.view.name ? -1 : 1));
    },
    define: async (name, says, also = []) => {
      mustBeDefined(name);
      const item = await itemOf(name);
      const before = item && parseItem(itemShape, item);
      const version = (before?.version ?? 0) + 1;
      const parsed = viewItem.safeParse({ name, version, ...says });
      if (!parsed.success) throw new OperatorError(`the view is malformed: ${faultsOf(parsed.error).join('; ')}`);
      const view = viewOf(name, parsed.data);
      // An update leaves `uses` as it is, whatever keys were given the view meanwhile.
      const write: Operation = before
        ? {
            kind: 'update',
            key: keyOf(name),
            set: { version, tags: view.tags, hidden: view.hidden, anonymous: view.anonymous },
            when: { name: 'view is as it was read', condition: { kind: 'versionIs', version: before.version } },
          }
        : {
            kind: 'put',
            table,
            item: { ...view, uses: 0, pk: PK, sk: name, v: SHAPE_VERSION },
            when: { name: 'view is new', condition: { kind: 'absent' } },
          };
      await commit([write, ...also], name);
      return view;
    },
    retire: async (name, also = []) => {
      mustBeDefined(name);
      const item = await itemOf(name);
      if (!item) throw new OperatorError(`there is no view \`${name}\``);
      const { uses } = parseItem(itemShape, item);
      const keys = (await views.keys()).get(name) ?? [];
      if (keys.length > 0)
        throw new OperatorError(
          `the view \`${name}\` is in use by ${keys.length === 1 ? 'a key' : `${keys.length} keys`}: give them another one first`,
        );
      const when: NamedCondition = {
        name: 'no key was given the view',
        condition: { kind: 'equals', attribute: 'uses', value: uses },
      };
      await commit([{ kind: 'delete', key: keyOf(name), when }, ...also], name);
    },
    keys: async () => {
      const items = await pages((after) => records.scan({ table, segment: 0, of: 1, limit: PAGE, after }));
      const good = items
        .filter(({ pk }) => pk.startsWith('KEY#'))
        .map((item) => parseItem(keyShape, item))
        .filter(({ state, expires }) => state === 'active' && (expires === undefined || now() < Date.parse(expires)));
      return Map.groupBy(good, ({ view }) => view);
    },
    useOf: (name) =>
      builtIn.has(name)
        ? []
        : [
            {
              kind: 'update',
              key: keyOf(name),
              add: { uses: 1 },
              when: { name: 'view exists', condition: { kind: 'exists' } },
            },
          ],
  };
  return views;
};
