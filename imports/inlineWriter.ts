import { escapeText } from '../platform/html/allowList.ts';

/**
 * Writes a run of inline HTML. A tag is written when the first text in it comes, so that none is left empty; blanks collapse as browsers show
 * them; what is taken while tags are open ends them, and the next run begins with them.
 */
export class InlineWriter {
  private html = '';
  private readonly tags: { readonly name: string; readonly attributes: string }[] = [];
  private written = 0;
  private spaced = true;
  /** How many line breaks were written last; a block within the run counts as one. */
  private breaks = 0;
  /** Line breaks that are written when more text comes. */
  private due = 0;
  private readonly preserve: boolean;

  /** @param preserve Whether blanks and line ends stay as they are, as in `<pre>`. */
  constructor(preserve = false) {
    this.preserve = preserve;
  }

  /** Whether anything was written since the last run was taken. */
  get empty(): boolean {
    return this.html === '';
  }

  text(text: string): void {
    if (this.preserve) {
      if (text !== '') this.write(escapeText(text));
      return;
    }
    let shown = /[\t\n\f\r]| {2}/.test(text) ? text.replaceAll(/[ \t\n\f\r]+/g, ' ') : text;
    if (this.spaced && shown.startsWith(' ')) shown = shown.slice(1);
    if (shown === '') return;
    this.write(escapeText(shown));
    this.spaced = shown.endsWith(' ');
  }

  /** A line break, but for one at the beginning. */
  break(): void {
    if (this.html !== '') this.due += 1;
    this.spaced = true;
  }

  /** Goes to a line of its own, unless there already. */
  ownLine(): void {
    this.lines(1);
  }

  /** Goes on after an empty line. */
  ownParagraph(): void {
    this.lines(2);
  }

  /** An inline element from the allow-list, whole. */
  raw(html: string): void {
    this.write(html);
    this.spaced = false;
  }

  /** An element from the allow-list that begins and ends a line, whole. */
  rawBlock(html: string): void {
    this.due = 0;
    this.write(html);
    this.breaks = 1;
    this.spaced = true;
  }

  start(name: string, attributes: string): void {
    this.tags.push({ name, attributes });
  }

  end(): void {
    const tag = this.tags.pop();
    if (tag === undefined || this.written <= this.tags.length) return;
    this.html += `</${tag.name}>`;
    this.written = this.tags.length;
  }

  /** The run so far, its tags ended, without blanks and line breaks at its end. */
  take(): string {
    if (this.html === '') return '';
    let html = this.html;
    if (!this.preserve && html.endsWith(' ')) html = html.slice(0, -1);
    for (let at = this.written - 1; at >= 0; at -= 1) html += `</${this.tags[at]?.name}>`;
    this.html = '';
    this.written = 0;
    this.spaced = true;
    this.breaks = 0;
    this.due = 0;
    return html;
  }

  private lines(count: number): void {
    if (this.html === '') return;
    this.due = Math.max(this.due, count - this.breaks);
    this.spaced = true;
  }

  private write(html: string): void {
    for (; this.due > 0; this.due -= 1) this.html += '<br>';
    for (; this.written < this.tags.length; this.written += 1) {
      const tag = this.tags[this.written];
      if (tag !== undefined) this.html += `<${tag.name}${tag.attributes}>`;
    }
    this.html += html;
    this.breaks = 0;
  }
}
