import type { Packaging } from '../packaging.ts';
import type { Media } from './record.ts';
import { mediaFactsOf } from './ruleFacts.ts';
import type { MediaStore } from './store.ts';

/** A store that puts each asset into the packages where rules and choices by hand have it, as it is saved. What has no bytes yet is in none: there is nothing to license. */
export const createPackagedStore = (store: MediaStore, packaging: Packaging): MediaStore => {
  const packaged = async (media: Media): Promise<Media> =>
    media.status === 'READY' || media.status === 'MISSING'
      ? { ...media, packages: await packaging.packagesOf('media', media, async () => mediaFactsOf(media)) }
      : media;
  return {
    ...store,
    plan: async (next, previous, options) =>
      store.plan({ ...next, media: await packaged(next.media) }, previous, options),
    save: async (next, previous, options) =>
      store.save({ ...next, media: await packaged(next.media) }, previous, options),
  };
};
