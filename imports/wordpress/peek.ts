/** What a survey takes from an item without parsing it: the text of its leaf children by local name. */
export type Peeked = ReadonlyMap<string, string>;

/** Fields that WordPress adds to RSS, whatever prefix the file gives them. */
const PREFIXED = new Set([
  'post_id',
  'post_type',
  'status',
  'post_password',
  'post_parent',
  'post_date',
  'post_date_gmt',
  'attachment_url',
]);
const PLAIN = new Set(['link', 'guid']);

const CDATA = '<![CDATA[';
const OPENING = /<(?:([\w.-]{1,32}):)?([\w-]{1,32})(?:\s[^>/]{0,64})?>/y;

/** A field's bytes, each read as a character, as the text that they are, with XML's own entities read. */
const plainValue = (latin1: string, section: boolean): string => {
  const text = /[\u0080-\u00ff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
  if (section || !text.includes('&')) return text.trim();
  return text
    .replaceAll(/&(?:amp|#0*38|#x0*26);/gi, '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .trim();
};

/**
 * Takes the fields by which records are referred to from an item's bytes, in one walk over its markup, several times faster than parsing.
 * What it finds is a hint for links; whatever is stored comes from the strict parser.
 */
export const peek = (bytes: Buffer): Peeked => {
  const found = new Map<string, string>();
  const text = bytes.toString('latin1');
  for (let at = text.indexOf('<', 1); at !== -1; at = text.indexOf('<', at)) {
    const next = text.charCodeAt(at + 1);
    if (next === 0x21 && text.startsWith(CDATA, at)) {
      const end = text.indexOf(']]>', at + CDATA.length);
      if (end === -1) break;
      at = end + 3;
      continue;
    }
    OPENING.lastIndex = at;
    at += 1;
    const tag = next > 0x40 ? OPENING.exec(text) : null;
    const name = tag?.[2];
    if (tag === null || name === undefined || !(tag[1] === undefined ? PLAIN : PREFIXED).has(name)) continue;
    const from = at - 1 + tag[0].length;
    const section = text.startsWith(CDATA, from);
    const value = section ? from + CDATA.length : from;
    const end = text.indexOf(section ? ']]>' : '<', value);
    if (end === -1) break;
    if (!found.has(name)) found.set(name, plainValue(text.slice(value, end), section));
    at = end;
  }
  return found;
};
