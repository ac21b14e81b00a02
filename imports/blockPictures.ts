import { escapeText } from '../platform/html/allowList.ts';
import { attributesOf } from '../platform/html/attributes.ts';
import { findElement, type HtmlElement, type HtmlNode, isText } from '../platform/html/tree.ts';
import { captioned, plainOf } from './blockCaptions.ts';
import type { Block, PictureBlock } from './blocks.ts';
import type { Builder, MediaReference } from './body.ts';

/** A picture as an `<img>` shows it. */
export interface Image extends MediaReference {
  readonly altText: string | undefined;
  /** Whether it stands for a character (an emoji), which is its alternative text. */
  readonly character: boolean;
  /** Whether it shows nothing: a pixel that counts readers. */
  readonly invisible: boolean;
}

const idOf = (attributes: ReadonlyMap<string, string>): string | undefined =>
  /(?:^|\s)wp-image-(\d{1,15})(?=\s|$)/.exec(attributes.get('class') ?? '')?.[1] ??
  [attributes.get('data-attachment-id'), attributes.get('data-id')].find(
    (id) => id !== undefined && /^\d{1,15}$/.test(id),
  );

/** Where the picture itself lies: scripts that load late put it into an attribute of their own and a placeholder into `src`. */
const addressOf = (attributes: ReadonlyMap<string, string>): string | undefined => {
  const late = ['data-orig-file', 'data-src', 'data-lazy-src', 'data-original'].map((name) => attributes.get(name));
  const smallest = attributes.get('srcset')?.trim().split(/\s/)[0];
  return [...late, attributes.get('src'), smallest].find((address) => address !== undefined && address.trim() !== '');
};

/** Reads an `<img>`. */
export const imageOf = (element: HtmlElement): Image => {
  const attributes = attributesOf(element.source);
  return {
    externalId: idOf(attributes),
    url: addressOf(attributes)?.trim(),
    altText: attributes.get('alt')?.trim() || undefined,
    character: /(?:^|\s)(?:wp-smiley|emoji)(?=\s|$)/.test(attributes.get('class') ?? ''),
    invisible: attributes.get('width') === '1' && attributes.get('height') === '1',
  };
};

/** The block of a picture; `undefined` where no asset is known for it. Its alternative text in this place is noted. */
export const pictureBlock = (
  builder: Builder,
  reference: MediaReference,
  altText?: string,
): PictureBlock | undefined => {
  const mediaId = builder.media(reference, altText);
  return mediaId === undefined ? undefined : { kind: 'picture', mediaId };
};

const isCaption = (node: HtmlNode): boolean =>
  !isText(node) && (node.name === 'figcaption' || /(?:^|\s)wp-caption-text(?=\s|")/.test(node.source));

/** A `<figure>`: whatever it shows, with its caption. */
export const figure = (element: HtmlElement, builder: Builder): void => {
  const captions = element.children.filter(isCaption);
  const nodes = element.children.filter((node) => !isCaption(node));
  captioned(builder, plainOf(captions), () => builder.flow(nodes));
};

const GALLERY = /(?:^|[\s"'])(?:wp-block-gallery|blocks-gallery-grid|tiled-gallery|gallery)(?=[\s"']|$)/;

/** Whether an element shows pictures together. */
export const isGallery = (element: HtmlElement): boolean =>
  (element.name === 'figure' || element.name === 'div' || element.name === 'ul') &&
  element.source.includes('gallery') &&
  GALLERY.test(attributesOf(element.source).get('class') ?? '') &&
  findElement(element.children, (child) => child.name === 'img') !== undefined;

/**
 * Pictures shown together: those within some nodes, or where there are none, those of the source's ids. What the nodes say is the gallery's
 * caption, a line for each picture that has one.
 */
export const gallery = (builder: Builder, nodes: readonly HtmlNode[], externalIds: readonly string[]): void => {
  const mediaIds: string[] = [];
  const captions: string[] = [];
  const others: Block[] = [];
  const inner = nodes.flatMap((node) => (!isText(node) && isGallery(node) ? node.children : [node]));
  const own = plainOf(inner.filter(isCaption));
  if (own !== undefined) captions.push(own);
  const shown = inner.filter((node) => !isCaption(node));
  for (const block of builder.blocksOf(shown, { lines: false })) {
    if (block.kind === 'picture') mediaIds.push(block.mediaId);
    else if (block.kind === 'gallery') mediaIds.push(...block.mediaIds);
    else others.push(block);
    if ((block.kind === 'picture' || block.kind === 'gallery') && block.caption !== undefined)
      captions.push(block.caption);
  }
  if (mediaIds.length === 0) {
    for (const externalId of externalIds) {
      const mediaId = builder.media({ externalId, url: undefined });
      if (mediaId !== undefined) mediaIds.push(mediaId);
    }
  }
  const caption = captions.join('\n');
  if (mediaIds.length > 0) builder.push({ kind: 'gallery', mediaIds, ...(caption === '' ? {} : { caption }) });
  else if (caption !== '') builder.push({ kind: 'paragraph', html: escapeText(caption) });
  for (const block of others) builder.push(block);
};
