import type { z } from 'zod';
import { authorOf } from '../../roles.ts';
import { mediaTypeFor } from '../contentTypes.ts';
import type { Media } from '../record.ts';
import { patched, uploadInput } from './fields.ts';
import type { Definition, MediaCommandParts } from './handler.ts';
import { mayRestrict, mayUpload } from './rights.ts';

/** `requestMediaUpload`: an asset whose bytes are still to come. */
export const requestUpload = ({
  store,
  languageOf,
}: MediaCommandParts): Definition<z.infer<typeof uploadInput>, undefined> => ({
  input: uploadInput,
  allows: ({ actor, input: { details } }) => [...mayUpload(actor), ...mayRestrict(actor, details ?? {}, 'details')],
  plan: async ({ actor, subject, input, at, receipt, signal }) => {
    const { filename, contentType, sizeInBytes, checksum, details } = input;
    const language = await languageOf(actor.organisation);
    const author = authorOf(actor);
    const media: Media = {
      id: subject,
      type: mediaTypeFor(contentType) ?? 'DOCUMENT',
      status: 'AWAITING_UPLOAD',
      owner: actor.organisation,
      filename,
      contentType,
      sizeInBytes,
      checksum,
      published: at,
      pubStatus: 'USABLE',
      packages: [],
      excludedTerritories: [],
      language,
      editedHere: true,
      createdBy: author,
    };
    return store.plan({ media: patched(media, details ?? {}, language), author, at, receipt }, undefined, { signal });
  },
});
