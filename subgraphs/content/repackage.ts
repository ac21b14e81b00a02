import { defined } from '../../platform/records/defined.ts';
import type { Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import type { ChangedBy, Packaged, PackagedRecords } from '../packages.ts';
import { MOST_PACKAGES, untilSaved } from '../packages.ts';
import { contentDeskTable, contentPk, contentTable, latestList } from './keys.ts';
import { linkChanges } from './placement.ts';
import { hasVersion, nextVersion, put, revision } from './planned.ts';
import type { LiveContent, Meta } from './record.ts';
import { ruleFactsOf } from './ruleFacts.ts';
import type { ContentStore, StoredState } from './store.ts';

const PAGE = 100;

const isLive = (meta: Read<Meta>): meta is LiveContent => !!meta && !(meta instanceof Error) && meta.live;

/** Moves a live record into these packages and out of all others: itself, its links, and its working copy, so that publishing that does not move it back. */
const operationsFor = (
  meta: LiveContent,
  work: StoredState['work'],
  packages: readonly string[],
  { author, at }: ChangedBy,
): Operation[] => {
  const pk = contentPk(meta.id);
  const version = nextVersion({ meta, work });
  const next: LiveContent = { ...meta, packages: [...packages], version, versionCreated: at };
  return [
    put(contentTable.name, defined({ ...next, pk, sk: 'META' }), hasVersion(meta.version)),
    // The text is the same, and is the new version's.
    {
      kind: 'update',
      key: { table: contentTable.name, pk, sk: 'BODY' },
      set: { version },
      when: hasVersion(meta.version),
    },
    ...linkChanges(next, meta, meta.id),
    ...(work
      ? [
          {
            kind: 'update',
            key: { table: contentDeskTable.name, pk, sk: 'WORK' },
            set: { packages: [...packages] },
            when: hasVersion(work.version),
          } as const,
        ]
      : []),
    revision(pk, version, { author, at, live: true, headline: meta.headline }),
  ];
};

/** Content whose packages can be changed. */
export const createPackagedContent = ({
  records,
  store,
}: {
  readonly records: Records;
  readonly store: ContentStore;
}): PackagedRecords => {
  const packaged = async (found: readonly LiveContent[]): Promise<(Packaged & { readonly owner: string })[]> => {
    const facts = await ruleFactsOf(store, found);
    return found.flatMap(({ id, owner, packages }, at) => {
      const of = facts[at];
      return of ? [{ id, owner, packages, facts: of }] : [];
    });
  };

  return {
    page: async (owner, after) => {
      const { items, next } = await records.query({
        table: contentTable.name,
        index: 'lists',
        pk: latestList(owner),
        limit: PAGE,
        after,
      });
      const ids = [
        ...new Set(items.flatMap(({ lsk }) => (typeof lsk === 'string' ? [lsk.slice(lsk.indexOf('#') + 1)] : []))),
      ];
      const metas = await store.metas(ids, { consistent: true });
      const bad = ids.filter((_, index) => metas[index] instanceof Error);
      return { found: [...(await packaged(metas.filter(isLive))), ...bad], next };
    },
    find: async (id) => {
      const [meta] = await store.metas([id], { consistent: true });
      return isLive(meta) ? (await packaged([meta]))[0] : undefined;
    },
    repackage: (id, edit, by) =>
      untilSaved(async () => {
        const [state] = await store.states([id]);
        if (!isLive(state?.meta)) return 'absent';
        const packages = edit(state.meta.packages);
        if (packages.length > MOST_PACKAGES) return 'full';
        try {
          await records.transact(operationsFor(state.meta, state.work, packages, by));
          return 'changed';
        } catch (error) {
          if (error instanceof ConditionFailed) return 'stale';
          throw error;
        }
      }),
  };
};
