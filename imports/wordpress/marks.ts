import { findElement, type HtmlElement, type HtmlNode, isText, textOf } from '../../platform/html/tree.ts';
import { captioned, plainOf } from '../blockCaptions.ts';
import { embedBlock } from '../blockEmbeds.ts';
import { gallery, pictureBlock } from '../blockPictures.ts';
import type { Builder } from '../body.ts';
import { livePost } from './livePost.ts';

type Data = Readonly<Record<string, unknown>>;

/** What the marks of one post may ask of the post and its site. */
export interface MarkContext {
  /** The attachments uploaded for the post, which a gallery without ids shows. */
  readonly attachments: () => readonly string[];
  /** The text of a reusable block, by its id, as nodes. */
  readonly reusable: (id: string) => readonly HtmlNode[] | undefined;
}

const text = (data: Data, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = data[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
  }
  return undefined;
};

const id = (data: Data, ...names: readonly string[]): string | undefined => {
  const value = text(data, ...names)?.replace(/^attachment_/, '');
  return value !== undefined && /^\d{1,15}$/.test(value) ? value : undefined;
};

const ids = (value: unknown): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return list.map((one) => String(one).trim()).filter((one) => /^\d{1,15}$/.test(one));
};

const isImage = (element: HtmlElement): boolean => element.name === 'img';

/** `wp:image`: the picture within, or where its markup is gone, that of its id. */
const imageMark = (mark: HtmlElement, builder: Builder): boolean => {
  const mediaId = id(mark.mark ?? {}, 'id');
  if (findElement(mark.children, isImage) !== undefined || mediaId === undefined) {
    builder.flow(mark.children, { lines: false, mediaId });
    return true;
  }
  captioned(builder, plainOf(mark.children), () => {
    const block = pictureBlock(builder, { externalId: mediaId, url: undefined });
    if (block !== undefined) builder.push(block);
  });
  return true;
};

/** `[caption]`: a picture, perhaps within a link, and its caption after it. */
const captionCode = (mark: HtmlElement, builder: Builder): boolean => {
  const pictures: HtmlNode[] = [];
  findElement(mark.children, (element) => {
    if (isImage(element)) pictures.push(element);
    return false;
  });
  if (pictures.length === 0) return false;
  const caption = plainOf(mark.children) ?? text(mark.mark ?? {}, 'caption');
  captioned(builder, caption, () => builder.flow(pictures, { lines: false, mediaId: id(mark.mark ?? {}, 'id') }));
  return true;
};

const isFigcaption = (element: HtmlElement): boolean => element.name === 'figcaption';

/** A block or shortcode that names an address to embed; its caption, if any, is a `<figcaption>`. */
const embedAt = (mark: HtmlElement, builder: Builder, address: string | undefined, kind?: string): boolean => {
  if (address === undefined) return false;
  const figcaption = findElement(mark.children, isFigcaption);
  const caption = figcaption === undefined ? undefined : plainOf(figcaption.children);
  const block = embedBlock(address, { caption, ...(kind === undefined ? {} : { kind }) });
  if (block === undefined) return false;
  builder.push(block);
  return true;
};

/** `[youtube]`, `[vimeo]` and the like name an address or an id. */
const providerCode = (mark: HtmlElement, builder: Builder, page: string): boolean => {
  const named = text(mark.mark ?? {}, 'url', 'href', 'id', '0') ?? plainOf(mark.children);
  if (named === undefined) return false;
  return embedAt(mark, builder, /^https?:\/\//.test(named) ? named : `${page}${encodeURIComponent(named)}`);
};

const EXTENSIONS = ['mp4', 'm4v', 'webm', 'ogv', 'mov', 'mp3', 'm4a', 'ogg', 'wav'];

/** `[audio]` and `[video]`: the file's address stands in `src` or in an attribute named for its format. */
const playerCode = (mark: HtmlElement, builder: Builder, kind: string): boolean => {
  const address = text(mark.mark ?? {}, 'src', ...EXTENSIONS) ?? (textOf(mark.children).trim() || undefined);
  if (address === undefined) return false;
  builder.media({ externalId: undefined, url: address });
  return embedAt(mark, builder, address, kind);
};

/** The words of a block that names what it embeds repeat its address: only the caption is kept. */
const embedMark = (mark: HtmlElement, builder: Builder): boolean =>
  embedAt(mark, builder, text(mark.mark ?? {}, 'url') ?? plainOf(mark.children.filter((node) => isText(node))));

/** `[gallery]`: its ids, or all that was uploaded for the post. */
const galleryCode = (mark: HtmlElement, builder: Builder, context: MarkContext): boolean => {
  const named = ids(mark.mark?.ids ?? mark.mark?.include);
  gallery(builder, mark.children, named.length > 0 ? named : context.attachments());
  return true;
};

const reusableMark = (mark: HtmlElement, builder: Builder, context: MarkContext): boolean => {
  const ref = id(mark.mark ?? {}, 'ref');
  const nodes = ref === undefined ? undefined : context.reusable(ref);
  if (nodes === undefined) return false;
  builder.flow(nodes, { lines: false });
  return true;
};

/** Handles the marks that {@link wordPressNotation} finds. Blocks that are not named here are their own markup. */
export const handleMark = (mark: HtmlElement, builder: Builder, context: MarkContext): boolean => {
  const data = mark.mark ?? {};
  switch (mark.name) {
    case 'wp:image':
      return imageMark(mark, builder);
    case 'wp:gallery':
      gallery(builder, mark.children, ids(data.ids));
      return true;
    case 'wp:embed':
      return embedMark(mark, builder);
    case 'wp:block':
      return reusableMark(mark, builder, context);
    case 'wp:masthead/live-entry':
      livePost(mark, builder);
      return true;
    case 'wp:freeform':
    case 'wp:classic':
      builder.flow(mark.children, { lines: true });
      return true;
    case 'shortcode:caption':
    case 'shortcode:wp_caption':
      return captionCode(mark, builder);
    case 'shortcode:gallery':
    case 'shortcode:playlist':
      return galleryCode(mark, builder, context);
    case 'shortcode:embed':
      return embedAt(mark, builder, text(data, 'src', 'url') ?? plainOf(mark.children));
    case 'shortcode:youtube':
      return providerCode(mark, builder, 'https://www.youtube.com/watch?v=');
    case 'shortcode:vimeo':
      return providerCode(mark, builder, 'https://vimeo.com/');
    case 'shortcode:twitter':
    case 'shortcode:tweet':
      return providerCode(mark, builder, 'https://twitter.com/i/status/');
    case 'shortcode:instagram':
      return providerCode(mark, builder, 'https://www.instagram.com/p/');
    case 'shortcode:soundcloud':
      return providerCode(mark, builder, 'https://soundcloud.com/');
    case 'shortcode:audio':
      return playerCode(mark, builder, 'audio');
    case 'shortcode:video':
      return playerCode(mark, builder, 'video');
    default:
      // Blocks of the editor before 2020 were named for their provider: wp:core-embed/youtube.
      if (mark.name.startsWith('wp:core-embed/')) return embedMark(mark, builder);
      builder.flow(mark.children, { lines: mark.name.startsWith('shortcode:') ? undefined : false });
      return true;
  }
};
