import { ID_PATTERN } from '../../platform/ids.ts';
import { pageSize } from '../connection.ts';
import { sound } from '../item.ts';
import { owns } from '../visibleTo.ts';
import type { Collection, CollectionItem } from './collectionRecord.ts';
import type { Context } from './context.ts';
import { isWithin } from './sections.ts';
import type { ShownItem } from './shownItem.ts';
import type { CollectionItemResolvers, CollectionResolvers, QueryResolvers } from './types.generated.ts';

/** A collection is its owner's to see; as it is to be next, those editors' to whose sections it belongs. */
const byId = async (id: string, preview: boolean, { collections, scope }: Context): Promise<Collection | null> => {
  const { viewer, signal } = scope;
  if (!ID_PATTERN.test(id)) return null;
  const seen = (found: Collection | undefined): Collection | null =>
    found && owns(viewer, found.owner) ? found : null;
  if (!preview) return seen(sound(await collections.live(id, { signal })));
  const [copies] = await collections.copies([id], { signal });
  const next = sound(copies?.work);
  return next && isWithin(viewer, next.section) ? seen(next) : seen(sound(copies?.meta));
};

const bySlug = async (slug: string, preview: boolean, context: Context): Promise<Collection | null> => {
  const { collections, scope } = context;
  const pointer = sound(await collections.named(scope.viewer.organisation, slug, { signal: scope.signal }));
  return pointer ? byId(pointer.id, preview, context) : null;
};

/** Reading collections. */
export const collectionQueries: Pick<QueryResolvers, 'collection'> = {
  collection: async (_, { id, slug, preview }, context) => {
    if (preview) context.previews.check();
    const found = await (typeof id === 'string'
      ? byId(id, preview ?? false, context)
      : bySlug(slug ?? '', preview ?? false, context));
    // A slug that it is to have next leads to it then.
    return typeof slug === 'string' && found?.slug !== slug ? null : found;
  },
};

const shown = async (
  { content, section, url, title }: CollectionItem,
  { loaders }: Context,
): Promise<ShownItem | undefined> => {
  if (content !== undefined) {
    const found = await loaders.visible(content);
    return found ? { title, content: found } : undefined;
  }
  if (section === undefined) return { title, url };
  const found = await loaders.term('section', section);
  return found && { title, section: found };
};

/** What a collection shows. */
export const collectionFields: Pick<CollectionResolvers, 'section' | 'items'> = {
  section: async ({ section }, _, { loaders }) =>
    section === undefined ? null : ((await loaders.term('section', section)) ?? null),
  items: async ({ items }, { first }, context) => {
    const size = pageSize(first, 20);
    const found = await context.loaders.sound(items.map((item) => shown(item, context)));
    return found.filter((item) => item !== undefined).slice(0, size);
  },
};

/** What an entry of a collection shows. */
export const collectionItemFields: CollectionItemResolvers = {
  title: ({ title }) => title ?? null,
  content: ({ content }) => content ?? null,
  section: ({ section }) => section ?? null,
  url: ({ url }) => url ?? null,
};
