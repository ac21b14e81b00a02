import DataLoader from 'dataloader';
import type { RequestScope } from '../subgraph.ts';
import { predicateFor } from '../visibleTo.ts';
import type { Body, LiveContent, Meta, Pointer, Term } from './record.ts';
import type { ContentStore, Pointing, TermReference } from './store.ts';
import { pointerPk } from './store.ts';

/** One request's reads: what is asked for together is read together, and each thing once. */
export interface Loaders {
  /** What lies under a record's key, seen by nobody yet: only for {@link Loaders.visible} and for what has gone. */
  readonly meta: DataLoader<string, Meta | undefined>;
  readonly body: DataLoader<string, Body | undefined>;
  readonly term: DataLoader<TermReference, Term | undefined, string>;
  readonly pointer: DataLoader<Pointing, Pointer | undefined, string>;
  readonly translations: DataLoader<string, readonly string[]>;
  /** The record where it is live and this viewer may see it; the only way from an id to a record. */
  readonly visible: (id: string) => Promise<LiveContent | null>;
  /** What {@link Loaders.visible} decides by. */
  readonly maySee: (meta: Meta | undefined) => meta is LiveContent;
}

/** Loaders for one request. */
export const createLoaders = (store: ContentStore, scope: RequestScope): Loaders => {
  const { signal } = scope;
  const predicate = predicateFor(scope.viewer, scope.now);
  const maySee = (found: Meta | undefined): found is LiveContent => {
    const live = found?.live ? found : undefined;
    return live !== undefined && predicate(live);
  };
  const meta = new DataLoader<string, Meta | undefined>((ids) => store.metas(ids, { signal }));
  return {
    meta,
    body: new DataLoader((ids) => store.bodies(ids, { signal })),
    term: new DataLoader((references) => store.terms(references, { signal }), {
      cacheKeyFn: ({ kind, id }) => `${kind} ${id}`,
    }),
    pointer: new DataLoader((pointings) => store.pointers(pointings, { signal }), { cacheKeyFn: pointerPk }),
    translations: new DataLoader((groups) => store.translations(groups, { signal })),
    maySee,
    visible: async (id) => {
      const found = await meta.load(id);
      return maySee(found) ? found : null;
    },
  };
};
