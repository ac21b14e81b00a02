import DataLoader from 'dataloader';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Objects } from '../../platform/objects/port.ts';
import { subgraphDocument } from '../../schema/sdl.ts';
import type { Submit } from '../../writes/submit.ts';
import { rulesTable } from '../rules.ts';
import type { Subgraph } from '../subgraph.ts';
import { createSubgraph } from '../subgraph.ts';
import { partitionTag } from '../tags.ts';
import { noteTurn } from '../touched.ts';
import { graphVisibility } from '../visibility.ts';
import { predicateFor, turnFor } from '../visibleTo.ts';
import type { Context } from './context.ts';
import type { MediaMeta } from './record.ts';
import type { RenditionAddresses } from './renditions.ts';
import { resolvers } from './resolvers.ts';
import type { MediaStore } from './store.ts';
import { mediaPk } from './store.ts';

/** What the media subgraph stands on. */
export interface MediaParts {
  readonly store: MediaStore;
  readonly objects: Objects;
  readonly renditions: RenditionAddresses;
  readonly writes: { readonly submit: Submit };
  /** Makes the ids of assets. */
  readonly newId: () => string;
}

/** The subgraph of pictures, films, recordings and documents. */
export const createMediaSubgraph = ({ store, objects, renditions, writes, newId }: MediaParts): Subgraph =>
  createSubgraph<Context>({
    name: 'media',
    typeDefs: subgraphDocument('media'),
    visibility: graphVisibility,
    rules: rulesTable.media,
    resolvers,
    contextOf: (scope) => {
      const predicate = predicateFor(scope.viewer, scope.now);
      const turn = turnFor(scope.viewer, scope.now);
      const meta = new DataLoader<string, MediaMeta | undefined>(async (ids) => {
        for (const id of ids) scope.touched.tag(partitionTag(mediaPk(id)));
        const metas = await store.metas(ids, { signal: scope.signal });
        for (const each of metas)
          if (each && !(each instanceof Error) && each.live) noteTurn(turn(each), scope.touched);
        return metas;
      });
      return {
        scope,
        objects,
        renditions,
        writes,
        newId,
        meta,
        visible: async (id) => {
          const found = ID_PATTERN.test(id) ? await meta.load(id) : undefined;
          return found?.live && predicate(found) ? found : null;
        },
      };
    },
  });
