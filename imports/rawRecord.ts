/** Where in an export an element stands. Offsets count the bytes of the (uncompressed) file; `end` is the first byte after it, `line` counts from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The line on which it ends. */
  readonly endLine: number;
}

/** What had to be mended before an element could be read, such as `ILLEGAL_CHARACTERS ×2`. */
export type Repair = string;

/** A site as its export describes itself. */
export interface RawSite {
  readonly kind: 'site';
  /** Host and path of the site without a scheme, such as `www.example.com` or `example.com/blog`: part of every id. */
  readonly site: string;
  readonly title: string;
  /** The address under which its records lie, without a slash at its end. */
  readonly baseUrl: string;
  /** BCP 47, where the export says it. */
  readonly language: string | undefined;
  /** What wrote the export, such as `https://wordpress.org/?v=6.5`. */
  readonly generator: string | undefined;
  readonly formatVersion: string | undefined;
}

/** Somebody who wrote, as known to the source. */
export interface RawContributor {
  readonly kind: 'contributor';
  /** The name by which records point to them. */
  readonly externalId: string;
  readonly name: string;
  readonly slug: string;
  readonly biography: string | undefined;
  /** All else that the source says, e-mail addresses left out. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly repairs: readonly Repair[];
}

/** A term of a taxonomy: a section (`category`), a tag (`post_tag`), or one of the site's own. */
export interface RawTerm {
  readonly kind: 'term';
  readonly taxonomy: string;
  /** Its name in references: the nicename. */
  readonly slug: string;
  readonly name: string;
  readonly description: string | undefined;
  /** The slug of the term above it. */
  readonly parent: string | undefined;
  /** The number it has in the source, where the export says it. */
  readonly number: string | undefined;
  readonly repairs: readonly Repair[];
}

/** A term as a record names it. */
export interface RawTermReference {
  readonly taxonomy: string;
  readonly slug: string;
  readonly name: string;
}

/** A contributor as a record names them; `name` is a fallback for who is not described anywhere. */
export interface RawContributorReference {
  readonly externalId: string;
  readonly name: string;
}

/**
 * Where a record stands in its source's work. `live` is published, `scheduled` will be at `published`, the others are working copies;
 * `trash` was thrown away there.
 */
export type RawState = 'live' | 'scheduled' | 'draft' | 'pending' | 'private' | 'password' | 'trash';

/** What kind of content a record is. */
export type RawContentType = 'ARTICLE' | 'LIVEBLOG' | 'GALLERY' | 'VIDEO' | 'AUDIO' | 'PAGE';

/** A sound or film that a record brings with it, as in podcasts. */
export interface RawEnclosure {
  readonly url: string;
  readonly contentType: string | undefined;
  readonly sizeInBytes: number | undefined;
}

/** An article or page, neutral of the system it came from. Times are UTC with milliseconds. */
export interface RawContent {
  readonly kind: 'content';
  readonly externalId: string;
  readonly type: RawContentType;
  /** The source's own word for what it is, such as `post`. */
  readonly sourceType: string;
  readonly state: RawState;
  /** The source's own word for its state, such as `publish`. */
  readonly sourceStatus: string;
  /** Plain text. */
  readonly headline: string;
  readonly alternativeHeadline: string | undefined;
  /** Plain text. */
  readonly standfirst: string | undefined;
  /** The body as the source wrote it. */
  readonly body: string;
  readonly slug: string;
  /** Slugs it had before. */
  readonly oldSlugs: readonly string[];
  /** The address where it lies now. */
  readonly link: string | undefined;
  /** Other addresses under which it was known (`guid`, `?p=`). */
  readonly addresses: readonly string[];
  readonly guid: string | undefined;
  readonly created: string | undefined;
  readonly published: string | undefined;
  readonly modified: string | undefined;
  /** BCP 47, where the record has one of its own. */
  readonly language: string | undefined;
  /** What it shares with its translations. */
  readonly translationGroup: string | undefined;
  /** In the order of the byline. */
  readonly contributors: readonly RawContributorReference[];
  /** The one it stands in first. */
  readonly sections: readonly RawTermReference[];
  readonly tags: readonly RawTermReference[];
  /** Terms of other taxonomies. */
  readonly terms: readonly RawTermReference[];
  /** The source's id of the asset that leads it. */
  readonly leadMedia: string | undefined;
  readonly enclosures: readonly RawEnclosure[];
  /** The source's id of the record above it. */
  readonly parent: string | undefined;
  readonly menuOrder: number;
  readonly sticky: boolean;
  readonly commentCount: number;
  readonly seo: { readonly title: string | undefined; readonly description: string | undefined };
  readonly canonicalUrl: string | undefined;
  /** What the source knows and no field above holds. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly repairs: readonly Repair[];
}

/** A picture, film, recording or document. */
export interface RawMedia {
  readonly kind: 'media';
  readonly externalId: string;
  /** Where its bytes lie. */
  readonly url: string;
  /** Its path below the source's upload folder, such as `2026/01/harbour.jpg`. */
  readonly file: string | undefined;
  readonly contentType: string;
  readonly title: string;
  readonly altText: string | undefined;
  readonly caption: string | undefined;
  readonly description: string | undefined;
  readonly credit: string | undefined;
  readonly copyright: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly slug: string;
  readonly link: string | undefined;
  readonly addresses: readonly string[];
  readonly guid: string | undefined;
  readonly created: string | undefined;
  readonly modified: string | undefined;
  /** The source's id of the record it was uploaded for; its state is the parent's. */
  readonly parent: string | undefined;
  readonly state: RawState;
  readonly sourceStatus: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly repairs: readonly Repair[];
}

/** What a reader yields, neutral of the system it reads. */
export type RawRecord = RawSite | RawContributor | RawTerm | RawContent | RawMedia;
