import type { Comment } from './article.ts';
import type { Paper } from './paper.ts';

/** One `<item>` of a WordPress export. */
export interface Item {
  id: number;
  title: string;
  link: string;
  guid: string;
  creator: string;
  content: string;
  excerpt: string;
  /** Local time with its offset; empty for a draft that has none. */
  date: string;
  modified: string;
  name: string;
  status: string;
  type: string;
  parent: number;
  order: number;
  password: string;
  sticky: boolean;
  comments: Comment[];
  attachmentUrl: string;
  terms: { domain: string; slug: string; name: string }[];
  meta: [string, string][];
}

/** One `<wp:term>` of another taxonomy than categories and tags. */
export interface Term {
  id: number;
  taxonomy: string;
  slug: string;
  name: string;
  about: string;
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const unset = '0000-00-00 00:00:00';

const local = (time: string) => (time ? time.slice(0, 19).replace('T', ' ') : unset);
const gmt = (time: string) => (time ? local(new Date(time).toISOString()) : unset);

function rfc822(time: string): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${days[date.getUTCDay()]}, ${day} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}

/** A term's slug as WordPress stores it: letters outside ASCII in percent encoding, lower case. */
export function encodeSlug(slug: string): string {
  return encodeURIComponent(slug).toLowerCase();
}

/** WordPress keeps a comment's reply, type and agent too; these are plain readers' comments, approved unless marked as spam. */
function comment({ author, date, text }: Comment, id: number): string {
  return `		<wp:comment>
			<wp:comment_id>${id}</wp:comment_id>
			<wp:comment_author>${cdata(author)}</wp:comment_author>
			<wp:comment_author_email>${cdata('')}</wp:comment_author_email>
			<wp:comment_author_url></wp:comment_author_url>
			<wp:comment_author_IP>${cdata('203.0.113.7')}</wp:comment_author_IP>
			<wp:comment_date>${cdata(local(date))}</wp:comment_date>
			<wp:comment_date_gmt>${cdata(gmt(date))}</wp:comment_date_gmt>
			<wp:comment_content>${cdata(text)}</wp:comment_content>
			<wp:comment_approved>${cdata('1')}</wp:comment_approved>
			<wp:comment_type>${cdata('comment')}</wp:comment_type>
			<wp:comment_parent>0</wp:comment_parent>
			<wp:comment_user_id>0</wp:comment_user_id>
		</wp:comment>
`;
}

/** One item as it stands in an export. */
export function item(one: Item): string {
  const terms = one.terms.map(
    ({ domain, slug, name }) =>
      `		<category domain="${domain}" nicename="${encodeSlug(slug)}">${cdata(name)}</category>\n`,
  );
  const meta = one.meta.map(
    ([key, value]) =>
      `		<wp:postmeta>\n		<wp:meta_key>${cdata(key)}</wp:meta_key>\n		<wp:meta_value>${cdata(value)}</wp:meta_value>\n		</wp:postmeta>\n`,
  );
  const attachment = one.attachmentUrl
    ? `		<wp:attachment_url>${cdata(one.attachmentUrl)}</wp:attachment_url>\n`
    : '';
  return `		<item>
		<title>${cdata(one.title)}</title>
		<link>${escapeText(one.link)}</link>
		<pubDate>${one.status === 'draft' || one.status === 'pending' ? '' : rfc822(one.date)}</pubDate>
		<dc:creator>${cdata(one.creator)}</dc:creator>
		<guid isPermaLink="false">${escapeText(one.guid)}</guid>
		<description></description>
		<content:encoded>${cdata(one.content)}</content:encoded>
		<excerpt:encoded>${cdata(one.excerpt)}</excerpt:encoded>
		<wp:post_id>${one.id}</wp:post_id>
		<wp:post_date>${cdata(local(one.date))}</wp:post_date>
		<wp:post_date_gmt>${cdata(one.status === 'draft' || one.status === 'pending' ? unset : gmt(one.date))}</wp:post_date_gmt>
		<wp:post_modified>${cdata(local(one.modified))}</wp:post_modified>
		<wp:post_modified_gmt>${cdata(gmt(one.modified))}</wp:post_modified_gmt>
		<wp:comment_status>${cdata(one.comments.length > 0 ? 'open' : 'closed')}</wp:comment_status>
		<wp:ping_status>${cdata('closed')}</wp:ping_status>
		<wp:post_name>${cdata(encodeSlug(one.name))}</wp:post_name>
		<wp:status>${cdata(one.status)}</wp:status>
		<wp:post_parent>${one.parent}</wp:post_parent>
		<wp:menu_order>${one.order}</wp:menu_order>
		<wp:post_type>${cdata(one.type)}</wp:post_type>
		<wp:post_password>${cdata(one.password)}</wp:post_password>
		<wp:is_sticky>${one.sticky ? 1 : 0}</wp:is_sticky>
${attachment}${terms.join('')}${meta.join('')}${one.comments.map((each, index) => comment(each, one.id * 10 + index)).join('')}		</item>
`;
}

/** The whole export as WordPress writes it, in version 1.2 of its format. */
export function writeWxr(paper: Paper, exported: string, terms: readonly Term[], items: readonly Item[]): string {
  const authors = paper.authors.map(
    ({ id, login, email, name, first, last }) =>
      `	<wp:author><wp:author_id>${id}</wp:author_id><wp:author_login>${cdata(login)}</wp:author_login><wp:author_email>${cdata(email)}</wp:author_email><wp:author_display_name>${cdata(name)}</wp:author_display_name><wp:author_first_name>${cdata(first)}</wp:author_first_name><wp:author_last_name>${cdata(last)}</wp:author_last_name></wp:author>\n`,
  );
  const categories = paper.categories.map(({ id, slug, name, parent, about }) => {
    const description = about ? `\n		<wp:category_description>${cdata(about)}</wp:category_description>` : '';
    return `	<wp:category>
		<wp:term_id>${id}</wp:term_id>
		<wp:category_nicename>${cdata(encodeSlug(slug))}</wp:category_nicename>
		<wp:category_parent>${cdata(encodeSlug(parent))}</wp:category_parent>
		<wp:cat_name>${cdata(name)}</wp:cat_name>${description}
	</wp:category>
`;
  });
  const tags = paper.tags.map(
    ({ id, slug, name }) => `	<wp:tag>
		<wp:term_id>${id}</wp:term_id>
		<wp:tag_slug>${cdata(encodeSlug(slug))}</wp:tag_slug>
		<wp:tag_name>${cdata(name)}</wp:tag_name>
	</wp:tag>
`,
  );
  const others = terms.map(
    ({ id, taxonomy, slug, name, about }) => `	<wp:term>
		<wp:term_id>${id}</wp:term_id>
		<wp:term_taxonomy>${cdata(taxonomy)}</wp:term_taxonomy>
		<wp:term_slug>${cdata(encodeSlug(slug))}</wp:term_slug>
		<wp:term_parent>${cdata('')}</wp:term_parent>
		<wp:term_name>${cdata(name)}</wp:term_name>
		<wp:term_description>${cdata(about)}</wp:term_description>
	</wp:term>
`,
  );
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!-- Sample data: an export of an invented newspaper in WordPress eXtended RSS. Written by scripts/samples/export.ts. -->
<!-- generator="WordPress/${paper.wordpress}" created="${exported.slice(0, 16).replace('T', ' ')}" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>

<channel>
	<title>${escapeText(paper.name)}</title>
	<link>${paper.site}</link>
	<description>${escapeText(paper.tagline)}</description>
	<pubDate>${rfc822(exported)}</pubDate>
	<language>${paper.language}</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>${paper.site}</wp:base_site_url>
	<wp:base_blog_url>${paper.site}</wp:base_blog_url>

${authors.join('')}
${categories.join('')}${tags.join('')}${others.join('')}
	<generator>https://wordpress.org/?v=${paper.wordpress}</generator>

${items.map(item).join('')}	</channel>
</rss>
`;
}
