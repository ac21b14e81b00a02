import { z } from 'zod';
import { ID_PATTERN } from '../../platform/ids.ts';
import { SHAPE } from './record.ts';

const id = z.string().regex(ID_PATTERN);
const moment = z.iso.datetime({ precision: 3 });
const text = z.string();

/** One entry of a collection: a record, a section, or an address. */
const collectionItemSchema = z.object({
  content: id.optional(),
  section: id.optional(),
  url: text.optional(),
  title: text.optional(),
});
/** See {@link collectionItemSchema}. */
export type CollectionItem = z.infer<typeof collectionItemSchema>;

/** An ordered front or menu, as stored: under `META` what readers see, on the desk under `WORK` what it is to be next. */
export const collectionSchema = z.object({
  v: z.literal(SHAPE),
  id,
  owner: text,
  name: text,
  slug: text,
  description: text.optional(),
  section: id.optional(),
  items: z.array(collectionItemSchema).max(100),
  version: z.number().int().positive(),
  versionCreated: moment,
  /** When it is to be so, on the desk. */
  due: moment.optional(),
});
/** See {@link collectionSchema}. */
export type Collection = z.infer<typeof collectionSchema>;
