/** What a survey takes from an item without parsing it: the text of its leaf children by local name. */
export type Peeked = ReadonlyMap<string, string>;

/** Fields that WordPress adds to RSS, whatever prefix the file gives them. */
const PREFIXED = new Set([
  'post_id',
  'post_type',
  'status',
  'post_parent',
  'post_date',
  'post_date_gmt',
  'attachment_url',
]);
const PLAIN = new Set(['link', 'guid']);

const CDATA_LENGTH = '<![CDATA['.length;
const OPENING = /^(?:([\w.-]+):)?([\w-]+)(?:\s[^/]*)?>/;

const plainValue = (text: string): string =>
  text.includes('&')
    ? text
        .replaceAll(/&(?:amp|#0*38|#x0*26);/gi, '&')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
    : text;

/**
 * Takes the fields by which records are referred to from an item's bytes, in one walk over its markup, several times faster than parsing.
 * What it finds is a hint for links; whatever is stored comes from the strict parser.
 */
export const peek = (bytes: Buffer): Peeked => {
  const found = new Map<string, string>();
  let at = bytes.indexOf(0x3c, 1);
  while (at !== -1) {
    const next = bytes[at + 1] ?? 0;
    let from = at + 1;
    if (next === 0x21 && bytes[at + 2] === 0x5b) {
      const end = bytes.indexOf(']]>', at + CDATA_LENGTH);
      from = end === -1 ? bytes.length : end + 3;
    } else if (next > 0x40) {
      // The longest opening tag of interest is that of a guid with its attribute.
      const tag = OPENING.exec(bytes.toString('latin1', at + 1, Math.min(at + 80, bytes.length)));
      const name = tag?.[2];
      if (tag !== null && name !== undefined && (tag[1] === undefined ? PLAIN : PREFIXED).has(name)) {
        from = at + 1 + tag[0].length;
        const section = bytes[from + 1] === 0x21;
        const value = section ? from + CDATA_LENGTH : from;
        const end = section ? bytes.indexOf(']]>', value) : bytes.indexOf(0x3c, value);
        if (end === -1) break;
        const text = bytes.toString('utf8', value, end);
        if (!found.has(name)) found.set(name, (section ? text : plainValue(text)).trim());
        from = end;
      }
    }
    at = bytes.indexOf(0x3c, from);
  }
  return found;
};
