import type { Picture } from './paper.ts';

/** What the text of an article may point to. */
export interface References {
  /** The address of an article by its id. */
  permalink(id: number): string;
  /** The site's address without a slash at the end. */
  site: string;
  /** A picture by the name of its file without folder and ending. */
  picture(name: string): Picture & { url: string; large: string };
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Attributes stand in an HTML comment: what could end it, or be taken for markup, is written as `\u` escapes. */
function attributesText(attributes: object): string {
  const escaped = JSON.stringify(attributes).replace(/--|[<>&]/gu, (found) =>
    Array.from(found, (character) => `\\u00${character.charCodeAt(0).toString(16)}`).join(''),
  );
  return ` ${escaped}`;
}

const block = (name: string, html: string, attributes?: object) =>
  `<!-- wp:${name}${attributes ? attributesText(attributes) : ''} -->\n${html}\n<!-- /wp:${name} -->`;

/** Words with `*emphasis*`, `**strength**` and `[links](#101)`: `#101` is an article's address, `?101` its short one. */
function inline(text: string, to: References): string {
  return escapeText(text)
    .replace(/\[([^\]]+)\]\(([^)]+)\)/gu, (_, label: string, target: string) => {
      const id = Number(target.slice(1));
      if (/^[#?]/u.test(target) && !Number.isInteger(id)) throw new Error(`"${target}" names no article`);
      const address = target.startsWith('#')
        ? to.permalink(id)
        : target.startsWith('?')
          ? `${to.site}/?p=${id}`
          : target;
      return `<a href="${address}">${label}</a>`;
    })
    .replace(/\*\*([^*]+)\*\*/gu, '<strong>$1</strong>')
    .replace(/\*([^*]+)\*/gu, '<em>$1</em>');
}

function image(name: string, caption: string, to: References): string {
  const { id, large, alt } = to.picture(name);
  const figcaption = caption ? `<figcaption class="wp-element-caption">${inline(caption, to)}</figcaption>` : '';
  const html = `<figure class="wp-block-image size-large"><img src="${large}" alt="${escapeText(alt)}" class="wp-image-${id}"/>${figcaption}</figure>`;
  return block('image', html, { id, sizeSlug: 'large', linkDestination: 'none' });
}

function pictures(names: string, caption: string, to: References): string {
  const list = names.split(',').map((name) => name.trim());
  const [only = ''] = list;
  if (list.length === 1) return image(only, caption, to);
  const figcaption = caption
    ? `<figcaption class="blocks-gallery-caption wp-element-caption">${inline(caption, to)}</figcaption>`
    : '';
  const images = list.map((name) => image(name, to.picture(name).caption, to)).join('\n\n');
  return block(
    'gallery',
    `<figure class="wp-block-gallery has-nested-images columns-default is-cropped">${images}${figcaption}</figure>`,
    { linkTo: 'none' },
  );
}

const kinds: Record<string, [type: string, aspect: string]> = {
  youtube: ['video', ' wp-embed-aspect-16-9 wp-has-aspect-ratio'],
  vimeo: ['video', ' wp-embed-aspect-16-9 wp-has-aspect-ratio'],
  twitter: ['rich', ''],
};

function embed(provider: string, url: string): string {
  const [type = 'rich', aspect = ''] = kinds[provider] ?? [];
  const figure = `<figure class="wp-block-embed is-type-${type} is-provider-${provider} wp-block-embed-${provider}${aspect}"><div class="wp-block-embed__wrapper">\n${url}\n</div></figure>`;
  return block('embed', figure, {
    url,
    type,
    providerNameSlug: provider,
    responsive: true,
    ...(aspect && { className: aspect.trim() }),
  });
}

function list(lines: readonly string[], ordered: boolean, to: References): string {
  const tag = ordered ? 'ol' : 'ul';
  const items = lines.map((line) => block('list-item', `<li>${inline(line.replace(/^(-|\d+\.) /u, ''), to)}</li>`));
  return block(
    'list',
    `<${tag} class="wp-block-list">${items.join('\n\n')}</${tag}>`,
    ordered ? { ordered: true } : undefined,
  );
}

function quote(lines: readonly string[], to: References): string {
  const words = lines.map((line) => line.replace(/^>+ ?/u, ''));
  const cite = words.find((line) => line.startsWith('— '));
  const said = inline(words.filter((line) => line !== cite).join(' '), to);
  const source = cite ? `<cite>${inline(cite.slice(2), to)}</cite>` : '';
  if (lines[0]?.startsWith('>>'))
    return block(
      'pullquote',
      `<figure class="wp-block-pullquote"><blockquote><p>${said}</p>${source}</blockquote></figure>`,
    );
  return block(
    'quote',
    `<blockquote class="wp-block-quote">${block('paragraph', `<p>${said}</p>`)}${source}</blockquote>`,
  );
}

function table(lines: readonly string[], to: References): string {
  const row = (line: string, tag: string) =>
    `<tr>${line
      .split('|')
      .slice(1, -1)
      .map((cell) => `<${tag}>${inline(cell.trim(), to)}</${tag}>`)
      .join('')}</tr>`;
  const [head = '', ...rest] = lines;
  const body = `<thead>${row(head, 'th')}</thead><tbody>${rest.map((line) => row(line, 'td')).join('')}</tbody>`;
  return block('table', `<figure class="wp-block-table"><table class="has-fixed-layout">${body}</table></figure>`);
}

function one(chunk: string, to: References): string {
  const lines = chunk.split('\n');
  const [heading, marks = ''] = /^(#{2,4}) /u.exec(chunk) ?? [];
  if (chunk.startsWith('<!--')) return chunk;
  if (chunk.startsWith('<')) return block('html', chunk);
  if (heading !== undefined)
    return block(
      'heading',
      `<h${marks.length} class="wp-block-heading">${inline(chunk.slice(heading.length), to)}</h${marks.length}>`,
      marks.length === 2 ? undefined : { level: marks.length },
    );
  if (chunk === '---') return block('separator', '<hr class="wp-block-separator has-alpha-channel-opacity"/>');
  const [, names, caption = ''] = /^!\[\[([^|\]]+)(?:\|([^\]]*))?\]\]$/u.exec(chunk) ?? [];
  if (names !== undefined) return pictures(names, caption, to);
  const [, provider, url = ''] = /^@(\w+) (\S+)$/u.exec(chunk) ?? [];
  if (provider !== undefined) return embed(provider, url);
  if (chunk.startsWith('- ')) return list(lines, false, to);
  if (/^\d+\. /u.test(chunk)) return list(lines, true, to);
  if (chunk.startsWith('>')) return quote(lines, to);
  if (chunk.startsWith('|')) return table(lines, to);
  return block('paragraph', `<p>${inline(lines.join(' '), to)}</p>`);
}

/**
 * An article's text as the block editor stores it. Parts are set off by empty lines: `## heading`, `- list`, `1. list`, `> quote` with `> — source`,
 * `>> pullquote`, `| table |`, `---`, `![[picture|caption]]`, `![[several, pictures]]`, `@youtube URL`, HTML, a block written out, or a paragraph.
 * `=== TIME | title` (local time with its offset) begins an entry of a live blog.
 */
export function toBlocks(text: string, to: References): string {
  const [before = '', ...entries] = text.split(/^=== /mu);
  const blocks = (part: string) =>
    part
      .trim()
      .split(/\n{2,}/u)
      .filter(Boolean)
      .map((chunk) => one(chunk, to))
      .join('\n\n');
  const live = entries.map((entry) => {
    const end = entry.indexOf('\n');
    const [time = '', title = ''] = entry.slice(0, end).split(' | ');
    const clock = `<time datetime="${time}">${time.slice(11, 16)}</time>`;
    return block(
      'masthead/live-entry',
      `${block('heading', `<h3 class="wp-block-heading">${clock} ${inline(title, to)}</h3>`, { level: 3 })}\n\n${blocks(entry.slice(end))}`,
      { time: new Date(time).toISOString(), title },
    );
  });
  return [blocks(before), ...live].filter(Boolean).join('\n\n');
}

/** An article's text as the classic editor stores it: the markup as written, with `{link 101}`, `{short 101}`, `{url name}`, `{id name}` and `{alt name}` filled in. */
export function toClassic(text: string, to: References): string {
  return text.replace(/\{(link|short|url|id|alt) ([^}]+)\}/gu, (_, kind: string, name: string) => {
    if (kind === 'link') return to.permalink(Number(name));
    if (kind === 'short') return `${to.site}/?p=${name}`;
    const { id, large, alt } = to.picture(name);
    return kind === 'id' ? String(id) : kind === 'alt' ? alt : large;
  });
}
