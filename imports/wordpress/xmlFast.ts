import type { CanonicalName, XmlElement } from './xml.ts';

const OPEN = /<([A-Za-z_][\w.-]{0,63}(?::[A-Za-z_][\w.-]{0,63})?)((?: [A-Za-z_][\w.:-]{0,63}="[^"<&\t\n]*")*) ?(\/?)>/y;
const ATTRIBUTE = / ([^=]+)="([^"]*)"/g;
const ENTITY = /&(?:(amp|lt|gt|quot|apos);)?/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const CDATA = '<![CDATA[';

/** What XML 1.0 forbids, and the carriage returns that it has parsers change. */
const SPECIAL = /[^\t\n\u0020-\ufffd]/;

const attributesOf = (source: string): Record<string, string> | undefined => {
  const attributes: Record<string, string> = {};
  if (source === '') return attributes;
  for (const [, name = '', value = ''] of source.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attributes, name) || name === '__proto__') return undefined;
    attributes[name] = value;
  }
  return attributes;
};

/** Character data without CDATA; `undefined` where it holds anything but XML's own five entities. */
const plainText = (source: string): string | undefined => {
  if (source.includes(']]>')) return undefined;
  if (!source.includes('&')) return source;
  let known = true;
  const text = source.replaceAll(ENTITY, (_, name: string | undefined) => {
    known &&= name !== undefined;
    return ENTITIES[name ?? ''] ?? '';
  });
  return known ? text : undefined;
};

/**
 * Reads an element that is written as WordPress writes them: tags, attributes in double quotes, text, CDATA, nothing else. What it reads, the
 * strict parser reads alike; whatever it is not sure of it leaves to that one (`undefined`), well-formed or not. Several times as fast.
 */
export const readPlainXml = (source: string, names: CanonicalName): XmlElement | undefined => {
  if (SPECIAL.test(source) || source[0] !== '<') return undefined;
  const stack: { readonly name: string; readonly element: XmlElement }[] = [];
  let at = 0;
  for (;;) {
    const top = stack.at(-1);
    const next = source.charCodeAt(at + 1);
    if (next === 0x2f) {
      const end = top === undefined ? 0 : at + 2 + top.name.length;
      if (top === undefined || !source.startsWith(top.name, at + 2) || source[end] !== '>') return undefined;
      stack.pop();
      at = end + 1;
      if (stack.length === 0) return source.slice(at).trim() === '' ? top.element : undefined;
    } else if (next === 0x21) {
      const end = source.indexOf(']]>', at);
      if (top === undefined || end === -1 || !source.startsWith(CDATA, at)) return undefined;
      top.element.text += source.slice(at + CDATA.length, end);
      at = end + 3;
    } else {
      OPEN.lastIndex = at;
      const tag = OPEN.exec(source);
      const attributes = tag === null ? undefined : attributesOf(tag[2] ?? '');
      if (tag === null || attributes === undefined || stack.length === 8) return undefined;
      const name = tag[1] ?? '';
      const element: XmlElement = { name: names(name), attributes, text: '', children: [] };
      top?.element.children.push(element);
      at = OPEN.lastIndex;
      if (tag[3] !== '/') stack.push({ name, element });
      else if (top === undefined) return source.slice(at).trim() === '' ? element : undefined;
    }
    const lt = source.indexOf('<', at);
    if (lt === -1) return undefined;
    if (lt > at) {
      const inner = stack.at(-1);
      const text = plainText(source.slice(at, lt));
      if (inner === undefined || text === undefined) return undefined;
      inner.element.text += text;
      at = lt;
    }
  }
};
