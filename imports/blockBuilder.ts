import { escapeAttribute, inlineName, keptAttributes, safeHref } from '../platform/html/allowList.ts';
import { attributesOf } from '../platform/html/attributes.ts';
import { headingLevel, isBlock } from '../platform/html/elements.ts';
import { type HtmlElement, type HtmlNode, isText } from '../platform/html/tree.ts';
import { embedBlock, embedOf, isEmbed } from './blockEmbeds.ts';
import { definitionList, isList, list, nestedList } from './blockLists.ts';
import { figure, gallery, imageOf, isGallery, pictureBlock } from './blockPictures.ts';
import { quote } from './blockQuotes.ts';
import type { Block } from './blocks.ts';
import { table } from './blockTables.ts';
import {
  type BodyContext,
  BodyTooLarge,
  type Builder,
  type FlowOptions,
  type MediaReference,
  type PhraseOptions,
} from './body.ts';
import { InlineWriter } from './inlineWriter.ts';

/** What the builders of one text share. */
export interface Findings {
  readonly mediaIds: Set<string>;
  readonly altTexts: Map<string, string>;
  readonly danglingMedia: Set<string>;
  length: number;
  count: number;
}

const MAX_LENGTH = 8_000_000;
const MAX_BLOCKS = 20_000;

/** An address that stands alone, as WordPress takes it for something to embed. */
const LONE_ADDRESS = /^https?:\/\/[^\s<]+$/;

/** Ends a paragraph where line ends count; a single line end breaks a line. */
const BLANK_LINE = /\n[ \t\r]*\n\s*/;

const HANDLERS: ReadonlyMap<string, (element: HtmlElement, builder: Builder) => void> = new Map([
  ['figure', figure],
  ['blockquote', quote],
  ['table', table],
  ['dl', definitionList],
  ['pre', (element, builder) => preformatted(element, builder)],
  ['hr', (_, builder) => builder.push({ kind: 'html', html: '<hr>' })],
]);

const preformatted = (element: HtmlElement, builder: Builder): void => {
  const html = builder.phrase(element.children, { preserve: true });
  if (html.trim() !== '') builder.push({ kind: 'html', html: `<pre>${html}</pre>` });
};

/** The size of what a block says, for the bound of a body. */
const lengthOf = (block: Block): number => {
  if ('html' in block) return block.html.length;
  if (block.kind === 'list') return block.items.reduce((sum, item) => sum + item.length, 0);
  if (block.kind !== 'table') return 0;
  return [...block.head, ...block.rows].reduce((sum, row) => sum + row.reduce((all, cell) => all + cell.length, 0), 0);
};

/** Whether a block shows something and is no text. */
const isShown = (block: Block): boolean =>
  block.kind === 'picture' || block.kind === 'gallery' || block.kind === 'embed';

/** Turns a parsed text into blocks. What can be read is never dropped: what no block fits is a paragraph. */
export class BlockBuilder implements Builder {
  readonly context: BodyContext;
  readonly blocks: Block[] = [];
  private readonly findings: Findings;
  private readonly writer = new InlineWriter();
  /** Blocks found within a run of text, which follow it. */
  private waiting: Block[] = [];
  private phrases = 0;
  private lines: boolean;
  private mediaHint: string | undefined;
  /** Whether the nodes are shown only where scripts do not run: pictures there repeat those before. */
  private withoutScripts = false;
  private readonly withinPhrase: boolean;

  /** @param withinPhrase Whether what is built stands within a line: marks in it are their words, so that no content is gone through again and again. */
  constructor(context: BodyContext, findings: Findings, lines: boolean, withinPhrase = false) {
    this.context = context;
    this.findings = findings;
    this.lines = lines;
    this.withinPhrase = withinPhrase;
  }

  flow(nodes: readonly HtmlNode[], options: FlowOptions = {}): void {
    const [lines, hint] = [this.lines, this.mediaHint];
    this.lines = options.lines ?? lines;
    this.mediaHint = options.mediaId ?? hint;
    for (const node of nodes) {
      if (isText(node)) this.text(node);
      else if (isBlock(node)) this.block(node);
      else this.inline(node, this.writer, () => this.flow(node.children));
    }
    this.lines = lines;
    this.mediaHint = hint;
  }

  flush(): void {
    const html = this.writer.take();
    if (html !== '') this.add(this.paragraph(html));
    const waiting = this.waiting;
    this.waiting = [];
    for (const block of waiting) this.add(block);
  }

  push(block: Block): void {
    // What waits after a run of text stays behind it; what a phrase of this block found comes after the block.
    if (!this.writer.empty) this.flush();
    this.add(block);
    this.flush();
  }

  defer(block: Block): void {
    if (this.phrases === 0 && this.writer.empty && this.waiting.length === 0) this.add(block);
    else this.waiting.push(block);
  }

  phrase(nodes: readonly HtmlNode[], options: PhraseOptions = {}): string {
    this.phrases += 1;
    const writer = new InlineWriter(options.preserve);
    this.phraseInto(nodes, writer, options);
    this.phrases -= 1;
    return writer.take();
  }

  blocksOf(nodes: readonly HtmlNode[], options: FlowOptions = {}): Block[] {
    const builder = new BlockBuilder(this.context, this.findings, this.lines, this.withinPhrase);
    builder.flow(nodes, options);
    builder.flush();
    return builder.blocks;
  }

  media(reference: MediaReference, altText?: string): string | undefined {
    const id = this.context.media(reference);
    if (id !== undefined) {
      this.findings.mediaIds.add(id);
      if (altText !== undefined && !this.findings.altTexts.has(id)) this.findings.altTexts.set(id, altText);
    } else if (reference.url?.startsWith('data:')) this.findings.danglingMedia.add(`${reference.url.slice(0, 40)}…`);
    else this.findings.danglingMedia.add(reference.url ?? reference.externalId ?? '');
    return id;
  }

  private add(block: Block): void {
    this.findings.count += 1;
    this.findings.length += lengthOf(block);
    const { maxBlocks = MAX_BLOCKS, maxLength = MAX_LENGTH } = this.context;
    if (this.findings.count > maxBlocks) throw new BodyTooLarge(`the text has more than ${maxBlocks} blocks`);
    if (this.findings.length > maxLength) throw new BodyTooLarge(`the text is longer than ${maxLength} characters`);
    this.blocks.push(block);
  }

  private paragraph(html: string): Block {
    const address =
      html.startsWith('http') && LONE_ADDRESS.test(html) ? embedBlock(html.replaceAll('&amp;', '&')) : undefined;
    return address?.provider === undefined ? { kind: 'paragraph', html } : address;
  }

  private text(text: string): void {
    if (!this.lines || !text.includes('\n')) {
      this.writer.text(text);
      return;
    }
    for (const [index, part] of text.split(BLANK_LINE).entries()) {
      if (index > 0) this.flush();
      for (const [line, words] of part.split('\n').entries()) {
        if (line > 0) this.writer.ownLine();
        this.writer.text(words);
      }
    }
  }

  /** An element that begins a line of its own, or a mark. */
  private block(element: HtmlElement): void {
    this.flush();
    if (element.mark !== undefined) {
      if (this.context.mark?.(element, this) !== true) this.flow(element.children);
      this.flush();
      return;
    }
    const level = headingLevel(element.name);
    const handler = HANDLERS.get(element.name);
    if (isGallery(element)) gallery(this, element.children, []);
    else if (level !== undefined) {
      const html = this.phrase(element.children);
      if (html !== '') this.push({ kind: 'heading', level, html });
    } else if (handler !== undefined) handler(element, this);
    else if (isList(element)) list(element, this);
    else this.flow(element.children);
    this.flush();
  }

  /** An element within a line. `children` goes on with what it holds. */
  private inline(element: HtmlElement, writer: InlineWriter, children: () => void): void {
    const { name } = element;
    if (name === 'br') writer.break();
    else if (name === 'wbr') writer.raw('<wbr>');
    else if (name === 'img') this.image(element, writer);
    else if (name === 'a') this.link(element, writer, children);
    else if (name === 'noscript') {
      this.withoutScripts = true;
      children();
      this.withoutScripts = false;
    } else if (isEmbed(element)) {
      const block = embedOf(element, this);
      if (block !== undefined) this.defer(block);
      else if (name === 'object') children();
    } else {
      const ours = inlineName(name);
      if (ours === undefined) children();
      else {
        writer.start(ours, keptAttributes(ours, attributesOf(element.source)));
        children();
        writer.end();
      }
    }
  }

  private link(element: HtmlElement, writer: InlineWriter, children: () => void): void {
    const attributes = attributesOf(element.source);
    const href = safeHref(attributes.get('href') ?? '');
    const link = href === undefined ? undefined : this.context.link(href);
    if (link === undefined) {
      children();
      return;
    }
    const content = link.contentId === undefined ? '' : ` data-content="${escapeAttribute(link.contentId)}"`;
    writer.start('a', ` href="${escapeAttribute(link.href)}"${content}${keptAttributes('a', attributes)}`);
    children();
    writer.end();
  }

  private image(element: HtmlElement, writer: InlineWriter): void {
    const image = imageOf(element);
    if (image.character && image.altText !== undefined) {
      writer.text(image.altText);
      return;
    }
    if (image.invisible || (image.url === undefined && image.externalId === undefined)) return;
    const block = pictureBlock(this, { url: image.url, externalId: image.externalId ?? this.mediaHint }, image.altText);
    if (block === undefined) return;
    const before = this.waiting.at(-1) ?? this.blocks.at(-1);
    if (this.withoutScripts && before?.kind === 'picture' && before.mediaId === block.mediaId) return;
    this.defer(block);
  }

  private phraseInto(nodes: readonly HtmlNode[], writer: InlineWriter, options: PhraseOptions): void {
    for (const node of nodes) {
      if (isText(node)) writer.text(node);
      else if (node.mark !== undefined && this.context.mark !== undefined) this.markInPhrase(node, writer, options);
      else if (options.lists === true && isList(node)) {
        const html = nestedList(node, this);
        if (html !== '') writer.rawBlock(html);
      } else if (isBlock(node)) {
        if (node.name === 'p') writer.ownParagraph();
        else writer.ownLine();
        this.phraseInto(node.children, writer, options);
        if (node.name === 'p') writer.ownParagraph();
        else writer.ownLine();
      } else this.inline(node, writer, () => this.phraseInto(node.children, writer, options));
    }
  }

  /** A mark within a line: a picture or what lies elsewhere waits until after it, anything else is its words. */
  private markInPhrase(mark: HtmlElement, writer: InlineWriter, options: PhraseOptions): void {
    if (!this.withinPhrase) {
      const { count, length } = this.findings;
      const builder = new BlockBuilder(this.context, this.findings, false, true);
      const handled = this.context.mark?.(mark, builder) === true;
      builder.flush();
      if (handled && builder.blocks.length > 0 && builder.blocks.every(isShown)) {
        this.waiting.push(...builder.blocks);
        return;
      }
      this.findings.count = count;
      this.findings.length = length;
    }
    writer.ownLine();
    this.phraseInto(mark.children, writer, options);
    writer.ownLine();
  }
}
