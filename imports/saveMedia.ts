import { PortError } from '../platform/errors.ts';
import type { Objects } from '../platform/objects/port.ts';
import type { Media, MediaMeta } from '../subgraphs/media/record.ts';
import type { MediaStore } from '../subgraphs/media/store.ts';
import { type FoundFile, inspectFile, type MediaFinder, type StoredFile, storeFile } from './mediaFiles.ts';
import { filenameOf } from './normaliseMedia.ts';
import type { RawMedia } from './rawRecord.ts';

/** What became of an asset. `file`: what became of its bytes. */
export interface MediaResult {
  readonly became: 'created' | 'updated' | 'unchanged' | 'editedHere' | 'refused';
  readonly media: Media;
  /** Why its bytes, or the asset itself, were refused. */
  readonly reason: string | undefined;
}

/** What saving assets works with. */
export interface MediaContext {
  readonly store: MediaStore;
  readonly objects: Objects;
  readonly finder: MediaFinder;
  /** The paths at which an asset's file may lie below an upload folder, best first. */
  readonly pathsOf: (raw: RawMedia) => readonly string[];
  readonly author: string;
  readonly at: string;
  readonly dryRun: boolean;
  readonly replay: boolean;
}

const liveOf = (meta: MediaMeta | undefined) => (meta?.live === true ? meta : undefined);

/** The bytes that an asset has here already: an export without them takes none away. */
const keptFile = (previous: MediaMeta | undefined): StoredFile | undefined => {
  const live = liveOf(previous);
  if (live?.status !== 'READY' || live.objectKey === undefined || live.checksum === undefined) return undefined;
  const { sizeInBytes: size = 0, checksum: sha256, contentType, width, height, objectKey, placeholder } = live;
  return { path: '', size, sha256, contentType, width, height, refused: undefined, objectKey, placeholder };
};

const notStored = (found: FoundFile): StoredFile => ({ ...found, objectKey: undefined, placeholder: undefined });

/**
 * Saves an asset with its bytes where they were found, unless it is stored so already or somebody edited it here.
 * `source` is kept on the desk, with all that an asset has no field for; `normalise` makes the asset of what is known of its bytes.
 */
export const saveMedia = async (
  raw: RawMedia,
  source: Uint8Array,
  normalise: (file: StoredFile | undefined) => Media,
  previous: MediaMeta | undefined,
  context: MediaContext,
): Promise<MediaResult> => {
  const { store, objects, finder, author, at, dryRun, replay } = context;
  const stored = liveOf(previous);
  const kept = keptFile(previous);
  // What was deleted here stays deleted, whatever an export brings.
  if (previous?.live === false) return { became: 'editedHere', media: normalise(undefined), reason: undefined };
  if (stored?.editedHere === true) return { became: 'editedHere', media: stored, reason: undefined };

  const path = await finder.find(context.pathsOf(raw));
  const found = path === undefined ? undefined : await inspectFile(path, raw.contentType);
  const same = found !== undefined && kept?.sha256 === found.sha256 && kept.contentType === found.contentType;
  let file = found === undefined || same ? kept : notStored(found);
  let media = normalise(file);
  const reason = found?.refused;

  if (stored?.source?.sourceHash === media.source?.sourceHash) {
    const again = replay && stored?.source?.runId === media.source?.runId;
    const became = !again ? 'unchanged' : stored?.version === 1 ? 'created' : 'updated';
    return { became, media, reason };
  }
  const became = previous === undefined ? 'created' : 'updated';
  if (dryRun) return { became, media, reason };
  if (found !== undefined && !same) {
    file = await storeFile(found, media.id, filenameOf(raw), objects);
    media = normalise(file);
  }
  try {
    const outcome = await store.save({ media, raw: source, author, at }, previous);
    if (outcome.outcome === 'saved') return { became, media, reason };
    return { became: 'refused', media, reason: 'it was changed here at the same time' };
  } catch (error) {
    if (!(error instanceof PortError) || (error.code !== 'TOO_LARGE' && error.code !== 'INVALID')) throw error;
    return { became: 'refused', media, reason: error.message };
  }
};
