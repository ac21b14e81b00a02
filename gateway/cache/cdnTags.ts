import { createHmac } from 'node:crypto';

/** The names by which a CDN knows what answers were made from: keyed digests, so that they tell nobody anything. */
export interface CdnTags {
  /** What `cache-tag` says of an answer: at most {@link MOST_NAMES} names, separated by commas. */
  headerOf(tags: readonly string[]): string;
  /** What is to be purged at the CDN where a tag is purged: its own name, and that of the bucket which stands for it where an answer has many tags. */
  namesOf(tag: string): readonly [string, string];
}

/** CDNs take so many of an answer, and no more. */
export const MOST_NAMES = 50;
/** Of base64url: 96 bits. */
const NAME_LENGTH = 16;

/** @param secret - keys the digests: at least 32 bytes. */
export const createCdnTags = (secret: string): CdnTags => {
  // A kept answer has the same tags, in the same array, as often as it is sent.
  const headers = new WeakMap<readonly string[], string>();

  const namesOf = (tag: string): readonly [string, string] => {
    const digest = createHmac('sha256', secret).update(tag).digest();
    return [digest.toString('base64url').slice(0, NAME_LENGTH), `b${digest.readUInt32BE(28) % MOST_NAMES}`];
  };

  return {
    namesOf,
    headerOf: (tags) => {
      const known = headers.get(tags);
      if (known !== undefined) return known;
      const names = tags.map((tag) => namesOf(tag)[tags.length > MOST_NAMES ? 1 : 0]);
      const header = [...new Set(names)].sort().join(',');
      headers.set(tags, header);
      return header;
    },
  };
};
