import type { Media } from '../subgraphs/media/record.ts';
import type { StoredFile } from './mediaFiles.ts';
import { provenanceOf, type SourceElement } from './provenanceOf.ts';
import type { RawMedia } from './rawRecord.ts';
import type { References } from './references.ts';
import { type Settings, withoutRegion } from './settings.ts';

const MAX_FILENAME = 200;

/** A file's name without its folders, as a download may be called. */
export const filenameOf = (raw: RawMedia): string => {
  const path = raw.file ?? URL.parse(raw.url)?.pathname ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    name = last;
  }
  const plain = name.replaceAll(/[\p{Cc}/\\"<>|:*?]+/gu, '-').slice(-MAX_FILENAME);
  return plain === '' || /^\.+$/.test(plain) ? raw.slug.slice(-MAX_FILENAME) : plain;
};

const typeOf = (contentType: string): Media['type'] => {
  const [kind] = contentType.split('/');
  if (kind === 'image') return 'IMAGE';
  if (kind === 'video') return 'VIDEO';
  return kind === 'audio' ? 'AUDIO' : 'DOCUMENT';
};

const pixels = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined;

/**
 * Makes the asset of an attachment. `file` is what was found of its bytes; without, it is `MISSING` with its address. The state of the record it was
 * uploaded for decides whether readers may see it; one that was uploaded for none, or for one that the export does not hold, is published.
 */
export const normaliseMedia = (
  raw: RawMedia,
  source: SourceElement,
  file: StoredFile | undefined,
  settings: Settings,
  references: References,
): Media => {
  const { ids, owner } = settings;
  const parentLive = raw.parent === undefined ? true : (references.isLive(raw.parent) ?? true);
  const usable = raw.state === 'live' && parentLive;
  const contentType = file?.contentType ?? raw.contentType;
  const published = raw.created ?? raw.modified;
  const said = {
    id: ids.post(raw.externalId),
    type: typeOf(contentType),
    status: file === undefined ? 'MISSING' : file.refused === undefined ? 'READY' : 'REJECTED',
    owner,
    filename: filenameOf(raw),
    altText: raw.altText,
    caption: raw.caption ?? raw.description,
    creditText: raw.credit,
    contentType,
    width: file?.width ?? pixels(raw.width),
    height: file?.height ?? pixels(raw.height),
    duration: raw.duration,
    sizeInBytes: file?.size,
    checksum: file?.sha256,
    pubStatus: usable ? 'USABLE' : 'WITHHELD',
    copyrightHolder: raw.copyright,
    packages: [...settings.mediaPackages],
    excludedTerritories: [],
    language: withoutRegion(settings.language),
    sourceAddress: raw.url,
    editedHere: false,
  } as const satisfies Partial<Media>;

  return {
    ...said,
    placeholder: file?.placeholder,
    objectKey: file?.objectKey,
    published: published ?? settings.at,
    source: provenanceOf(raw, source, [said, published], settings, references),
  };
};
