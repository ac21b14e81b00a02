import type { Media } from './record.ts';

/** Bytes in a mebibyte. */
const MIB = 1_024 ** 2;

/** The most bytes of a picture: it is taken into memory to be looked at and rendered. 128 MiB. */
export const LARGEST_PICTURE = 128 * MIB;
/** The most bytes of anything else, which is what object storage takes at once: 5 GiB. */
const LARGEST_FILE = 5 * 1_024 * MIB;

/** What may be uploaded: nothing that a browser would run. A type that is told by a container's first bytes alone stands with its likes. */
const TYPES: ReadonlyMap<string, Media['type']> = new Map([
  ['image/jpeg', 'IMAGE'],
  ['image/png', 'IMAGE'],
  ['image/webp', 'IMAGE'],
  ['image/avif', 'IMAGE'],
  ['image/gif', 'IMAGE'],
  ['image/tiff', 'IMAGE'],
  ['video/mp4', 'VIDEO'],
  ['video/quicktime', 'VIDEO'],
  ['video/webm', 'VIDEO'],
  ['video/ogg', 'VIDEO'],
  ['audio/mpeg', 'AUDIO'],
  ['audio/mp4', 'AUDIO'],
  ['audio/ogg', 'AUDIO'],
  ['audio/flac', 'AUDIO'],
  ['audio/wav', 'AUDIO'],
  ['application/pdf', 'DOCUMENT'],
  ['text/plain', 'DOCUMENT'],
  ['text/csv', 'DOCUMENT'],
]);

/** Whose first bytes are the same, or differ by a brand that says little. */
const ISO_MEDIA = new Set(['video/mp4', 'video/quicktime', 'audio/mp4']);

/** The kind of media of a media type; `undefined` where it may not be uploaded. */
export const mediaTypeFor = (contentType: string): Media['type'] | undefined => TYPES.get(contentType);

/** The most bytes that a file of this media type may have. */
export const largestOf = (contentType: string): number =>
  TYPES.get(contentType) === 'IMAGE' ? LARGEST_PICTURE : LARGEST_FILE;

/** Whether bytes that look like one media type may be of another that they are said to be. */
export const mayBe = (found: string, declared: string): boolean =>
  found === declared || (ISO_MEDIA.has(found) && ISO_MEDIA.has(declared));

/** All that may be uploaded, for who is told so. */
export const uploadable = (): string => [...TYPES.keys()].join(', ');
