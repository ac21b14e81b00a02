import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import type { LiveMedia } from '../record.ts';
import type { Definition, MediaCommandParts } from './handler.ts';
import { takenBefore } from './settleUpload.ts';

const input = z.object({});

/** Bytes have arrived and are being looked at, which takes a while: the asset is PROCESSING. It comes from no client. */
export const processUpload = ({ store }: MediaCommandParts): Definition<z.infer<typeof input>, LiveMedia> => ({
  input,
  allows: ({ asset }) => (asset.status === 'AWAITING_UPLOAD' ? [] : [takenBefore]),
  anyVersion: true,
  plan: ({ actor, asset, at, receipt, signal }) =>
    store.plan({ media: { ...asset, status: 'PROCESSING' }, author: authorOf(actor), at, receipt }, asset, { signal }),
});
