import type { HtmlElement, HtmlNode } from '../platform/html/tree.ts';
import type { Block } from './blocks.ts';

/** How a text names a picture: by its source's id, by where its bytes lie, or both. */
export interface MediaReference {
  readonly externalId: string | undefined;
  readonly url: string | undefined;
}

/** What a link in a text becomes: its address, and the record that it leads to where that is one of ours. */
export interface ResolvedLink {
  readonly href: string;
  readonly contentId?: string | undefined;
}

/** What turning a text into blocks needs to know of the world around it. */
export interface BodyContext {
  /** The asset that a picture in the text is. `undefined`: there is none, the picture is listed as dangling. */
  readonly media: (reference: MediaReference) => string | undefined;
  /** What becomes of a link. `undefined`: its words stay, the link goes. */
  readonly link: (href: string) => ResolvedLink | undefined;
  /** Handles a mark of the source's own notation. False: its content is taken as if the mark were not there. */
  readonly mark?: ((mark: HtmlElement, builder: Builder) => boolean) | undefined;
  /** Whether line ends make paragraphs and breaks, as in WordPress's classic editor. Default false. */
  readonly lines?: boolean | undefined;
  /** Largest HTML of all blocks together, in characters. Default 8 million. */
  readonly maxLength?: number | undefined;
  /** Most blocks, those within live blog entries included. Default 20 000. */
  readonly maxBlocks?: number | undefined;
}

/** How some nodes are gone through. */
export interface FlowOptions {
  /** As {@link BodyContext.lines}, for these nodes. */
  readonly lines?: boolean | undefined;
  /** The source's id of the picture in them, for an image that does not say its own. */
  readonly mediaId?: string | undefined;
}

/** How inline HTML is made of some nodes. */
export interface PhraseOptions {
  /** Whether lists within stay lists. Default false: their entries are lines. */
  readonly lists?: boolean | undefined;
  /** Whether blanks and line ends stay. Default false. */
  readonly preserve?: boolean | undefined;
}

/** A text's blocks while they are made: what handlers of elements and marks work with. */
export interface Builder {
  readonly context: BodyContext;
  /** The blocks so far. */
  readonly blocks: Block[];
  /** Goes through nodes: runs of text become paragraphs, elements the blocks that fit them. */
  flow(nodes: readonly HtmlNode[], options?: FlowOptions): void;
  /** Ends the paragraph at hand. */
  flush(): void;
  /** Ends the paragraph at hand and adds a block. */
  push(block: Block): void;
  /** Adds a block, after the paragraph at hand where it has begun. */
  defer(block: Block): void;
  /** Nodes as inline HTML; pictures and other things in them are deferred. */
  phrase(nodes: readonly HtmlNode[], options?: PhraseOptions): string;
  /** The blocks of some nodes, apart from this text's. */
  blocksOf(nodes: readonly HtmlNode[], options?: FlowOptions): Block[];
  /** The asset that a reference names; noted with its alternative text, as dangling where there is none. */
  media(reference: MediaReference, altText?: string): string | undefined;
}

/** A text as blocks. */
export interface ConvertedBody {
  readonly blocks: readonly Block[];
  /** Assets in the text, in order, each once. */
  readonly mediaIds: readonly string[];
  /** The alternative texts that assets have in this text, by id. */
  readonly altTexts: ReadonlyMap<string, string>;
  /** Pictures of no known asset: their addresses, or ids where there is no address. */
  readonly danglingMedia: readonly string[];
}

/** A text above the bounds of a body. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}
