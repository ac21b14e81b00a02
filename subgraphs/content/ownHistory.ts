import { unpack } from '../../platform/codec.ts';
import type { CallOptions, Records } from '../../platform/records/port.ts';
import type { KeptVersion, SavedVersion } from '../history.ts';
import { changesOf, digestsOf } from '../history.ts';
import { parseItem } from '../item.ts';
import { versionItems } from './deskStore.ts';
import { contentDeskTable } from './keys.ts';
import { ownRevisionSchema, saidSchema } from './record.ts';

/** What is storage's own, or was made of other fields, and no part of what it says. */
const OWN: ReadonlySet<string> = new Set([
  'v',
  'id',
  'kind',
  'owner',
  'version',
  'versionCreated',
  'sourceHash',
  'editedHere',
]);

const saidIn = (data: Uint8Array) => {
  const { data: said } = saidSchema.safeParse(unpack(data));
  return said && digestsOf(Object.fromEntries(Object.entries(said).filter(([name]) => !OWN.has(name))));
};

/** The versions of a section, tag, contributor or collection, newest first, `size` at most. @param pk - its partition. */
export const ownHistory = async (
  records: Records,
  pk: string,
  size: number,
  options?: CallOptions,
): Promise<SavedVersion[]> => {
  const items = await versionItems(records, pk, { size: size + 1 }, options);
  const kept = items.map((item): KeptVersion => {
    const {
      version,
      created: at,
      author,
      live,
      receipt,
      reason,
      data,
    } = parseItem(ownRevisionSchema, contentDeskTable.name, item);
    return {
      version: { version, at, author, live, receipt, reason, source: undefined },
      digests: data && saidIn(data),
    };
  });
  return changesOf(kept, size);
};
