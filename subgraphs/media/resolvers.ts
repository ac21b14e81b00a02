import { AnswerError } from '../../platform/errors.ts';
import { dateTime } from '../scalars.ts';
import { receiptFields } from '../shownReceipt.ts';
import { packagesShownTo } from '../visibleTo.ts';
import { linkLife } from './links.ts';
import { mutations } from './mutations.ts';
import type { Resolvers } from './types.generated.ts';

const MOST_WIDTHS = 10;

/** The media subgraph's resolvers. */
export const resolvers: Resolvers = {
  DateTime: dateTime,

  Query: {
    mediaAsset: (_, { id }, { visible }) => visible(id),
  },

  Mutation: mutations,
  WriteReceipt: receiptFields,

  MediaAsset: {
    __resolveReference: (asked, { visible }) => visible('id' in asked ? asked.id : asked.reference),
    reference: ({ id }) => id,
    owner: ({ owner }) => ({ id: owner }),
    rights: (media) => media,
    original: async ({ objectKey, status, filename }, _, { objects, scope }) => {
      if (status !== 'READY' || objectKey === undefined) return null;
      const { startsAt, expiresAt } = linkLife(scope.now);
      // Whoever gets the answer last must have time to follow the link.
      scope.touched.endBy((scope.now + expiresAt) / 2, 'shown');
      const url = await objects.signedGet(objectKey, {
        expiresIn: (expiresAt - startsAt) / 1_000,
        startsAt,
        downloadName: filename,
      });
      return { url, expiresAt: new Date(expiresAt).toISOString() };
    },
    renditions: (media, { crop, widths, format }, { renditions }) => {
      if (widths && (widths.length > MOST_WIDTHS || widths.some((width) => width < 1)))
        throw new AnswerError('BAD_REQUEST', `\`widths\` takes at most ${MOST_WIDTHS} widths of 1 pixel or more.`);
      return media.type === 'IMAGE' && media.status === 'READY'
        ? renditions.of(media, crop ?? 'ORIGINAL', widths, format ?? 'WEBP')
        : [];
    },
  },

  Rights: {
    packages: (media, _, { scope }) => packagesShownTo(scope.viewer, media),
  },
};
