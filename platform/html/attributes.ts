import { decodeHTMLAttribute } from 'entities';

const ATTRIBUTE = /([^\s=/>"'][^\s=/>]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/g;

const UPPER = /[A-Z]/;

/** The attributes of a tag, from its source between name and `>`: names in lower case, values decoded, the first of a name counts. */
export const attributesOf = (source: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  if (source === '') return attributes;
  ATTRIBUTE.lastIndex = 0;
  for (let match = ATTRIBUTE.exec(source); match !== null; match = ATTRIBUTE.exec(source)) {
    const name = match[1] ?? '';
    const key = UPPER.test(name) ? name.toLowerCase() : name;
    const value = match[2] ?? match[3] ?? match[4] ?? '';
    if (!attributes.has(key)) attributes.set(key, value.includes('&') ? decodeHTMLAttribute(value) : value);
  }
  return attributes;
};
