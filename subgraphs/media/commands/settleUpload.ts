import { z } from 'zod';
import type { Refusal } from '../../../writes/command.ts';
import { authorOf } from '../../roles.ts';
import { credited } from '../credit.ts';
import type { LiveMedia, Media } from '../record.ts';
import { isAwaited } from '../record.ts';
import type { Definition, MediaCommandParts } from './handler.ts';

const said = z.string().max(2_000).optional();

/** What was found out of the bytes that arrived. */
export const settleInput = z.union([
  z.object({
    ready: z.object({
      objectKey: z.string(),
      /** Of the bytes that are kept, where something was taken out of those that arrived. */
      kept: z.object({ checksum: z.string(), sizeInBytes: z.number().int().positive() }).optional(),
      width: z.number().int().positive().optional(),
      height: z.number().int().positive().optional(),
      placeholder: z.string().optional(),
      caption: said,
      creditText: said,
      copyrightNotice: said,
      usageTerms: said,
    }),
  }),
  z.object({ rejected: z.string().max(500) }),
]);
/** See {@link settleInput}. */
export type SettleInput = z.infer<typeof settleInput>;

/** Said of bytes that come late. */
export const takenBefore: Refusal = { code: 'INVALID', message: 'Its bytes were taken, or refused, before.' };

const settled = (asset: LiveMedia, input: SettleInput): Media => {
  if ('rejected' in input) return { ...asset, status: 'REJECTED', rejection: input.rejected };
  const { objectKey, kept, width, height, placeholder, ...found } = input.ready;
  return {
    ...asset,
    ...kept,
    status: 'READY',
    objectKey,
    width,
    height,
    placeholder,
    ...credited(asset, found),
  };
};

/** Bytes have arrived and were looked at: the asset is READY, or REJECTED with the reason. It comes from no client. */
export const settleUpload = ({ store }: MediaCommandParts): Definition<SettleInput, LiveMedia> => ({
  input: settleInput,
  allows: ({ asset }) => (isAwaited(asset) ? [] : [takenBefore]),
  anyVersion: true,
  plan: ({ actor, asset, input, at, receipt, signal }) =>
    store.plan({ media: settled(asset, input), author: authorOf(actor), at, receipt }, asset, { signal }),
});
