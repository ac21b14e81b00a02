import type { Archive } from './desk.ts';

/** The CDN as a place in which readers may find a record, where there is one that is told. @param tag - what answers carry that were made from it. */
export const edgePlace = ({ edge }: Pick<Archive, 'edge'>, tag: string) =>
  edge
    ? [
        {
          name: 'CDN',
          isGone: async (signal: AbortSignal): Promise<boolean> => {
            await edge.purge([tag], { signal });
            return true;
          },
          hint: 'the CDN takes no purge',
        },
      ]
    : [];
