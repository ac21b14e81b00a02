import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import type { Meta, WorkingCopy } from '../../subgraphs/content/record.ts';
import type { Read } from '../../subgraphs/item.ts';
import { sound } from '../../subgraphs/item.ts';
import type { MediaMeta } from '../../subgraphs/media/record.ts';
import type { Archive } from './desk.ts';

/** A record by its id, as it is stored now. */
export type NamedRecord =
  | {
      readonly kind: 'content';
      readonly id: string;
      readonly owner: string;
      readonly meta: Meta | undefined;
      readonly work: WorkingCopy | undefined;
    }
  | { readonly kind: 'media'; readonly id: string; readonly owner: string; readonly meta: MediaMeta };

/** An operand that names a record. @throws `OperatorError` */
export const recordIdOf = (given: string): string => {
  if (!ID_PATTERN.test(given))
    throw new OperatorError(`${JSON.stringify(given)} is no record’s id: 26 letters and digits`);
  return given;
};

const readable = <T>(id: string, read: Read<T>): T | undefined => {
  try {
    return sound(read);
  } catch (error) {
    throw new OperatorError(
      `the record \`${id}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
};

/** What is stored under an id: an article or an asset, of which only a tombstone may be left. @throws `OperatorError` where it cannot be read. */
export const recordNamed = async (
  { contentStore, mediaStore }: Pick<Archive, 'contentStore' | 'mediaStore'>,
  id: string,
): Promise<NamedRecord | undefined> => {
  const [[copies], [asset]] = await Promise.all([
    contentStore.copies([id]),
    mediaStore.metas([id], { consistent: true }),
  ]);
  const meta = readable(id, copies?.meta);
  const work = readable(id, copies?.work);
  const owner = (meta ?? work)?.owner;
  if (owner !== undefined) return { kind: 'content', id, owner, meta, work };
  const media = readable(id, asset);
  return media && { kind: 'media', id, owner: media.owner, meta: media };
};

/** What has become of it, in words. */
export const stateInWords = (record: NamedRecord): string => {
  const { meta } = record;
  const parts: string[] = [];
  if (meta?.live) parts.push(`live since ${meta.versionCreated} in version ${meta.version}`);
  else if (meta?.erased !== undefined) parts.push(`erased ${meta.erased}`);
  else if (meta && 'deleted' in meta && meta.deleted !== undefined) parts.push(`deleted ${meta.deleted}`);
  else if (meta && 'killed' in meta && meta.killed) parts.push(`killed ${meta.killed.at}`);
  else if (meta) parts.push(`not live since ${meta.versionCreated}`);
  if (record.kind === 'content' && record.work) {
    const { version, due } = record.work;
    parts.push(`a working copy in version ${version}${due === undefined ? '' : `, due ${due}`}`);
  }
  return parts.join('; ');
};
