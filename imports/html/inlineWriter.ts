import { escapeText } from './allowList.ts';

/**
 * Writes a run of inline HTML. A tag is written when the first text in it comes, so that none is left empty; blanks collapse as browsers show
 * them; what is taken while tags are open ends them, and the next run begins with them.
 */
export class InlineWriter {
  private html = '';
  private readonly tags: { readonly name: string; readonly attributes: string }[] = [];
  private written = 0;
  private spaced = true;
  /** How many line breaks were written last. */
  private breaks = 0;
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
    if (this.html === '') return;
    const { breaks } = this;
    this.write('<br>');
    this.spaced = true;
    this.breaks = breaks + 1;
  }

  /** Goes to a line of its own, unless there already. */
  ownLine(): void {
    if (this.breaks === 0) this.break();
  }

  /** Goes on after an empty line. */
  ownParagraph(): void {
    while (this.html !== '' && this.breaks < 2) this.break();
  }

  /** HTML from the allow-list, whole. */
  raw(html: string): void {
    this.write(html);
    this.spaced = false;
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
    if (!this.preserve) html = withoutTrailing(html);
    for (let at = this.written - 1; at >= 0; at -= 1) html += `</${this.tags[at]?.name}>`;
    this.html = '';
    this.written = 0;
    this.spaced = true;
    return html;
  }

  private write(html: string): void {
    for (; this.written < this.tags.length; this.written += 1) {
      const tag = this.tags[this.written];
      if (tag !== undefined) this.html += `<${tag.name}${tag.attributes}>`;
    }
    this.html += html;
    this.breaks = 0;
  }
}

const withoutTrailing = (html: string): string => {
  let end = html.length;
  for (;;) {
    if (html[end - 1] === ' ') end -= 1;
    else if (html.startsWith('<br>', end - 4)) end -= 4;
    else return end === html.length ? html : html.slice(0, end);
  }
};
