import { decodeHTMLAttribute } from 'entities';

const ATTRIBUTE = /([^\s=/>"'][^\s=/>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/g;

/** The attributes of a tag, from its source between name and `>`: names in lower case, values decoded, the first of a name counts. */
export const attributesOf = (source: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  if (source === '') return attributes;
  for (const [, name = '', double, single, bare] of source.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    const value = double ?? single ?? bare ?? '';
    if (!attributes.has(key)) attributes.set(key, value.includes('&') ? decodeHTMLAttribute(value) : value);
  }
  return attributes;
};
