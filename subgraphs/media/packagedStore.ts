import type { Packaging } from '../packaging.ts';
import { mediaFactsOf } from './ruleFacts.ts';
import type { MediaStore } from './store.ts';

/** A store that puts each asset into the packages where rules and choices by hand have it, as it is saved. */
export const createPackagedStore = (store: MediaStore, packaging: Packaging): MediaStore => ({
  ...store,
  save: async (next, previous, options) => {
    const { media } = next;
    const packages = await packaging.packagesOf('media', media, async () => mediaFactsOf(media));
    return store.save({ ...next, media: { ...media, packages } }, previous, options);
  },
});
