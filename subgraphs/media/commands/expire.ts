import { z } from 'zod';
import { moment } from '../../inputFields.ts';
import { authorOf } from '../../roles.ts';
import type { LiveMedia } from '../record.ts';
import type { Definition, MediaCommandParts } from './handler.ts';

const input = z.object({ expires: moment });

/** An asset has expired. Nobody sees it any more; that it is written tells those who follow the feed, so that what was made of it goes too. */
export const expireMedia = ({ store }: MediaCommandParts): Definition<z.infer<typeof input>, LiveMedia> => ({
  input,
  allows: () => [],
  plan: ({ actor, asset, at, receipt, signal }) =>
    store.plan({ media: asset, author: authorOf(actor), at, receipt }, asset, { signal }),
});
