/** What a picture's file says of itself, for people to read. */
export interface FoundCredits {
  readonly caption: string | undefined;
  readonly creditText: string | undefined;
  readonly copyrightNotice: string | undefined;
  readonly usageTerms: string | undefined;
}

const NOTHING: FoundCredits = {
  caption: undefined,
  creditText: undefined,
  copyrightNotice: undefined,
  usageTerms: undefined,
};

/** A tag as the reader gives it: one value, or one for each language or person. */
interface Tag {
  readonly description?: unknown;
  readonly value?: unknown;
}

type Tags = Readonly<Record<string, Tag | undefined>>;

const isTag = (value: unknown): value is Tag => typeof value === 'object' && value !== null;

/** Of texts in several languages the one for all. */
const oneOf = (tag: Tag | undefined): string | undefined => {
  const { value, description } = tag ?? {};
  const first: unknown = Array.isArray(value) ? value.find(isTag) : undefined;
  if (isTag(first) && 'attributes' in first && typeof first.description === 'string') return first.description;
  return typeof description === 'string' ? description : undefined;
};
/** Of several people all. */
const allOf = (tag: Tag | undefined): string | undefined =>
  typeof tag?.description === 'string' ? tag.description : undefined;

/** As the graph shows it: well-formed, without control characters but line feeds, and no longer than a person may write. */
const clean = (text: string | undefined, longest: number, isLine = false): string | undefined => {
  const printable = text
    ?.toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(isLine ? /\p{Cc}+/gu : /[^\P{Cc}\n]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();
  return printable === '' ? undefined : printable;
};

/** The reader is loaded with the first picture, like what looks into pixels. */
const read = async (bytes: Uint8Array): Promise<{ xmp: Tags; iptc: Tags; exif: Tags }> => {
  const { default: reader } = await import('exifreader');
  const { xmp, iptc, exif } = reader.load(Buffer.from(bytes), { expanded: true });
  const tags = (group: unknown): Tags =>
    Object.fromEntries(Object.entries(group ?? {}).filter(([, tag]) => isTag(tag)));
  return { xmp: tags(xmp), iptc: tags(iptc), exif: tags(exif) };
};

/**
 * Caption, credit, copyright and usage terms of a picture: from XMP before IPTC, and from EXIF where neither names anybody. EXIF's description is passed by: cameras
 * write their own name there. A file whose metadata cannot be read says nothing.
 */
export const creditsIn = async (bytes: Uint8Array): Promise<FoundCredits> => {
  let tags: Awaited<ReturnType<typeof read>>;
  try {
    tags = await read(bytes);
  } catch {
    return NOTHING;
  }
  const { xmp, iptc, exif } = tags;
  return {
    caption: clean(oneOf(xmp.description) ?? oneOf(iptc['Caption/Abstract']), 2_000),
    creditText: clean(
      oneOf(xmp.Credit) ?? oneOf(iptc.Credit) ?? allOf(xmp.creator) ?? allOf(iptc['By-line']) ?? oneOf(exif.Artist),
      300,
      true,
    ),
    copyrightNotice: clean(oneOf(xmp.rights) ?? oneOf(iptc['Copyright Notice']) ?? oneOf(exif.Copyright), 1_000),
    usageTerms: clean(oneOf(xmp.UsageTerms), 1_000),
  };
};
