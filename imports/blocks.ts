/** A paragraph; `html` holds inline elements alone. */
export interface ParagraphBlock {
  readonly kind: 'paragraph';
  readonly html: string;
}

/** A heading within the text. `level` is 1–6. */
export interface HeadingBlock {
  readonly kind: 'heading';
  readonly level: number;
  readonly html: string;
}

/** A list; an entry is HTML of inline elements and nested lists. */
export interface ListBlock {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly string[];
}

/** A quotation; `html` holds inline elements, paragraphs apart by `<br><br>`. `citation` is plain text. */
export interface QuoteBlock {
  readonly kind: 'quote';
  readonly html: string;
  readonly citation?: string;
}

/** A picture in the text, named by its asset. Caption, credit and alternative text are those of this place, as plain text. */
export interface PictureBlock {
  readonly kind: 'picture';
  readonly mediaId: string;
  readonly caption?: string;
  readonly credit?: string;
  readonly altText?: string;
}

/** Pictures shown together. */
export interface GalleryBlock {
  readonly kind: 'gallery';
  readonly mediaIds: readonly string[];
  readonly caption?: string;
}

/** Something that lies elsewhere. `url` is http or https. */
export interface EmbedBlock {
  readonly kind: 'embed';
  readonly url: string;
  readonly provider?: string;
  readonly caption?: string;
}

/** A table; a cell is inline HTML. */
export interface TableBlock {
  readonly kind: 'table';
  readonly head: readonly (readonly string[])[];
  readonly rows: readonly (readonly string[])[];
  readonly caption?: string;
}

/** One entry of a live blog. `id` names it within its text, `published` is UTC with milliseconds. */
export interface PostBlock {
  readonly kind: 'post';
  readonly id: string;
  readonly published?: string;
  readonly title?: string;
  readonly blocks: readonly Block[];
}

/** Markup that no other block fits, from the allow-list alone. */
export interface HtmlBlock {
  readonly kind: 'html';
  readonly html: string;
}

/** One part of a text. All HTML in it is made from an allow-list (`html/allowList.ts`): no scripts, styles, forms or pictures. */
export type Block =
  | ParagraphBlock
  | HeadingBlock
  | ListBlock
  | QuoteBlock
  | PictureBlock
  | GalleryBlock
  | EmbedBlock
  | TableBlock
  | PostBlock
  | HtmlBlock;
