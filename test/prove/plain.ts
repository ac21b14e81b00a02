import type { Collection } from '../../subgraphs/content/collectionRecord.ts';
import type { Body, Content, Term } from '../../subgraphs/content/record.ts';
import type { Media } from '../../subgraphs/media/record.ts';
import type { Canaries } from './canary.ts';

/** A house that owns records, or a partner that licenses them. */
export interface House {
  readonly id: string;
  readonly kind: 'subsidiary' | 'partner';
  readonly name: string;
}

/** What became of content since it was first saved. */
export type Fate = 'live' | 'edited' | 'drafted' | 'unpublished' | 'takenDown';

/** One version, as it was saved. */
export interface Version {
  readonly content: Content;
  readonly body: Body;
  readonly as: 'live' | 'workingCopy';
  readonly author: string;
  readonly at: string;
}

/** Content with all that was ever saved of it. */
export interface PlainContent {
  readonly kind: 'content';
  /** The key of its canaries. */
  readonly key: string;
  readonly fate: Fate;
  /** The oldest first. Of what is live the last one that is `live` is what readers see. */
  readonly versions: readonly Version[];
  readonly takenDown: string | undefined;
}

/** An asset. */
export interface PlainMedia {
  readonly kind: 'media';
  readonly key: string;
  readonly media: Media;
}

/** A collection as its owner's readers see it, and as it is to be next. */
export interface PlainCollection {
  readonly name: string;
  readonly owner: string;
  readonly live: Collection | undefined;
  readonly next: Collection | undefined;
}

/** A licence as plain data. */
export interface PlainLicence {
  readonly licensee: string;
  readonly id: string;
  readonly package: string;
  readonly channels: readonly ('web' | 'app' | 'print' | 'archive')[];
  readonly from: string;
  readonly until: string | null;
  readonly delayMinutes: number;
}

/** A whole world as plain data: what the oracle and the model look at. */
export interface PlainWorld {
  readonly canaries: Canaries;
  readonly houses: readonly House[];
  /** `owner/name`. */
  readonly packages: readonly string[];
  licences: PlainLicence[];
  readonly terms: Term[];
  content: PlainContent[];
  media: PlainMedia[];
  collections: PlainCollection[];
}

/** Words that many records share, so that searches find several. */
export const COMMON = ['harbour', 'ferry', 'gale'] as const;
/** The houses that own records. */
export const OWNERS = ['courier', 'blatt', 'hafen'] as const;

/** The key of a collection's canaries. */
export const keyOfCollection = (name: string): string => `collection ${name}`;

/** The key of a section's, tag's or contributor's canaries. */
export const keyOfTerm = (id: string): string => `term ${id}`;
