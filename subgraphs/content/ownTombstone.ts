import type { ZodType } from 'zod';
import { z } from 'zod';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Item } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader } from '../item.ts';
import { contentTable } from './keys.ts';
import { SHAPE } from './record.ts';

const moment = z.iso.datetime({ precision: 3 });

/** What stays under `META` of a section, tag, contributor or collection that was deleted: nothing of what it said, but its version, so that nothing brings it back. */
const ownTombstoneSchema = z.object({
  v: z.literal(SHAPE),
  live: z.literal(false),
  id: z.string().regex(ID_PATTERN),
  owner: z.string(),
  version: z.number().int().positive(),
  deleted: moment,
  /** When all that was kept of it was removed, for the law. */
  erased: moment.optional(),
});
/** See {@link ownTombstoneSchema}. */
export type OwnTombstone = z.infer<typeof ownTombstoneSchema>;

/** Whether what lies there is a tombstone. */
export const isTombstone = (found: object): found is OwnTombstone => 'live' in found && found.live === false;

/** What lies there for readers: of a tombstone nothing. */
export const unlessDeleted = <T extends object>(read: Read<T | OwnTombstone>): Read<T> =>
  read && !(read instanceof Error) && isTombstone(read) ? undefined : read;

/** A reader of what lies under `META`, alive or dead. */
export const readerOfEither = <T>(schema: ZodType<T>): ((item: Item | undefined) => Read<T | OwnTombstone>) => {
  const readAlive = reader(schema, contentTable.name);
  const readDead = reader(ownTombstoneSchema, contentTable.name);
  return (item) => (item?.live === false ? readDead(item) : readAlive(item));
};

/** A tombstone as an item. @param pk - the partition of what it is of. */
export const tombstoneItem = (
  pk: string,
  { id, owner, version, deleted }: Pick<OwnTombstone, 'id' | 'owner' | 'version' | 'deleted'>,
): Item => ({ pk, sk: 'META', v: SHAPE, live: false, id, owner, version, deleted });
