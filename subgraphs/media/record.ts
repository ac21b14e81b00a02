import { z } from 'zod';
import { ID_PATTERN } from '../../platform/ids.ts';
import { provenanceSchema } from '../provenance.ts';

/** The version of the shapes below. Readers accept the one before, once there is one. */
export const SHAPE = 1;

const id = z.string().regex(ID_PATTERN);
const moment = z.iso.datetime({ precision: 3 });
const text = z.string();
const fraction = z.number().min(0).max(1);

/** Which kinds of media there are (schema: `MediaType`). */
export const mediaTypes = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT'] as const;
/** Whether an asset's bytes are there (schema: `MediaStatus`). */
export const mediaStatuses = ['AWAITING_UPLOAD', 'PROCESSING', 'READY', 'REJECTED', 'MISSING'] as const;

/** What an asset says of itself. Sizes in pixels, bytes and seconds. */
export const mediaSchema = z.object({
  id,
  type: z.enum(mediaTypes),
  status: z.enum(mediaStatuses),
  owner: text,
  /** Its file's name as its source had it; what a download is called. */
  filename: text,
  altText: text.optional(),
  caption: text.optional(),
  creditText: text.optional(),
  contentType: text,
  width: z.number().int().positive().optional(),
  height: z.number().int().positive().optional(),
  duration: z.number().nonnegative().optional(),
  sizeInBytes: z.number().int().nonnegative().optional(),
  /** SHA-256 of the bytes, lower-case hex. */
  checksum: text.optional(),
  focalPoint: z.object({ x: fraction, y: fraction }).optional(),
  /** A data URI of under 1 KB. */
  placeholder: text.max(1_024).optional(),
  /** Where the bytes lie in object storage, when READY. */
  objectKey: text.optional(),
  published: moment,
  expires: moment.optional(),
  pubStatus: z.enum(['USABLE', 'WITHHELD', 'CANCELED']),
  usageTerms: text.optional(),
  copyrightHolder: text.optional(),
  copyrightNotice: text.optional(),
  packages: z.array(text).max(10),
  excludedTerritories: z.array(text),
  language: text,
  source: provenanceSchema.optional(),
  /** Where the bytes were in the system that it came from: what an operator fetches a MISSING one from. */
  sourceAddress: text.optional(),
  editedHere: z.boolean(),
  /** Why the bytes that were uploaded were refused, in words; with REJECTED. */
  rejection: text.optional(),
  /** Who asked to upload it. */
  createdBy: text.optional(),
});
/** See {@link mediaSchema}. */
export type Media = z.infer<typeof mediaSchema>;

/** A live asset as stored under `META`. */
export const liveMediaSchema = mediaSchema.extend({
  v: z.literal(SHAPE),
  live: z.literal(true),
  version: z.number().int().positive(),
  versionCreated: moment,
});
/** See {@link liveMediaSchema}. */
export type LiveMedia = z.infer<typeof liveMediaSchema>;

/** Whether its bytes are still to come, or are being looked at. */
export const isAwaited = ({ status }: Pick<Media, 'status'>): boolean =>
  status === 'AWAITING_UPLOAD' || status === 'PROCESSING';

/** What stays of an asset that is no longer live. */
export const mediaTombstoneSchema = z.object({
  v: z.literal(SHAPE),
  live: z.literal(false),
  id,
  owner: text,
  packages: z.array(text),
  version: z.number().int().positive(),
  versionCreated: moment,
  /** When all that was kept of it was removed, for the law. */
  erased: moment.optional(),
});
/** See {@link mediaTombstoneSchema}. */
export type MediaTombstone = z.infer<typeof mediaTombstoneSchema>;

/** What lies under `META`. */
export const mediaMetaSchema = z.discriminatedUnion('live', [liveMediaSchema, mediaTombstoneSchema]);
/** See {@link mediaMetaSchema}. */
export type MediaMeta = z.infer<typeof mediaMetaSchema>;

/** One saved version on the desk, with whatever fields an asset had by then. */
export const mediaRevisionSchema = z.looseObject({
  version: z.number().int().positive(),
  versionCreated: moment,
  author: text,
  live: z.boolean(),
  /** The receipt of the command that made it. */
  receipt: text.optional(),
});
/** See {@link mediaRevisionSchema}. */
export type MediaRevision = z.infer<typeof mediaRevisionSchema>;
