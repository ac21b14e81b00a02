import { z } from 'zod';
import { ID_PATTERN } from '../../platform/ids.ts';
import { provenanceSchema } from '../provenance.ts';

/** The version of the shapes below. Readers accept the one before, once there is one. */
export const SHAPE = 1;

const id = z.string().regex(ID_PATTERN);
const moment = z.iso.datetime({ precision: 3 });
const text = z.string();

const simpleBlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), html: text }),
  z.object({ kind: z.literal('heading'), level: z.number().int().min(1).max(6), html: text }),
  z.object({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(text) }),
  z.object({ kind: z.literal('quote'), html: text, citation: text.optional() }),
  z.object({ kind: z.literal('picture'), mediaId: id, caption: text.optional(), credit: text.optional() }),
  z.object({ kind: z.literal('gallery'), mediaIds: z.array(id), caption: text.optional() }),
  z.object({ kind: z.literal('embed'), url: text, provider: text.optional(), caption: text.optional() }),
  z.object({
    kind: z.literal('table'),
    head: z.array(z.array(text)),
    rows: z.array(z.array(text)),
    caption: text.optional(),
  }),
  z.object({ kind: z.literal('html'), html: text }),
]);

/** A part of a text that holds no other parts. */
export type SimpleBlock = z.infer<typeof simpleBlockSchema>;

/**
 * One part of a text. `html` is sanitised and holds no `img`: pictures, galleries and embeds name assets by id.
 * A `post` is one entry of a live blog; posts do not hold posts.
 */
export const blockSchema = z.union([
  simpleBlockSchema,
  z.object({
    kind: z.literal('post'),
    id: text,
    published: moment.optional(),
    title: text.optional(),
    blocks: z.array(simpleBlockSchema),
  }),
]);
/** See {@link blockSchema}. */
export type Block = z.infer<typeof blockSchema>;

/** The blocks of one kind. */
export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

/** Which kinds of content there are (schema: `ContentType`). */
export const contentTypes = ['ARTICLE', 'LIVEBLOG', 'GALLERY', 'VIDEO', 'AUDIO', 'PAGE'] as const;

/**
 * What a record says of itself, apart from its body: the same for the live version and the working copy.
 * References are ids of this graph. At most 10 packages and 10 alternative ids; `paths` are the addresses it has or had.
 */
export const contentSchema = z.object({
  id,
  type: z.enum(contentTypes),
  owner: text,
  section: id.optional(),
  tags: z.array(id),
  contributors: z.array(id),
  byline: text.optional(),
  headline: text,
  alternativeHeadline: text.optional(),
  standfirst: text.optional(),
  /** BCP 47. */
  language: text,
  translationGroup: text.optional(),
  slug: text,
  /** Slugs it had before; they keep leading to it. */
  formerSlugs: z.array(text),
  canonicalUrl: text.optional(),
  seo: z.object({ title: text.optional(), description: text.optional() }).optional(),
  leadMedia: id.optional(),
  /** All media in it, the leading one first, each once. */
  media: z.array(id),
  published: moment,
  firstPublished: moment,
  updated: moment.optional(),
  expires: moment.optional(),
  correction: text.optional(),
  pubStatus: z.enum(['USABLE', 'WITHHELD', 'CANCELED']),
  usageTerms: text.optional(),
  copyrightHolder: text.optional(),
  copyrightNotice: text.optional(),
  packages: z.array(text).max(10),
  excludedTerritories: z.array(text),
  workflow: z.object({
    state: text,
    sourceStatus: text.optional(),
    since: moment.optional(),
    /** Why, where somebody had to say it. */
    reason: text.optional(),
  }),
  altIds: z.array(z.object({ role: text, value: text })).max(10),
  /** Old addresses: host name and path with query, without a fragment. The one of `canonicalUrl` is among them. */
  paths: z.array(z.object({ site: text, path: text })).max(12),
  source: provenanceSchema.optional(),
  /** Whether somebody changed it here after it was imported; an import never overwrites it then. */
  editedHere: z.boolean(),
  /** The user, or the application without one, that made it here: an author may go on with what is theirs. */
  createdBy: text.optional(),
});
/** See {@link contentSchema}. */
export type Content = z.infer<typeof contentSchema>;

/** Where a record stands in the newsroom's work. */
export type Workflow = Content['workflow'];

/** A live record as stored under `META`. */
export const liveSchema = contentSchema.extend({
  v: z.literal(SHAPE),
  live: z.literal(true),
  version: z.number().int().positive(),
  versionCreated: moment,
});
/** See {@link liveSchema}. */
export type LiveContent = z.infer<typeof liveSchema>;

/** What stays under `META` of a record that is no longer live: no content, but its version, and for whom it was there. */
export const tombstoneSchema = z.object({
  v: z.literal(SHAPE),
  live: z.literal(false),
  id,
  owner: text,
  packages: z.array(text),
  published: moment,
  pubStatus: z.enum(['USABLE', 'WITHHELD', 'CANCELED']),
  excludedTerritories: z.array(text),
  version: z.number().int().positive(),
  versionCreated: moment,
  sourceHash: text.optional(),
  /** When it was deleted here: it is gone for good, and no import brings it back. */
  deleted: moment.optional(),
  /** When and why it was killed: nothing publishes it again. */
  killed: z.object({ at: moment, reason: text }).optional(),
  /** When all that was kept of it was removed, for the law. */
  erased: moment.optional(),
  /** Where what was deleted or killed came from. */
  source: provenanceSchema.optional(),
});
/** See {@link tombstoneSchema}. */
export type Tombstone = z.infer<typeof tombstoneSchema>;

/** What lies under `META`. */
export const metaSchema = z.discriminatedUnion('live', [liveSchema, tombstoneSchema]);
/** See {@link metaSchema}. */
export type Meta = z.infer<typeof metaSchema>;

/** The parts of a record that are read only where they are asked for. */
export const bodySchema = z.object({ blocks: z.array(blockSchema), extensions: z.record(text, z.json()).optional() });
/** See {@link bodySchema}. */
export type Body = z.infer<typeof bodySchema>;

/** What lies under `BODY`: the text, compressed, or where in object storage it lies so. */
export const bodyPartSchema = z.object({
  v: z.literal(SHAPE),
  version: z.number().int().positive(),
  data: z.instanceof(Uint8Array).optional(),
  object: text.optional(),
});

/** A working copy, as its editors see it. Its text lies in the snapshot of the same version. */
export const workSchema = contentSchema.extend({
  v: z.literal(SHAPE),
  version: z.number().int().positive(),
  versionCreated: moment,
  /** When it goes live by itself. */
  due: moment.optional(),
});
/** See {@link workSchema}. */
export type WorkingCopy = z.infer<typeof workSchema>;

/** What a field may show: the live record, or, to an editor who previews, its working copy. */
export type ShownContent = LiveContent | WorkingCopy;

/** The text of one saved version, as its snapshot holds it beside what the record said then. */
export const snapshotSchema = z.object({ body: bodySchema });

/** All that a snapshot holds, whatever fields a record had by then: for who compares versions. */
export const savedSchema = snapshotSchema.extend({ content: z.record(text, z.json()) });
/** See {@link savedSchema}. */
export type Saved = z.infer<typeof savedSchema>;

/** One saved version; its snapshot lies beside it, compressed, under a key of its own. */
export const revisionSchema = z.object({
  v: z.literal(SHAPE),
  version: z.number().int().positive(),
  created: moment,
  author: text,
  live: z.boolean(),
  headline: text,
  /** The receipt of the command that made it, which says who sent it and how. */
  receipt: text.optional(),
  /** Why it was made, where somebody had to say it. */
  reason: text.optional(),
});
/** See {@link revisionSchema}. */
export type Revision = z.infer<typeof revisionSchema>;

/** One saved version of a section, tag, contributor or collection, with what it said, packed. */
export const ownRevisionSchema = revisionSchema.extend({ data: z.instanceof(Uint8Array).optional() });
/** All that one said, whatever fields it had by then. */
export const saidSchema = z.record(text, z.json());

/** Sections, tags and contributors: what content refers to by id and shows by name. */
export const termSchema = z.object({
  v: z.literal(SHAPE),
  id,
  kind: z.enum(['section', 'tag', 'contributor']),
  owner: text,
  name: text,
  slug: text,
  description: text.optional(),
  /** A section's own section. */
  parent: id.optional(),
  version: z.number().int().positive(),
  /** What it was made from, so that an import leaves unchanged ones alone. */
  sourceHash: text.optional(),
  /** Whether somebody made or changed it here; an import never overwrites it then. */
  editedHere: z.boolean().optional(),
});
/** See {@link termSchema}. */
export type Term = z.infer<typeof termSchema>;

/** A pointer from a slug, alternative id or address to its record. A redirect may be taken over by a live record. */
export const pointerSchema = z.object({ v: z.literal(SHAPE), id, redirect: z.boolean() });
/** See {@link pointerSchema}. */
export type Pointer = z.infer<typeof pointerSchema>;

/** A pointer from a slug to the section, tag, contributor or collection that has it. */
export const namePointerSchema = pointerSchema.omit({ redirect: true });
/** See {@link namePointerSchema}. */
export type NamePointer = z.infer<typeof namePointerSchema>;

/** A pointer from a slug or address to the working copy that was last saved with it. It stays when that is gone: who follows it looks whether it still holds. */
export const draftPointerSchema = pointerSchema.omit({ redirect: true });
/** See {@link draftPointerSchema}. */
export type DraftPointer = z.infer<typeof draftPointerSchema>;
