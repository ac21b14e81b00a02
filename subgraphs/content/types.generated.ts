// Made by `npm run codegen` from schema/content.graphql and schema/shared.graphql. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ShownContent, Body as BodyRecord, BlockOf, Term, Revision as RevisionRecord, Workflow as WorkflowRecord } from './record.ts';
import type { ListEdge } from './lists.ts';
import type { Organisation } from '../../platform/directory.ts';
import type { Provenance } from '../provenance.ts';
import type { Viewer as ViewerRecord } from '../../platform/viewer.ts';
import type { FoundRoute } from './routes.ts';
import type { Collection as CollectionRecord } from './collectionRecord.ts';
import type { ShownItem } from './shownItem.ts';
import type { ListedCopy } from './listedCopy.ts';
import type { ShownReceipt } from '../shownReceipt.ts';
import type { Refusal } from '../../writes/command.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Any JSON value, for what has no field of its own. */
  JSON: { input: unknown; output: unknown; }
  /** A moment in time: ISO 8601 in UTC with milliseconds, `2026-11-02T08:30:00.000Z`. */
  DateTime: { input: string; output: string; }
};

/** What kind of content a record is. */
export type ContentType =
  /** A story. */
  | 'ARTICLE'
  /** A story told in dated posts while it happens. */
  | 'LIVEBLOG'
  /** A story told in pictures. */
  | 'GALLERY'
  /** A story around a video. */
  | 'VIDEO'
  /** A story around a recording. */
  | 'AUDIO'
  /** A standing page, such as an imprint. */
  | 'PAGE';

/** Whether a record may be used, in the words of IPTC. */
export type PubStatus =
  /** It may be used. */
  | 'USABLE'
  /** It must not be used until it is usable again. */
  | 'WITHHELD'
  /** It must not be used any more. */
  | 'CANCELED';

/** An article, gallery, live blog or page, as its readers see it. */
export type Content = {
  /** Its id: 26 characters, the same for ever. */
  readonly id: Scalars['ID']['output'];
  /** What kind of content it is. */
  readonly type: ContentType;
  /** The subsidiary it belongs to. */
  readonly owner?: Maybe<Subsidiary>;
  /** The section it stands in. */
  readonly section?: Maybe<Section>;
  /** What it is about. */
  readonly tags: ReadonlyArray<Tag>;
  /** Who made it, in the order of the byline. */
  readonly contributors: ReadonlyArray<Contributor>;
  /** The contributors in one line, as printed. */
  readonly byline?: Maybe<Scalars['String']['output']>;
  /** Its headline, plain text. */
  readonly headline: Scalars['String']['output'];
  /** A second headline, for search engines or small places. */
  readonly alternativeHeadline?: Maybe<Scalars['String']['output']>;
  /** The lines under the headline that say what it is about, plain text. */
  readonly standfirst?: Maybe<Scalars['String']['output']>;
  /** The text itself. */
  readonly body?: Maybe<Body>;
  /** The language it is written in, BCP 47. */
  readonly language: Scalars['String']['output'];
  /** The same content in other languages, as far as you may see them. */
  readonly translations: ReadonlyArray<Maybe<Content>>;
  /** The last part of its address, unique within its owner and language. */
  readonly slug: Scalars['String']['output'];
  /** The address at which its owner publishes it. */
  readonly canonicalUrl?: Maybe<Scalars['String']['output']>;
  /** What search engines are told. */
  readonly seo?: Maybe<Seo>;
  /** The picture or film that leads it. */
  readonly leadMedia?: Maybe<MediaAsset>;
  /** All media in it, the leading one first; null elements are not yours to see. */
  readonly media: ReadonlyArray<Maybe<MediaAsset>>;
  /** When this version of the story was published. */
  readonly published?: Maybe<Scalars['DateTime']['output']>;
  /** When it was published for the first time. */
  readonly firstPublished?: Maybe<Scalars['DateTime']['output']>;
  /** When its text last changed. */
  readonly updated?: Maybe<Scalars['DateTime']['output']>;
  /** When it stops being usable. */
  readonly expires?: Maybe<Scalars['DateTime']['output']>;
  /** The correction that is printed with it. */
  readonly correction?: Maybe<Scalars['String']['output']>;
  /** Whether it may be used. */
  readonly pubStatus: PubStatus;
  /** Under which terms it may be used. */
  readonly rights?: Maybe<Rights>;
  /** Counts its changes; 1 is the first. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** When its current version was made. */
  readonly versionCreated?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands in the newsroom's work. */
  readonly workflow?: Maybe<Workflow>;
  /** Its versions, newest first. */
  readonly revisions?: Maybe<RevisionConnection>;
  /** The names it goes by elsewhere. */
  readonly altIds?: Maybe<ReadonlyArray<AltId>>;
  /** Where it came from. */
  readonly source?: Maybe<SourceProvenance>;
  /** What its source knew and the graph has no field for. */
  readonly extensions?: Maybe<Scalars['JSON']['output']>;
};


/** An article, gallery, live blog or page, as its readers see it. */
export type ContentRevisionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** The text of a record, as blocks, and as HTML and plain text made from them. */
export type Body = {
  /** The text in its parts, in order. */
  readonly blocks: ReadonlyArray<Block>;
  /** The whole as HTML. Pictures are named by `data-media` on their figure: ask for the asset to show it. */
  readonly html: Scalars['String']['output'];
  /** The whole as plain text, paragraphs apart by an empty line. */
  readonly text: Scalars['String']['output'];
  /** How many words it has. */
  readonly wordCount: Scalars['Int']['output'];
};

/** One part of a text. */
export type Block = ParagraphBlock | HeadingBlock | ListBlock | QuoteBlock | PictureBlock | GalleryBlock | EmbedBlock | TableBlock | PostBlock | HtmlBlock;

/** A paragraph. */
export type ParagraphBlock = {
  /** Its text, HTML of inline elements. */
  readonly html: Scalars['String']['output'];
};

/** A heading within the text. */
export type HeadingBlock = {
  /** 1 to 6; 2 is the usual one under a headline. */
  readonly level: Scalars['Int']['output'];
  /** Its text, HTML of inline elements. */
  readonly html: Scalars['String']['output'];
};

/** A list. */
export type ListBlock = {
  /** Whether it is numbered. */
  readonly ordered: Scalars['Boolean']['output'];
  /** Its entries, HTML of inline elements and nested lists. */
  readonly items: ReadonlyArray<Scalars['String']['output']>;
};

/** A quotation. */
export type QuoteBlock = {
  /** What was said, HTML. */
  readonly html: Scalars['String']['output'];
  /** Who said it, or where. */
  readonly citation?: Maybe<Scalars['String']['output']>;
};

/** A picture in the text. */
export type PictureBlock = {
  /** The picture; null where it is away or not yours to see. */
  readonly media?: Maybe<MediaAsset>;
  /** The caption it has in this text. */
  readonly caption?: Maybe<Scalars['String']['output']>;
  /** The credit it has in this text. */
  readonly credit?: Maybe<Scalars['String']['output']>;
};

/** Pictures shown together. */
export type GalleryBlock = {
  /** The pictures in order; null elements are away or not yours to see. */
  readonly pictures: ReadonlyArray<Maybe<MediaAsset>>;
  /** The caption of them all. */
  readonly caption?: Maybe<Scalars['String']['output']>;
};

/** Something that lies elsewhere: a film, a post, a map. */
export type EmbedBlock = {
  /** Where it lies. */
  readonly url: Scalars['String']['output'];
  /** Who shows it, such as `youtube`. */
  readonly provider?: Maybe<Scalars['String']['output']>;
  /** The caption it has in this text. */
  readonly caption?: Maybe<Scalars['String']['output']>;
};

/** A table. */
export type TableBlock = {
  /** The rows of its head, each a list of cells of inline HTML. */
  readonly head: ReadonlyArray<ReadonlyArray<Scalars['String']['output']>>;
  /** The rows of its body. */
  readonly rows: ReadonlyArray<ReadonlyArray<Scalars['String']['output']>>;
  /** Its caption. */
  readonly caption?: Maybe<Scalars['String']['output']>;
};

/** One entry of a live blog. */
export type PostBlock = {
  /** Its name within the text. */
  readonly id: Scalars['ID']['output'];
  /** When it was posted. */
  readonly published?: Maybe<Scalars['DateTime']['output']>;
  /** Its heading, plain text. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** Its own parts. */
  readonly blocks: ReadonlyArray<Block>;
};

/** Markup that no other block fits, made safe. */
export type HtmlBlock = {
  /** HTML without scripts, styles and forms. */
  readonly html: Scalars['String']['output'];
};

/** What search engines are told of a page. */
export type Seo = {
  /** The title to show. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The description to show. */
  readonly description?: Maybe<Scalars['String']['output']>;
};

/** Where a record stands in the newsroom's work. */
export type Workflow = {
  /** Its state, such as `published`. */
  readonly state?: Maybe<Scalars['String']['output']>;
  /** The status it had in the system it came from. */
  readonly sourceStatus?: Maybe<Scalars['String']['output']>;
  /** When it entered that state. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** Why, where somebody had to say it: when it was killed. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** A page of a record's versions. */
export type RevisionConnection = {
  /** The page's versions, newest first. */
  readonly edges?: Maybe<ReadonlyArray<RevisionEdge>>;
  /** Where this page stands. */
  readonly pageInfo?: Maybe<PageInfo>;
};

/** One entry of a list of versions. */
export type RevisionEdge = {
  /** This entry's place in the list. */
  readonly cursor?: Maybe<Scalars['String']['output']>;
  /** The version itself. */
  readonly node?: Maybe<Revision>;
};

/** One version of a record, as it was saved. */
export type Revision = {
  /** Its number. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** When it was saved. */
  readonly created?: Maybe<Scalars['DateTime']['output']>;
  /** Who or what saved it. */
  readonly author?: Maybe<Scalars['String']['output']>;
  /** Whether readers saw it. */
  readonly live?: Maybe<Scalars['Boolean']['output']>;
  /** The headline it had. */
  readonly headline?: Maybe<Scalars['String']['output']>;
};

/** A name that a record goes by elsewhere. */
export type AltId = {
  /** Which kind of name, such as `wordpress:guid`. */
  readonly role?: Maybe<Scalars['String']['output']>;
  /** The name. */
  readonly value?: Maybe<Scalars['String']['output']>;
};

/** A newspaper or other house of the group that owns content. */
export type Subsidiary = {
  /** Its id, such as `harbour-courier`. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** Its site's address. */
  readonly site?: Maybe<Scalars['String']['output']>;
  /** The language it usually writes in, BCP 47. */
  readonly language?: Maybe<Scalars['String']['output']>;
};

/** A part of a newspaper, such as Culture. */
export type Section = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The last part of its address. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** What it is about. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The section it is a part of. */
  readonly parent?: Maybe<Section>;
  /** The subsidiary it belongs to. */
  readonly owner?: Maybe<Subsidiary>;
  /** Counts its changes; 1 is the first. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** What stands in it, newest first, as far as you may see it. */
  readonly content?: Maybe<ContentConnection>;
};


/** A part of a newspaper, such as Culture. */
export type SectionContentArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A subject that content is about. */
export type Tag = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The last part of its address. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** What it stands for. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The subsidiary that uses it. */
  readonly owner?: Maybe<Subsidiary>;
  /** Counts its changes; 1 is the first. */
  readonly version?: Maybe<Scalars['Int']['output']>;
};

/** Somebody who writes, photographs or draws. */
export type Contributor = {
  /** Their id. */
  readonly id: Scalars['ID']['output'];
  /** Their name as printed. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The last part of their page's address. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** A few words about them. */
  readonly biography?: Maybe<Scalars['String']['output']>;
  /** The subsidiary they work for. */
  readonly owner?: Maybe<Subsidiary>;
  /** Counts the changes of what is said of them; 1 is the first. */
  readonly version?: Maybe<Scalars['Int']['output']>;
};

/** An ordered front or menu. */
export type Collection = {
  /** Its id. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The last part of its address, unique among its owner's collections. */
  readonly slug?: Maybe<Scalars['String']['output']>;
  /** What it is for. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The section that it belongs to. */
  readonly section?: Maybe<Section>;
  /** The subsidiary it belongs to. */
  readonly owner?: Maybe<Subsidiary>;
  /** Its entries in order; what you may not see, or is not live, is not among them. */
  readonly items?: Maybe<ReadonlyArray<CollectionItem>>;
  /** Counts its changes; 1 is the first. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** When it is to be so, for who previews it. */
  readonly due?: Maybe<Scalars['DateTime']['output']>;
};


/** An ordered front or menu. */
export type CollectionItemsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One entry of a collection: it leads to a record, a section, or an address. */
export type CollectionItem = {
  /** What it is called here, where that is another name than that of what it leads to. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The record that it leads to. */
  readonly content?: Maybe<Content>;
  /** The section that it leads to. */
  readonly section?: Maybe<Section>;
  /** The address that it leads to. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** A picture, film, recording or document; the media subgraph knows it. */
export type MediaAsset = {
  /** Its id, as content names it. */
  readonly reference: Scalars['ID']['output'];
};

/** What became of an old address. */
export type RouteKind =
  /** Content lies there. */
  | 'CONTENT'
  /** What lay there has moved to `location`. */
  | 'REDIRECT'
  /** What lay there is gone for good. */
  | 'GONE';

/** What lies at an address of one of the group's sites. */
export type Route = {
  /** What became of the address. */
  readonly kind: RouteKind;
  /** The HTTP status that answers best: 200, 301 or 410. */
  readonly status: Scalars['Int']['output'];
  /** The content that lies there, or whither it moved. */
  readonly content?: Maybe<Content>;
  /** The address it moved to. */
  readonly location?: Maybe<Scalars['String']['output']>;
};

/** What an API key is allowed. */
export type Grant =
  /** To read. */
  | 'READ'
  /** To write, together with a token. */
  | 'WRITE'
  /** To look into the schema. */
  | 'EXPLORE'
  /** To see working copies, together with a token. */
  | 'PREVIEW'
  /** To register operations. */
  | 'REGISTER'
  /** To narrow a request to a lesser view. */
  | 'NARROW'
  /** To send operations once, and then by the SHA-256 of their text (automatic persisted queries). */
  | 'APQ'
  /** To send registered operations alone. */
  | 'PERSISTED_ONLY';

/** Who you are to this graph. */
export type Viewer = {
  /** The id of your subsidiary or partner. */
  readonly id: Scalars['ID']['output'];
  /** Its name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Whether it is a partner, which licenses content and owns none. */
  readonly partner: Scalars['Boolean']['output'];
  /** The application that your key was made for. */
  readonly application: Scalars['String']['output'];
  /** Where that application shows what it reads: web, app, print or archive. */
  readonly channel: Scalars['String']['output'];
  /** The territory it is bound to, ISO 3166-1 alpha-2. */
  readonly territory?: Maybe<Scalars['String']['output']>;
  /** The view through which you see the graph. */
  readonly view: Scalars['String']['output'];
  /** The packages that your licences give you now. */
  readonly packages: ReadonlyArray<LicensedPackage>;
  /** What your key is allowed. */
  readonly grants: ReadonlyArray<Grant>;
};

/** A package of another's records that you may use. */
export type LicensedPackage = {
  /** Its id, `owner/name`. */
  readonly id: Scalars['ID']['output'];
  /** Minutes after publication before you see its records. */
  readonly delayMinutes: Scalars['Int']['output'];
};

/** Which of the latest content is wanted; every given field must fit. */
export type LatestContentFilter = {
  /** Of this section. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
  /** Of this subsidiary. */
  readonly owner?: InputMaybe<Scalars['ID']['input']>;
};

/** A page of receipts. */
export type WriteReceiptConnection = {
  /** The page's receipts, newest first. */
  readonly edges?: Maybe<ReadonlyArray<WriteReceiptEdge>>;
  /** Where this page stands. */
  readonly pageInfo?: Maybe<PageInfo>;
};

/** One entry of a list of receipts. */
export type WriteReceiptEdge = {
  /** This entry's place in the list. */
  readonly cursor?: Maybe<Scalars['String']['output']>;
  /** The receipt itself. */
  readonly node?: Maybe<WriteReceipt>;
};

/** What is to become of a working copy. */
export type WorkingCopyState =
  /** It is begun, and nobody has said when readers are to have it. */
  | 'DRAFT'
  /** It goes live by itself. */
  | 'SCHEDULED'
  /** It is drafted beside a live version. */
  | 'CORRECTION';

/** Which working copies are wanted; every given field must fit. */
export type WorkingCopyFilter = {
  /** In this state. */
  readonly state?: InputMaybe<WorkingCopyState>;
  /** In this section. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
};

/** A page of working copies. */
export type WorkingCopyConnection = {
  /** The page's working copies, the one saved last first. */
  readonly edges?: Maybe<ReadonlyArray<WorkingCopyEdge>>;
  /** Where this page stands. */
  readonly pageInfo?: Maybe<PageInfo>;
};

/** One entry of a list of working copies. */
export type WorkingCopyEdge = {
  /** This entry's place in the list. */
  readonly cursor?: Maybe<Scalars['String']['output']>;
  /** The working copy itself. */
  readonly node?: Maybe<WorkingCopy>;
};

/** What is drafted, scheduled or being corrected, as its editors see it. */
export type WorkingCopy = {
  /** What is to become of it. */
  readonly state?: Maybe<WorkingCopyState>;
  /** When it goes live by itself. */
  readonly due?: Maybe<Scalars['DateTime']['output']>;
  /** When it was saved last. */
  readonly saved?: Maybe<Scalars['DateTime']['output']>;
  /** Its own version: what a mutation expects. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** The version that readers see beside it. */
  readonly liveVersion?: Maybe<Scalars['Int']['output']>;
  /** What it says. */
  readonly content?: Maybe<Content>;
};

/** One part of a text: exactly one of its members is given. HTML is written anew from what may stand in a text; the receipt keeps what was sent. */
export type BlockInput = {
  /** A paragraph: HTML of inline elements. */
  readonly paragraph?: InputMaybe<Scalars['String']['input']>;
  /** A heading within the text. */
  readonly heading?: InputMaybe<HeadingInput>;
  /** A list. */
  readonly list?: InputMaybe<ListInput>;
  /** A quotation. */
  readonly quote?: InputMaybe<QuoteInput>;
  /** A picture in the text. */
  readonly picture?: InputMaybe<PictureInput>;
  /** Pictures shown together. */
  readonly gallery?: InputMaybe<GalleryInput>;
  /** Something that lies elsewhere: a film, a post, a map. */
  readonly embed?: InputMaybe<EmbedInput>;
  /** A table. */
  readonly table?: InputMaybe<TableInput>;
  /** Markup that no other block fits. */
  readonly html?: InputMaybe<Scalars['String']['input']>;
  /** One entry of a live blog; posts hold no posts. */
  readonly post?: InputMaybe<PostInput>;
};

/** A heading. */
export type HeadingInput = {
  /** 1 to 6; 2 where it is not given. */
  readonly level?: InputMaybe<Scalars['Int']['input']>;
  /** Its text, HTML of inline elements. */
  readonly html: Scalars['String']['input'];
};

/** A list. */
export type ListInput = {
  /** Whether it is numbered. */
  readonly ordered?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its entries, HTML of inline elements and nested lists. */
  readonly items: ReadonlyArray<Scalars['String']['input']>;
};

/** A quotation. */
export type QuoteInput = {
  /** What was said, HTML. */
  readonly html: Scalars['String']['input'];
  /** Who said it, or where. */
  readonly citation?: InputMaybe<Scalars['String']['input']>;
};

/** A picture. */
export type PictureInput = {
  /** The asset: one of your own. */
  readonly media: Scalars['ID']['input'];
  /** The caption it has in this text. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
  /** The credit it has in this text. */
  readonly credit?: InputMaybe<Scalars['String']['input']>;
};

/** Pictures shown together. */
export type GalleryInput = {
  /** The assets in order: your own. */
  readonly pictures: ReadonlyArray<Scalars['ID']['input']>;
  /** The caption of them all. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
};

/** Something that lies elsewhere. */
export type EmbedInput = {
  /** Where it lies: http or https. */
  readonly url: Scalars['String']['input'];
  /** Who shows it, such as `youtube`. */
  readonly provider?: InputMaybe<Scalars['String']['input']>;
  /** The caption it has in this text. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
};

/** A table. */
export type TableInput = {
  /** The rows of its head, each a list of cells of inline HTML. */
  readonly head?: InputMaybe<ReadonlyArray<ReadonlyArray<Scalars['String']['input']>>>;
  /** The rows of its body. */
  readonly rows: ReadonlyArray<ReadonlyArray<Scalars['String']['input']>>;
  /** Its caption. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
};

/** One entry of a live blog. */
export type PostInput = {
  /** Its name within the text, unlike that of any other. */
  readonly id: Scalars['ID']['input'];
  /** When it was posted. */
  readonly published?: InputMaybe<Scalars['DateTime']['input']>;
  /** Its heading, plain text. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Its own parts. */
  readonly blocks: ReadonlyArray<BlockInput>;
};

/** What search engines are told of a page. */
export type SeoInput = {
  /** The title to show. At most 300 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The description to show. At most 500 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
};

/** A name that a record goes by elsewhere. */
export type AltIdInput = {
  /** Which kind of name. */
  readonly role: Scalars['String']['input'];
  /** The name. */
  readonly value: Scalars['String']['input'];
};

/** What a new record says. */
export type ContentInput = {
  /** What kind of content it is. */
  readonly type: ContentType;
  /** Its headline, plain text. At most 300 characters. */
  readonly headline: Scalars['String']['input'];
  /** The language it is written in, BCP 47. */
  readonly language: Scalars['String']['input'];
  /** The last part of its address: small letters and digits with hyphens between them; made of the headline where it is not given. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** Its text. */
  readonly body?: InputMaybe<ReadonlyArray<BlockInput>>;
  /** The section it stands in. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
  /** What it is about: at most 50 of your own tags. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Who made it, in the order of the byline: at most 20 of your own contributors. */
  readonly contributors?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The contributors in one line, as printed; made of their names where it is not given. At most 300 characters. */
  readonly byline?: InputMaybe<Scalars['String']['input']>;
  /** A second headline, for search engines or small places. At most 300 characters. */
  readonly alternativeHeadline?: InputMaybe<Scalars['String']['input']>;
  /** The lines under the headline, plain text. At most 2 000 characters. */
  readonly standfirst?: InputMaybe<Scalars['String']['input']>;
  /** Its address on your own site. */
  readonly canonicalUrl?: InputMaybe<Scalars['String']['input']>;
  /** What search engines are told of it. */
  readonly seo?: InputMaybe<SeoInput>;
  /** The asset that leads it: one of your own. */
  readonly leadMedia?: InputMaybe<Scalars['ID']['input']>;
  /** When it comes down by itself. */
  readonly expires?: InputMaybe<Scalars['DateTime']['input']>;
  /** What a user must keep to, in words. At most 1 000 characters. */
  readonly usageTerms?: InputMaybe<Scalars['String']['input']>;
  /** Who holds the copyright. At most 300 characters. */
  readonly copyrightHolder?: InputMaybe<Scalars['String']['input']>;
  /** The notice to print with it. At most 1 000 characters. */
  readonly copyrightNotice?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. */
  readonly excludedTerritories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The names it goes by elsewhere: at most 10. */
  readonly altIds?: InputMaybe<ReadonlyArray<AltIdInput>>;
  /** An object, for what the graph has no field for. It is never searched. */
  readonly extensions?: InputMaybe<Scalars['JSON']['input']>;
};

/** What a change of a text does. */
export type BlockEdit =
  /** Puts the block in the place of the one that is there. */
  | 'REPLACE'
  /** Puts the block before the one that is there, or at the end. */
  | 'INSERT'
  /** Takes away the one that is there. */
  | 'REMOVE';

/** One change of a text, made to what the changes before it left. */
export type BlockPatch = {
  /** What it does. */
  readonly edit: BlockEdit;
  /** Where: 0 is the first block. */
  readonly at: Scalars['Int']['input'];
  /** The block; none where one is removed. */
  readonly block?: InputMaybe<BlockInput>;
};

/** What changes of a record: what is not given stays, and null takes away what may be absent. */
export type ContentPatch = {
  /** What kind of content it is. */
  readonly type?: InputMaybe<ContentType>;
  /** Its headline, plain text. At most 300 characters. */
  readonly headline?: InputMaybe<Scalars['String']['input']>;
  /** The language it is written in, BCP 47. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** The last part of its address. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** Its text, whole. */
  readonly body?: InputMaybe<ReadonlyArray<BlockInput>>;
  /** Changes to its text, block by block, instead. */
  readonly blocks?: InputMaybe<ReadonlyArray<BlockPatch>>;
  /** The section it stands in. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
  /** What it is about: at most 50 of your own tags. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Who made it, in the order of the byline: at most 20 of your own contributors. */
  readonly contributors?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The contributors in one line, as printed; made of their names where it is not given. At most 300 characters. */
  readonly byline?: InputMaybe<Scalars['String']['input']>;
  /** A second headline, for search engines or small places. At most 300 characters. */
  readonly alternativeHeadline?: InputMaybe<Scalars['String']['input']>;
  /** The lines under the headline, plain text. At most 2 000 characters. */
  readonly standfirst?: InputMaybe<Scalars['String']['input']>;
  /** Its address on your own site. */
  readonly canonicalUrl?: InputMaybe<Scalars['String']['input']>;
  /** What search engines are told of it. */
  readonly seo?: InputMaybe<SeoInput>;
  /** The asset that leads it: one of your own. */
  readonly leadMedia?: InputMaybe<Scalars['ID']['input']>;
  /** When it comes down by itself. */
  readonly expires?: InputMaybe<Scalars['DateTime']['input']>;
  /** What a user must keep to, in words. At most 1 000 characters. */
  readonly usageTerms?: InputMaybe<Scalars['String']['input']>;
  /** Who holds the copyright. At most 300 characters. */
  readonly copyrightHolder?: InputMaybe<Scalars['String']['input']>;
  /** The notice to print with it. At most 1 000 characters. */
  readonly copyrightNotice?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. */
  readonly excludedTerritories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The names it goes by elsewhere: at most 10. */
  readonly altIds?: InputMaybe<ReadonlyArray<AltIdInput>>;
  /** An object, for what the graph has no field for. It is never searched. */
  readonly extensions?: InputMaybe<Scalars['JSON']['input']>;
};

/** All that a section says; what is not given it says no more. */
export type SectionInput = {
  /** Its name. At most 200 characters. */
  readonly name: Scalars['String']['input'];
  /** The last part of its address: small letters and digits with hyphens between them, no other section of yours has it. Where it is not given it stays, or is made of the name. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** What it is about. At most 2 000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The section that it is a part of: one of your own. At most 10 lie above one. */
  readonly parent?: InputMaybe<Scalars['ID']['input']>;
};

/** All that a tag says; what is not given it says no more. */
export type TagInput = {
  /** Its name. At most 200 characters. */
  readonly name: Scalars['String']['input'];
  /** The last part of its address: small letters and digits with hyphens between them, no other tag of yours has it. Where it is not given it stays, or is made of the name. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** What it stands for. At most 2 000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
};

/** All that is said of a contributor; what is not given is said no more. */
export type ContributorInput = {
  /** Their name as printed. At most 200 characters. */
  readonly name: Scalars['String']['input'];
  /** The last part of their page's address: small letters and digits with hyphens between them, no other contributor of yours has it. Where it is not given it stays, or is made of the name. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** A few words about them. At most 2 000 characters. */
  readonly biography?: InputMaybe<Scalars['String']['input']>;
};

/** One entry of a collection: exactly one of `content`, `section` and `url` is given. */
export type CollectionItemInput = {
  /** The record that it leads to: one of your own, live or not. */
  readonly content?: InputMaybe<Scalars['ID']['input']>;
  /** The section that it leads to: one of your own. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
  /** The address that it leads to. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
  /** What it is called here; an address must have it. At most 300 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** All that a collection says; what is not given it says no more. */
export type CollectionInput = {
  /** Its name. At most 200 characters. */
  readonly name: Scalars['String']['input'];
  /** The last part of its address: small letters and digits with hyphens between them, no other collection of yours has it. Where it is not given it stays, or is made of the name. */
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  /** What it is for. At most 2 000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The section that it belongs to: one of your own. */
  readonly section?: InputMaybe<Scalars['ID']['input']>;
  /** Its entries in order, at most 100. */
  readonly items: ReadonlyArray<CollectionItemInput>;
};

/** What `createContent` is given. */
export type CreateContentInput = {
  /** What it says. */
  readonly content: ContentInput;
};

/** What `updateContent` is given. */
export type UpdateContentInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** What changes. */
  readonly patch: ContentPatch;
};

/** What `publishContent` is given. */
export type PublishContentInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** When it goes live by itself; without it, or where it has passed, at once. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  /** The correction notice that is printed with it from now on. At most 2 000 characters. */
  readonly correction?: InputMaybe<Scalars['String']['input']>;
};

/** What `withdrawContent` is given. */
export type WithdrawContentInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
};

/** What `deleteContent` is given. */
export type DeleteContentInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
};

/** What `killContent` is given. */
export type KillContentInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** Why. At most 1 000 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What `restoreRevision` is given. */
export type RestoreRevisionInput = {
  /** The record's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The earlier version. */
  readonly revision: Scalars['Int']['input'];
};

/** What `saveSection` is given. */
export type SaveSectionInput = {
  /** Its id; none where one is made. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The version that you have seen; none where one is made. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** All that it says. */
  readonly section: SectionInput;
};

/** What `saveTag` is given. */
export type SaveTagInput = {
  /** Its id; none where one is made. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The version that you have seen; none where one is made. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** All that it says. */
  readonly tag: TagInput;
};

/** What `saveContributor` is given. */
export type SaveContributorInput = {
  /** Its id; none where one is made. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The version that you have seen; none where one is made. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** All that it says. */
  readonly contributor: ContributorInput;
};

/** What `saveCollection` is given. */
export type SaveCollectionInput = {
  /** Its id; none where one is made. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The version that you have seen; none where one is made. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** All that it says. */
  readonly collection: CollectionInput;
  /** When readers see it so; without it, or where it has passed, at once. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What `updateMedia` is given. */
export type UpdateMediaInput = {
  /** The asset's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** What changes. */
  readonly patch: MediaPatch;
};

/** What `deleteMedia` is given. */
export type DeleteMediaInput = {
  /** The asset's id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen. */
  readonly expectedVersion: Scalars['Int']['input'];
};

/** One command of a batch: its key, and exactly one mutation with what that is given. */
export type WriteCommandInput = {
  /** Your own name for this command, 1 to 128 characters, as every mutation takes it. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** The person for whom a newsroom system writes, at most 200 characters. */
  readonly onBehalfOf?: InputMaybe<Scalars['String']['input']>;
  /** What the others of an atomic batch call the record that it makes, 1 to 50 characters: they name it `#name` where an id of a section, a tag, a contributor or content of a collection stands. */
  readonly as?: InputMaybe<Scalars['String']['input']>;
  /** As the mutation of that name. */
  readonly createContent?: InputMaybe<CreateContentInput>;
  /** As the mutation of that name. */
  readonly updateContent?: InputMaybe<UpdateContentInput>;
  /** As the mutation of that name. */
  readonly publishContent?: InputMaybe<PublishContentInput>;
  /** As the mutation of that name. */
  readonly withdrawContent?: InputMaybe<WithdrawContentInput>;
  /** As the mutation of that name. */
  readonly deleteContent?: InputMaybe<DeleteContentInput>;
  /** As the mutation of that name. */
  readonly killContent?: InputMaybe<KillContentInput>;
  /** As the mutation of that name. */
  readonly restoreRevision?: InputMaybe<RestoreRevisionInput>;
  /** As the mutation of that name. */
  readonly saveSection?: InputMaybe<SaveSectionInput>;
  /** As the mutation of that name. */
  readonly saveTag?: InputMaybe<SaveTagInput>;
  /** As the mutation of that name. */
  readonly saveContributor?: InputMaybe<SaveContributorInput>;
  /** As the mutation of that name. */
  readonly saveCollection?: InputMaybe<SaveCollectionInput>;
  /** As the mutation of that name. */
  readonly updateMedia?: InputMaybe<UpdateMediaInput>;
  /** As the mutation of that name. */
  readonly deleteMedia?: InputMaybe<DeleteMediaInput>;
};

/** Which receipts are wanted; every given field must fit. */
export type WriteReceiptFilter = {
  /** In this state. */
  readonly state?: InputMaybe<WriteState>;
  /** About this record. */
  readonly subject?: InputMaybe<Scalars['ID']['input']>;
};

/** Where reading begins. */
export type Query = {
  /** Who you are to this graph. */
  readonly viewer: Viewer;
  /** One record by its id; null where there is none that you may see. */
  readonly content?: Maybe<Content>;
  /** One record by its slug; an old slug answers with the record, whose `slug` is the current one. */
  readonly contentBySlug?: Maybe<Content>;
  /** One record by a name that it goes by elsewhere. */
  readonly contentByAltId?: Maybe<Content>;
  /** What lies, or lay, at an address; null where nothing ever did that you may know of. */
  readonly route?: Maybe<Route>;
  /** What was published last, newest first, your own and what you license. */
  readonly latestContent?: Maybe<ContentConnection>;
  /** One of your own sections. */
  readonly section?: Maybe<Section>;
  /** One of your own contributors. */
  readonly contributor?: Maybe<Contributor>;
  /** One of your own tags. */
  readonly tag?: Maybe<Tag>;
  /** One of your own collections, by its id or its slug, or both, which must fit then. */
  readonly collection?: Maybe<Collection>;
  /** One of the group's subsidiaries. */
  readonly subsidiary?: Maybe<Subsidiary>;
  /** The group's subsidiaries, by name. */
  readonly subsidiaries?: Maybe<ReadonlyArray<Subsidiary>>;
  /** A receipt of your own application; null where there is none. */
  readonly writeReceipt?: Maybe<WriteReceipt>;
  /** The receipts of your own application, newest first. */
  readonly writeReceipts?: Maybe<WriteReceiptConnection>;
  /** The working copies of your own subsidiary, the one saved last first, in the sections that are yours to edit: for editors with a key that may preview; `FORBIDDEN` for all others. */
  readonly workingCopies?: Maybe<WorkingCopyConnection>;
};


/** Where reading begins. */
export type QueryContentArgs = {
  id: Scalars['ID']['input'];
  minVersion?: InputMaybe<Scalars['Int']['input']>;
  preview?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Where reading begins. */
export type QueryContentBySlugArgs = {
  subsidiary: Scalars['ID']['input'];
  slug: Scalars['String']['input'];
  language?: InputMaybe<Scalars['String']['input']>;
  preview?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Where reading begins. */
export type QueryContentByAltIdArgs = {
  subsidiary: Scalars['ID']['input'];
  role: Scalars['String']['input'];
  value: Scalars['String']['input'];
};


/** Where reading begins. */
export type QueryRouteArgs = {
  site: Scalars['String']['input'];
  path: Scalars['String']['input'];
  preview?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Where reading begins. */
export type QueryLatestContentArgs = {
  filter?: InputMaybe<LatestContentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Where reading begins. */
export type QuerySectionArgs = {
  id: Scalars['ID']['input'];
};


/** Where reading begins. */
export type QueryContributorArgs = {
  id: Scalars['ID']['input'];
};


/** Where reading begins. */
export type QueryTagArgs = {
  id: Scalars['ID']['input'];
};


/** Where reading begins. */
export type QueryCollectionArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  slug?: InputMaybe<Scalars['String']['input']>;
  preview?: InputMaybe<Scalars['Boolean']['input']>;
};


/** Where reading begins. */
export type QuerySubsidiaryArgs = {
  id: Scalars['ID']['input'];
};


/** Where reading begins. */
export type QueryWriteReceiptArgs = {
  id: Scalars['ID']['input'];
  waitMs?: InputMaybe<Scalars['Int']['input']>;
};


/** Where reading begins. */
export type QueryWriteReceiptsArgs = {
  filter?: InputMaybe<WriteReceiptFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Where reading begins. */
export type QueryWorkingCopiesArgs = {
  filter?: InputMaybe<WorkingCopyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type Mutation = {
  /** Makes a record, as a working copy that no reader sees. Takes the role author. */
  readonly createContent: WriteReceipt;
  /** Changes the working copy of a record, which is begun from the live version where there is none; readers see nothing of it. Takes the role editor, or that its author changes their own draft. */
  readonly updateContent: WriteReceipt;
  /** Makes the working copy live, now or by itself at a time. Takes the role publisher. */
  readonly publishContent: WriteReceipt;
  /** Takes the live version away from readers, and has what was to go live by itself not do so; what it said stays as the working copy. Takes the role publisher. */
  readonly withdrawContent: WriteReceipt;
  /** Deletes a record for good, live version and working copy: its versions stay on the desk, and nothing brings it back. Takes the role publisher; for what was never live editor, or that its author deletes their own draft. */
  readonly deleteContent: WriteReceipt;
  /** Takes a record away from readers for good, whatever version there is, when it must not have been published: nothing publishes it again, no import either. Its editors keep what it said, with the reason. Taken even while other commands have to wait. Takes the role publisher. */
  readonly killContent: WriteReceipt;
  /** Makes what a record said in an earlier version its working copy; readers see nothing of it. Takes the role editor, or that its author restores their own draft. */
  readonly restoreRevision: WriteReceipt;
  /** Makes a section, or says anew all that one says; readers see it at once. Takes the role publisher; somebody narrowed to sections changes these, and makes others below them. */
  readonly saveSection: WriteReceipt;
  /** Makes a tag, or says anew all that one says; readers see it at once. Takes the role editor. */
  readonly saveTag: WriteReceipt;
  /** Makes a contributor, or says anew all that is said of one; readers see it at once. Takes the role editor. */
  readonly saveContributor: WriteReceipt;
  /** Makes a collection, or says anew all that one says: readers see it at once, or from a time on. Takes the role publisher. */
  readonly saveCollection: WriteReceipt;
  /** Takes up to 25 commands at once, and answers their receipts in the same order: each is taken or refused by itself, or with `atomic` all are done together or none. */
  readonly writeBatch: ReadonlyArray<WriteReceipt>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationCreateContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  content: ContentInput;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationUpdateContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  patch: ContentPatch;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationPublishContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  at?: InputMaybe<Scalars['DateTime']['input']>;
  correction?: InputMaybe<Scalars['String']['input']>;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationWithdrawContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationDeleteContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationKillContentArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationRestoreRevisionArgs = {
  idempotencyKey: Scalars['String']['input'];
  id: Scalars['ID']['input'];
  expectedVersion: Scalars['Int']['input'];
  revision: Scalars['Int']['input'];
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationSaveSectionArgs = {
  idempotencyKey: Scalars['String']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  section: SectionInput;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationSaveTagArgs = {
  idempotencyKey: Scalars['String']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  tag: TagInput;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationSaveContributorArgs = {
  idempotencyKey: Scalars['String']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  contributor: ContributorInput;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationSaveCollectionArgs = {
  idempotencyKey: Scalars['String']['input'];
  id?: InputMaybe<Scalars['ID']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  collection: CollectionInput;
  at?: InputMaybe<Scalars['DateTime']['input']>;
  onBehalfOf?: InputMaybe<Scalars['String']['input']>;
};


/** Where writing begins. Each mutation needs a key with the grant `write` and a token with the scope `masthead/write`, and answers a receipt: what is QUEUED is durable and is applied once. */
export type MutationWriteBatchArgs = {
  commands: ReadonlyArray<WriteCommandInput>;
  atomic?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Under which terms a record may be used. */
export type Rights = {
  /** What a user must keep to, in words. */
  readonly usageTerms?: Maybe<Scalars['String']['output']>;
  /** Who holds the copyright. */
  readonly copyrightHolder?: Maybe<Scalars['String']['output']>;
  /** The notice to print with it. */
  readonly copyrightNotice?: Maybe<Scalars['String']['output']>;
  /** The packages it lies in, as `owner/name`: all of them for its owner, for others those that they license. */
  readonly packages?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. */
  readonly excludedTerritories?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Where a record came from before it lay here. */
export type SourceProvenance = {
  /** The system it was made in, such as `wordpress`. */
  readonly system?: Maybe<Scalars['String']['output']>;
  /** The data centre that system ran in. */
  readonly dataCentre?: Maybe<Scalars['String']['output']>;
  /** The site it belonged to there. */
  readonly site?: Maybe<Scalars['String']['output']>;
  /** Its id there. */
  readonly externalId?: Maybe<Scalars['String']['output']>;
  /** Where it was edited there. */
  readonly editUrl?: Maybe<Scalars['String']['output']>;
  /** The export that it was read from. */
  readonly exportFile?: Maybe<Scalars['String']['output']>;
  /** Its first and last byte in that export. */
  readonly byteRange?: Maybe<ReadonlyArray<Scalars['Float']['output']>>;
  /** The import run that brought it. */
  readonly runId?: Maybe<Scalars['String']['output']>;
  /** SHA-256 of its source, in hex. */
  readonly sourceHash?: Maybe<Scalars['String']['output']>;
  /** What had to be mended in its source before it could be read. */
  readonly repairs?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Where a page of a list stands among the others, as in the Relay cursor connections specification. */
export type PageInfo = {
  /** Whether there is more after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before `startCursor`: true on every page but the first. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first edge; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Give it as `after` for the next page: the cursor of the page's last edge, or of where reading ended before the page was full; null where there is neither. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** A page of a list of articles and other content. */
export type ContentConnection = {
  /** The page's entries in the list's order. */
  readonly edges: ReadonlyArray<ContentEdge>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
};

/** What a mutation answers, and what can be asked for later: a command, and what has become of it. */
export type WriteReceipt = {
  /** Its id; null where the command was refused at once, so that nothing is kept of it and its key is free. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** What has become of the command. */
  readonly state?: Maybe<WriteState>;
  /** Which mutation it was. */
  readonly mutation?: Maybe<Scalars['String']['output']>;
  /** The id of the record that it is about. */
  readonly subject?: Maybe<Scalars['ID']['output']>;
  /** The version of the record that it made, once it is applied: ask `content(id:, minVersion:)` with it to read what was written. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** Why it is refused: the first reason. */
  readonly error?: Maybe<WriteError>;
  /** Why it is refused: every reason, none where it is not. */
  readonly errors?: Maybe<ReadonlyArray<WriteError>>;
  /** When it was accepted. */
  readonly acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was applied. */
  readonly appliedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What an asset says of itself: what is not given stays, and null takes it away. */
export type MediaPatch = {
  /** What it shows, for those who do not see it. At most 1 000 characters. */
  readonly altText?: InputMaybe<Scalars['String']['input']>;
  /** Its caption, plain text. At most 2 000 characters. */
  readonly caption?: InputMaybe<Scalars['String']['input']>;
  /** Whom to name with it. At most 300 characters. */
  readonly creditText?: InputMaybe<Scalars['String']['input']>;
  /** The language of these texts, BCP 47; your subsidiary's own where it is not given. */
  readonly language?: InputMaybe<Scalars['String']['input']>;
  /** What must stay in view when it is cropped. */
  readonly focalPoint?: InputMaybe<FocalPointInput>;
  /** When it comes down by itself. Takes the role publisher. */
  readonly expires?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether it is kept from all who read. Takes the role publisher. */
  readonly withheld?: InputMaybe<Scalars['Boolean']['input']>;
  /** What a user must keep to, in words. At most 1 000 characters. */
  readonly usageTerms?: InputMaybe<Scalars['String']['input']>;
  /** Who holds the copyright. At most 300 characters. */
  readonly copyrightHolder?: InputMaybe<Scalars['String']['input']>;
  /** The notice to print with it. At most 1 000 characters. */
  readonly copyrightNotice?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 codes of the territories where it may not be shown. Takes the role publisher. */
  readonly excludedTerritories?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** What has become of a command that was written. */
export type WriteState =
  /** It is accepted and durable, and will be applied once. */
  | 'QUEUED'
  /** It is done. */
  | 'APPLIED'
  /** It is refused; `errors` says why. Nothing was changed. */
  | 'REJECTED'
  /** It failed again and again through no fault of its sender's: an operator looks at it. Nothing was changed. */
  | 'PARKED';

/** Who may keep a cached value. */
export type Caching__Scope =
  | 'PUBLIC'
  | 'PRIVATE';

/** One entry of a list of content. */
export type ContentEdge = {
  /** This entry's place in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The entry itself; null where it has gone since. */
  readonly node?: Maybe<Content>;
};

/** One reason why a command is refused. */
export type WriteError = {
  /** Which kind of reason. */
  readonly code?: Maybe<WriteErrorCode>;
  /** What was wrong and what to do, in words. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** Where in the input, such as `content.body[2].heading`. */
  readonly field?: Maybe<Scalars['String']['output']>;
};

/** A point in a picture. */
export type FocalPointInput = {
  /** From the left, 0 to 1. */
  readonly x: Scalars['Float']['input'];
  /** From the top, 0 to 1. */
  readonly y: Scalars['Float']['input'];
};

/** Why a command is refused. */
export type WriteErrorCode =
  /** The record has changed since the version that was expected. */
  | 'VERSION_CONFLICT'
  /** The key was used for another command. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Another record has the slug. */
  | 'SLUG_TAKEN'
  /** What was named is not there, or not yours. */
  | 'NOT_FOUND'
  /** Something in the input is wrong. */
  | 'INVALID'
  /** It takes another role, or another section. */
  | 'FORBIDDEN';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Content: Content;
  Subsidiary: Subsidiary;
  Section: Section;
  Tag: Tag;
  Contributor: Contributor;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}> );
  Subsidiary:
    ( { __typename: 'Subsidiary' }
    & GraphQLRecursivePick<FederationTypes['Subsidiary'], {"id":true}> );
  Section:
    ( { __typename: 'Section' }
    & GraphQLRecursivePick<FederationTypes['Section'], {"id":true}> );
  Tag:
    ( { __typename: 'Tag' }
    & GraphQLRecursivePick<FederationTypes['Tag'], {"id":true}> );
  Contributor:
    ( { __typename: 'Contributor' }
    & GraphQLRecursivePick<FederationTypes['Contributor'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Block:
    | ( BlockOf<'paragraph'> )
    | ( BlockOf<'heading'> )
    | ( BlockOf<'list'> )
    | ( BlockOf<'quote'> )
    | ( BlockOf<'picture'> )
    | ( BlockOf<'gallery'> )
    | ( BlockOf<'embed'> )
    | ( BlockOf<'table'> )
    | ( BlockOf<'post'> )
    | ( BlockOf<'html'> )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  ContentType: ContentType;
  PubStatus: PubStatus;
  Content: ResolverTypeWrapper<ShownContent>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Body: ResolverTypeWrapper<BodyRecord>;
  Block: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Block']>;
  ParagraphBlock: ResolverTypeWrapper<BlockOf<'paragraph'>>;
  HeadingBlock: ResolverTypeWrapper<BlockOf<'heading'>>;
  ListBlock: ResolverTypeWrapper<BlockOf<'list'>>;
  QuoteBlock: ResolverTypeWrapper<BlockOf<'quote'>>;
  PictureBlock: ResolverTypeWrapper<BlockOf<'picture'>>;
  GalleryBlock: ResolverTypeWrapper<BlockOf<'gallery'>>;
  EmbedBlock: ResolverTypeWrapper<BlockOf<'embed'>>;
  TableBlock: ResolverTypeWrapper<BlockOf<'table'>>;
  PostBlock: ResolverTypeWrapper<BlockOf<'post'>>;
  HtmlBlock: ResolverTypeWrapper<BlockOf<'html'>>;
  Seo: ResolverTypeWrapper<Seo>;
  Workflow: ResolverTypeWrapper<WorkflowRecord>;
  RevisionConnection: ResolverTypeWrapper<Omit<RevisionConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversTypes['RevisionEdge']>> }>;
  RevisionEdge: ResolverTypeWrapper<Omit<RevisionEdge, 'node'> & { node?: Maybe<ResolversTypes['Revision']> }>;
  Revision: ResolverTypeWrapper<RevisionRecord>;
  AltId: ResolverTypeWrapper<AltId>;
  Subsidiary: ResolverTypeWrapper<Organisation>;
  Section: ResolverTypeWrapper<Term>;
  Tag: ResolverTypeWrapper<Term>;
  Contributor: ResolverTypeWrapper<Term>;
  Collection: ResolverTypeWrapper<CollectionRecord>;
  CollectionItem: ResolverTypeWrapper<ShownItem>;
  MediaAsset: ResolverTypeWrapper<MediaAsset>;
  RouteKind: RouteKind;
  Route: ResolverTypeWrapper<FoundRoute>;
  Grant: Grant;
  Viewer: ResolverTypeWrapper<ViewerRecord>;
  LicensedPackage: ResolverTypeWrapper<LicensedPackage>;
  LatestContentFilter: LatestContentFilter;
  WriteReceiptConnection: ResolverTypeWrapper<Omit<WriteReceiptConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversTypes['WriteReceiptEdge']>> }>;
  WriteReceiptEdge: ResolverTypeWrapper<Omit<WriteReceiptEdge, 'node'> & { node?: Maybe<ResolversTypes['WriteReceipt']> }>;
  WorkingCopyState: WorkingCopyState;
  WorkingCopyFilter: WorkingCopyFilter;
  WorkingCopyConnection: ResolverTypeWrapper<Omit<WorkingCopyConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversTypes['WorkingCopyEdge']>> }>;
  WorkingCopyEdge: ResolverTypeWrapper<Omit<WorkingCopyEdge, 'node'> & { node?: Maybe<ResolversTypes['WorkingCopy']> }>;
  WorkingCopy: ResolverTypeWrapper<ListedCopy>;
  BlockInput: BlockInput;
  HeadingInput: HeadingInput;
  ListInput: ListInput;
  QuoteInput: QuoteInput;
  PictureInput: PictureInput;
  GalleryInput: GalleryInput;
  EmbedInput: EmbedInput;
  TableInput: TableInput;
  PostInput: PostInput;
  SeoInput: SeoInput;
  AltIdInput: AltIdInput;
  ContentInput: ContentInput;
  BlockEdit: BlockEdit;
  BlockPatch: BlockPatch;
  ContentPatch: ContentPatch;
  SectionInput: SectionInput;
  TagInput: TagInput;
  ContributorInput: ContributorInput;
  CollectionItemInput: CollectionItemInput;
  CollectionInput: CollectionInput;
  CreateContentInput: CreateContentInput;
  UpdateContentInput: UpdateContentInput;
  PublishContentInput: PublishContentInput;
  WithdrawContentInput: WithdrawContentInput;
  DeleteContentInput: DeleteContentInput;
  KillContentInput: KillContentInput;
  RestoreRevisionInput: RestoreRevisionInput;
  SaveSectionInput: SaveSectionInput;
  SaveTagInput: SaveTagInput;
  SaveContributorInput: SaveContributorInput;
  SaveCollectionInput: SaveCollectionInput;
  UpdateMediaInput: UpdateMediaInput;
  DeleteMediaInput: DeleteMediaInput;
  WriteCommandInput: WriteCommandInput;
  WriteReceiptFilter: WriteReceiptFilter;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Rights: ResolverTypeWrapper<ShownContent>;
  SourceProvenance: ResolverTypeWrapper<Provenance>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ContentConnection: ResolverTypeWrapper<Omit<ContentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ContentEdge']> }>;
  WriteReceipt: ResolverTypeWrapper<ShownReceipt>;
  MediaPatch: MediaPatch;
  WriteState: WriteState;
  caching__Scope: Caching__Scope;
  ContentEdge: ResolverTypeWrapper<ListEdge>;
  WriteError: ResolverTypeWrapper<Refusal>;
  FocalPointInput: FocalPointInput;
  WriteErrorCode: WriteErrorCode;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  JSON: Scalars['JSON']['output'];
  Content: ShownContent;
  ID: Scalars['ID']['output'];
  Body: BodyRecord;
  Block: ResolversUnionTypes<ResolversParentTypes>['Block'];
  ParagraphBlock: BlockOf<'paragraph'>;
  HeadingBlock: BlockOf<'heading'>;
  ListBlock: BlockOf<'list'>;
  QuoteBlock: BlockOf<'quote'>;
  PictureBlock: BlockOf<'picture'>;
  GalleryBlock: BlockOf<'gallery'>;
  EmbedBlock: BlockOf<'embed'>;
  TableBlock: BlockOf<'table'>;
  PostBlock: BlockOf<'post'>;
  HtmlBlock: BlockOf<'html'>;
  Seo: Seo;
  Workflow: WorkflowRecord;
  RevisionConnection: Omit<RevisionConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversParentTypes['RevisionEdge']>> };
  RevisionEdge: Omit<RevisionEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Revision']> };
  Revision: RevisionRecord;
  AltId: AltId;
  Subsidiary: Organisation;
  Section: Term;
  Tag: Term;
  Contributor: Term;
  Collection: CollectionRecord;
  CollectionItem: ShownItem;
  MediaAsset: MediaAsset;
  Route: FoundRoute;
  Viewer: ViewerRecord;
  LicensedPackage: LicensedPackage;
  LatestContentFilter: LatestContentFilter;
  WriteReceiptConnection: Omit<WriteReceiptConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversParentTypes['WriteReceiptEdge']>> };
  WriteReceiptEdge: Omit<WriteReceiptEdge, 'node'> & { node?: Maybe<ResolversParentTypes['WriteReceipt']> };
  WorkingCopyFilter: WorkingCopyFilter;
  WorkingCopyConnection: Omit<WorkingCopyConnection, 'edges'> & { edges?: Maybe<ReadonlyArray<ResolversParentTypes['WorkingCopyEdge']>> };
  WorkingCopyEdge: Omit<WorkingCopyEdge, 'node'> & { node?: Maybe<ResolversParentTypes['WorkingCopy']> };
  WorkingCopy: ListedCopy;
  BlockInput: BlockInput;
  HeadingInput: HeadingInput;
  ListInput: ListInput;
  QuoteInput: QuoteInput;
  PictureInput: PictureInput;
  GalleryInput: GalleryInput;
  EmbedInput: EmbedInput;
  TableInput: TableInput;
  PostInput: PostInput;
  SeoInput: SeoInput;
  AltIdInput: AltIdInput;
  ContentInput: ContentInput;
  BlockPatch: BlockPatch;
  ContentPatch: ContentPatch;
  SectionInput: SectionInput;
  TagInput: TagInput;
  ContributorInput: ContributorInput;
  CollectionItemInput: CollectionItemInput;
  CollectionInput: CollectionInput;
  CreateContentInput: CreateContentInput;
  UpdateContentInput: UpdateContentInput;
  PublishContentInput: PublishContentInput;
  WithdrawContentInput: WithdrawContentInput;
  DeleteContentInput: DeleteContentInput;
  KillContentInput: KillContentInput;
  RestoreRevisionInput: RestoreRevisionInput;
  SaveSectionInput: SaveSectionInput;
  SaveTagInput: SaveTagInput;
  SaveContributorInput: SaveContributorInput;
  SaveCollectionInput: SaveCollectionInput;
  UpdateMediaInput: UpdateMediaInput;
  DeleteMediaInput: DeleteMediaInput;
  WriteCommandInput: WriteCommandInput;
  WriteReceiptFilter: WriteReceiptFilter;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  DateTime: Scalars['DateTime']['output'];
  Rights: ShownContent;
  SourceProvenance: Provenance;
  Float: Scalars['Float']['output'];
  PageInfo: PageInfo;
  ContentConnection: Omit<ContentConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ContentEdge']> };
  WriteReceipt: ShownReceipt;
  MediaPatch: MediaPatch;
  ContentEdge: ListEdge;
  WriteError: Refusal;
  FocalPointInput: FocalPointInput;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  import?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = Context, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type TagDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type TagDirectiveResolver<Result, Parent, ContextType = Context, Args = TagDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  slicingArguments?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  sizedFields?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>;
  staleWhileRevalidate?: Maybe<Scalars['Int']['input']>;
  scope?: Maybe<Caching__Scope>;
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type ContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ContentType'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  contributors?: Resolver<ReadonlyArray<ResolversTypes['Contributor']>, ParentType, ContextType>;
  byline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  headline?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  alternativeHeadline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  standfirst?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['Body']>, ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  translations?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Content']>>, ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  canonicalUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seo?: Resolver<Maybe<ResolversTypes['Seo']>, ParentType, ContextType>;
  leadMedia?: Resolver<Maybe<ResolversTypes['MediaAsset']>, ParentType, ContextType>;
  media?: Resolver<ReadonlyArray<Maybe<ResolversTypes['MediaAsset']>>, ParentType, ContextType>;
  published?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  firstPublished?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  updated?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expires?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  correction?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pubStatus?: Resolver<ResolversTypes['PubStatus'], ParentType, ContextType>;
  rights?: Resolver<Maybe<ResolversTypes['Rights']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  versionCreated?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  workflow?: Resolver<Maybe<ResolversTypes['Workflow']>, ParentType, ContextType>;
  revisions?: Resolver<Maybe<ResolversTypes['RevisionConnection']>, ParentType, ContextType, RequireFields<ContentRevisionsArgs, 'first'>>;
  altIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['AltId']>>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['SourceProvenance']>, ParentType, ContextType>;
  extensions?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type BodyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Body'] = ResolversParentTypes['Body']> = {
  blocks?: Resolver<ReadonlyArray<ResolversTypes['Block']>, ParentType, ContextType>;
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  wordCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Block'] = ResolversParentTypes['Block']> = {
  __resolveType: TypeResolveFn<'ParagraphBlock' | 'HeadingBlock' | 'ListBlock' | 'QuoteBlock' | 'PictureBlock' | 'GalleryBlock' | 'EmbedBlock' | 'TableBlock' | 'PostBlock' | 'HtmlBlock', ParentType, ContextType>;
};

export type ParagraphBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ParagraphBlock'] = ResolversParentTypes['ParagraphBlock']> = {
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HeadingBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeadingBlock'] = ResolversParentTypes['HeadingBlock']> = {
  level?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ListBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ListBlock'] = ResolversParentTypes['ListBlock']> = {
  ordered?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteBlock'] = ResolversParentTypes['QuoteBlock']> = {
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  citation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PictureBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PictureBlock'] = ResolversParentTypes['PictureBlock']> = {
  media?: Resolver<Maybe<ResolversTypes['MediaAsset']>, ParentType, ContextType>;
  caption?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GalleryBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GalleryBlock'] = ResolversParentTypes['GalleryBlock']> = {
  pictures?: Resolver<ReadonlyArray<Maybe<ResolversTypes['MediaAsset']>>, ParentType, ContextType>;
  caption?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EmbedBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmbedBlock'] = ResolversParentTypes['EmbedBlock']> = {
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  caption?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TableBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TableBlock'] = ResolversParentTypes['TableBlock']> = {
  head?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  caption?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PostBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PostBlock'] = ResolversParentTypes['PostBlock']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  published?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  blocks?: Resolver<ReadonlyArray<ResolversTypes['Block']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HtmlBlockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HtmlBlock'] = ResolversParentTypes['HtmlBlock']> = {
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Seo'] = ResolversParentTypes['Seo']> = {
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WorkflowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Workflow'] = ResolversParentTypes['Workflow']> = {
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RevisionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevisionConnection'] = ResolversParentTypes['RevisionConnection']> = {
  edges?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RevisionEdge']>>, ParentType, ContextType>;
  pageInfo?: Resolver<Maybe<ResolversTypes['PageInfo']>, ParentType, ContextType>;
};

export type RevisionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevisionEdge'] = ResolversParentTypes['RevisionEdge']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType>;
};

export type RevisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Revision'] = ResolversParentTypes['Revision']> = {
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  created?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  live?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  headline?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AltIdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AltId'] = ResolversParentTypes['AltId']> = {
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SubsidiaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subsidiary'] = ResolversParentTypes['Subsidiary'], FederationReferenceType extends FederationReferenceTypes['Subsidiary'] = FederationReferenceTypes['Subsidiary']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Subsidiary']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Section'] = ResolversParentTypes['Section'], FederationReferenceType extends FederationReferenceTypes['Section'] = FederationReferenceTypes['Section']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Section']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  slug?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['ContentConnection']>, ParentType, ContextType, RequireFields<SectionContentArgs, 'first'>>;
};

export type TagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag'], FederationReferenceType extends FederationReferenceTypes['Tag'] = FederationReferenceTypes['Tag']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Tag']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  slug?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ContributorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Contributor'] = ResolversParentTypes['Contributor'], FederationReferenceType extends FederationReferenceTypes['Contributor'] = FederationReferenceTypes['Contributor']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contributor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  slug?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  biography?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CollectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Collection'] = ResolversParentTypes['Collection']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  slug?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType>;
  items?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CollectionItem']>>, ParentType, ContextType, RequireFields<CollectionItemsArgs, 'first'>>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type CollectionItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CollectionItem'] = ResolversParentTypes['CollectionItem']> = {
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MediaAssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MediaAsset'] = ResolversParentTypes['MediaAsset']> = {
  reference?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RouteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Route'] = ResolversParentTypes['Route']> = {
  kind?: Resolver<ResolversTypes['RouteKind'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partner?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  application?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  territory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  view?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  packages?: Resolver<ReadonlyArray<ResolversTypes['LicensedPackage']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['Grant']>, ParentType, ContextType>;
};

export type LicensedPackageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LicensedPackage'] = ResolversParentTypes['LicensedPackage']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  delayMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WriteReceiptConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteReceiptConnection'] = ResolversParentTypes['WriteReceiptConnection']> = {
  edges?: Resolver<Maybe<ReadonlyArray<ResolversTypes['WriteReceiptEdge']>>, ParentType, ContextType>;
  pageInfo?: Resolver<Maybe<ResolversTypes['PageInfo']>, ParentType, ContextType>;
};

export type WriteReceiptEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteReceiptEdge'] = ResolversParentTypes['WriteReceiptEdge']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['WriteReceipt']>, ParentType, ContextType>;
};

export type WorkingCopyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkingCopyConnection'] = ResolversParentTypes['WorkingCopyConnection']> = {
  edges?: Resolver<Maybe<ReadonlyArray<ResolversTypes['WorkingCopyEdge']>>, ParentType, ContextType>;
  pageInfo?: Resolver<Maybe<ResolversTypes['PageInfo']>, ParentType, ContextType>;
};

export type WorkingCopyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkingCopyEdge'] = ResolversParentTypes['WorkingCopyEdge']> = {
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['WorkingCopy']>, ParentType, ContextType>;
};

export type WorkingCopyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkingCopy'] = ResolversParentTypes['WorkingCopy']> = {
  state?: Resolver<Maybe<ResolversTypes['WorkingCopyState']>, ParentType, ContextType>;
  due?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  saved?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  liveVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType, RequireFields<QueryContentArgs, 'id' | 'preview'>>;
  contentBySlug?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType, RequireFields<QueryContentBySlugArgs, 'subsidiary' | 'slug' | 'preview'>>;
  contentByAltId?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType, RequireFields<QueryContentByAltIdArgs, 'subsidiary' | 'role' | 'value'>>;
  route?: Resolver<Maybe<ResolversTypes['Route']>, ParentType, ContextType, RequireFields<QueryRouteArgs, 'site' | 'path' | 'preview'>>;
  latestContent?: Resolver<Maybe<ResolversTypes['ContentConnection']>, ParentType, ContextType, RequireFields<QueryLatestContentArgs, 'first'>>;
  section?: Resolver<Maybe<ResolversTypes['Section']>, ParentType, ContextType, RequireFields<QuerySectionArgs, 'id'>>;
  contributor?: Resolver<Maybe<ResolversTypes['Contributor']>, ParentType, ContextType, RequireFields<QueryContributorArgs, 'id'>>;
  tag?: Resolver<Maybe<ResolversTypes['Tag']>, ParentType, ContextType, RequireFields<QueryTagArgs, 'id'>>;
  collection?: Resolver<Maybe<ResolversTypes['Collection']>, ParentType, ContextType, RequireFields<QueryCollectionArgs, 'preview'>>;
  subsidiary?: Resolver<Maybe<ResolversTypes['Subsidiary']>, ParentType, ContextType, RequireFields<QuerySubsidiaryArgs, 'id'>>;
  subsidiaries?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Subsidiary']>>, ParentType, ContextType>;
  writeReceipt?: Resolver<Maybe<ResolversTypes['WriteReceipt']>, ParentType, ContextType, RequireFields<QueryWriteReceiptArgs, 'id' | 'waitMs'>>;
  writeReceipts?: Resolver<Maybe<ResolversTypes['WriteReceiptConnection']>, ParentType, ContextType, RequireFields<QueryWriteReceiptsArgs, 'first'>>;
  workingCopies?: Resolver<Maybe<ResolversTypes['WorkingCopyConnection']>, ParentType, ContextType, RequireFields<QueryWorkingCopiesArgs, 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationCreateContentArgs, 'idempotencyKey' | 'content'>>;
  updateContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationUpdateContentArgs, 'idempotencyKey' | 'id' | 'expectedVersion' | 'patch'>>;
  publishContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationPublishContentArgs, 'idempotencyKey' | 'id' | 'expectedVersion'>>;
  withdrawContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationWithdrawContentArgs, 'idempotencyKey' | 'id' | 'expectedVersion'>>;
  deleteContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationDeleteContentArgs, 'idempotencyKey' | 'id' | 'expectedVersion'>>;
  killContent?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationKillContentArgs, 'idempotencyKey' | 'id' | 'reason'>>;
  restoreRevision?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationRestoreRevisionArgs, 'idempotencyKey' | 'id' | 'expectedVersion' | 'revision'>>;
  saveSection?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationSaveSectionArgs, 'idempotencyKey' | 'section'>>;
  saveTag?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationSaveTagArgs, 'idempotencyKey' | 'tag'>>;
  saveContributor?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationSaveContributorArgs, 'idempotencyKey' | 'contributor'>>;
  saveCollection?: Resolver<ResolversTypes['WriteReceipt'], ParentType, ContextType, RequireFields<MutationSaveCollectionArgs, 'idempotencyKey' | 'collection'>>;
  writeBatch?: Resolver<ReadonlyArray<ResolversTypes['WriteReceipt']>, ParentType, ContextType, RequireFields<MutationWriteBatchArgs, 'commands' | 'atomic'>>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type RightsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Rights'] = ResolversParentTypes['Rights']> = {
  usageTerms?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  copyrightHolder?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  copyrightNotice?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  packages?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  excludedTerritories?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type SourceProvenanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceProvenance'] = ResolversParentTypes['SourceProvenance']> = {
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dataCentre?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  editUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exportFile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  byteRange?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  runId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  repairs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContentConnection'] = ResolversParentTypes['ContentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ContentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WriteReceiptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteReceipt'] = ResolversParentTypes['WriteReceipt']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['WriteState']>, ParentType, ContextType>;
  mutation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['WriteError']>, ParentType, ContextType>;
  errors?: Resolver<Maybe<ReadonlyArray<ResolversTypes['WriteError']>>, ParentType, ContextType>;
  acceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  appliedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ContentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContentEdge'] = ResolversParentTypes['ContentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
};

export type WriteErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteError'] = ResolversParentTypes['WriteError']> = {
  code?: Resolver<Maybe<ResolversTypes['WriteErrorCode']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  JSON?: GraphQLScalarType;
  Content?: ContentResolvers<ContextType>;
  Body?: BodyResolvers<ContextType>;
  Block?: BlockResolvers<ContextType>;
  ParagraphBlock?: ParagraphBlockResolvers<ContextType>;
  HeadingBlock?: HeadingBlockResolvers<ContextType>;
  ListBlock?: ListBlockResolvers<ContextType>;
  QuoteBlock?: QuoteBlockResolvers<ContextType>;
  PictureBlock?: PictureBlockResolvers<ContextType>;
  GalleryBlock?: GalleryBlockResolvers<ContextType>;
  EmbedBlock?: EmbedBlockResolvers<ContextType>;
  TableBlock?: TableBlockResolvers<ContextType>;
  PostBlock?: PostBlockResolvers<ContextType>;
  HtmlBlock?: HtmlBlockResolvers<ContextType>;
  Seo?: SeoResolvers<ContextType>;
  Workflow?: WorkflowResolvers<ContextType>;
  RevisionConnection?: RevisionConnectionResolvers<ContextType>;
  RevisionEdge?: RevisionEdgeResolvers<ContextType>;
  Revision?: RevisionResolvers<ContextType>;
  AltId?: AltIdResolvers<ContextType>;
  Subsidiary?: SubsidiaryResolvers<ContextType>;
  Section?: SectionResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  Contributor?: ContributorResolvers<ContextType>;
  Collection?: CollectionResolvers<ContextType>;
  CollectionItem?: CollectionItemResolvers<ContextType>;
  MediaAsset?: MediaAssetResolvers<ContextType>;
  Route?: RouteResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  LicensedPackage?: LicensedPackageResolvers<ContextType>;
  WriteReceiptConnection?: WriteReceiptConnectionResolvers<ContextType>;
  WriteReceiptEdge?: WriteReceiptEdgeResolvers<ContextType>;
  WorkingCopyConnection?: WorkingCopyConnectionResolvers<ContextType>;
  WorkingCopyEdge?: WorkingCopyEdgeResolvers<ContextType>;
  WorkingCopy?: WorkingCopyResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Rights?: RightsResolvers<ContextType>;
  SourceProvenance?: SourceProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ContentConnection?: ContentConnectionResolvers<ContextType>;
  WriteReceipt?: WriteReceiptResolvers<ContextType>;
  ContentEdge?: ContentEdgeResolvers<ContextType>;
  WriteError?: WriteErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  tag?: TagDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};

