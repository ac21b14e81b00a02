import type { BodyContext, ConvertedBody, MediaReference } from './body.ts';
import type { RawContent } from './rawRecord.ts';

/** An asset that a record names. `known`: the export describes it; else it may come with another. */
export interface NamedMedia {
  readonly externalId: string;
  readonly known: boolean;
}

/** Where a link in a text leads. `dangling`: to the site itself, where no record of the export lies. */
export interface LinkTarget {
  readonly href: string;
  /** The source's id of the record there. */
  readonly externalId?: string | undefined;
  readonly dangling?: boolean | undefined;
}

/** What a body is made with. `reused` is told of each text from elsewhere that became part of it. */
export interface ReferencedBody extends Pick<BodyContext, 'media' | 'link'> {
  readonly reused: (text: string) => void;
}

/** What the normaliser may ask of an export beyond the record at hand. */
export interface References {
  media(reference: MediaReference): NamedMedia | undefined;
  /** `undefined`: no link is made of it. */
  link(href: string): LinkTarget | undefined;
  /** Addresses of the pages of a record's attachments, which lead to the record now. */
  attachmentPages(externalId: string): readonly string[];
  /** Whether readers may see the record of this id; `undefined` where the export does not hold it. */
  isLive(externalId: string): boolean | undefined;
  /** The printed name of a contributor. */
  contributorName(externalId: string): string | undefined;
  /** A record's body as blocks. @throws BodyTooLarge */
  body(raw: RawContent, context: ReferencedBody): ConvertedBody;
  /** Where a record was edited at its source. */
  editUrl(externalId: string): string;
}
