import { hashOf } from '../platform/ids.ts';

/*
 * A tag names what an answer was made from: the partition that was read, of a table or, for a list, of an index, whether anything lay there or not. A write
 * into a partition ends every answer that carries its tag. Who reads and who purges name it by the key function that addresses the items, so that nothing
 * has to be kept in step with the keys.
 */

/** As a cache takes them. */
const LONGEST_BYTES = 512;
/** In UTF-16 units, none of which is more than three bytes. */
const LONGEST = Math.floor(LONGEST_BYTES / 3);

/** The tag of a partition: its key, or a hash where that is long and foreign. */
export const partitionTag = (pk: string): string => (pk.length <= LONGEST ? pk : `#${hashOf(pk)}`);

/** Whether a cache takes it as a tag. */
export const isTag = (text: string): boolean =>
  text !== '' && text.isWellFormed() && Buffer.byteLength(text) <= LONGEST_BYTES;

/** Every kept answer carries it. No partition is called so. */
export const everythingTag = 'all';

/** Every answer carries that of the organisation for which it was made. No partition is called so. */
export const organisationTag = (organisation: string): string => `org:${organisation}`;
