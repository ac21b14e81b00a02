import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import type { LiveMedia } from '../record.ts';
import type { Definition, MediaCommandParts } from './handler.ts';
import { mayDelete } from './rights.ts';

const input = z.object({});

/** `deleteMedia`: the asset goes for good; a tombstone stays, and its versions on the desk. */
export const deleteMedia = ({ store }: MediaCommandParts): Definition<z.infer<typeof input>, LiveMedia> => ({
  input,
  allows: ({ actor, asset }) => mayDelete(actor, asset),
  plan: ({ actor, asset, at, receipt }) =>
    Promise.resolve(store.planDelete(asset, { author: authorOf(actor), at, receipt })),
});
