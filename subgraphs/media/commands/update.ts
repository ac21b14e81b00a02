import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import type { LiveMedia } from '../record.ts';
import { mediaPatch, patched } from './fields.ts';
import type { Definition, MediaCommandParts } from './handler.ts';
import { mayEdit, mayRestrict } from './rights.ts';

const input = z.object({
  patch: mediaPatch.refine((patch) => Object.values(patch).some((value) => value !== undefined), 'It changes nothing'),
});

/** `updateMedia`: changes what an asset says of itself, for all who read. */
export const updateMedia = ({
  store,
  languageOf,
}: MediaCommandParts): Definition<z.infer<typeof input>, LiveMedia> => ({
  input,
  allows: ({ actor, asset, input: { patch } }) => [...mayEdit(actor, asset), ...mayRestrict(actor, patch, 'patch')],
  plan: async ({ actor, asset, input: { patch }, at, receipt, signal }) => {
    const media = patched({ ...asset, editedHere: true }, patch, await languageOf(asset.owner));
    return store.plan({ media, author: authorOf(actor), at, receipt }, asset, { signal });
  },
});
