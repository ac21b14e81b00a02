import { SaxesParser } from 'saxes';

/** An element of an export as parsed: its own text without that of its children. Names carry the prefixes that WordPress itself uses. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: XmlElement[];
}

/** Why an element is not well-formed, in the parser's words, with its place within the element. */
export interface XmlFault {
  readonly reason: string;
  /** Counted from 0, within the element. */
  readonly line: number;
}

/** Turns the prefixes of a file into those that WordPress itself uses, by the namespaces they stand for. */
export type CanonicalName = (name: string) => string;

const canonicalPrefix = (uri: string): string | undefined => {
  if (/^https?:\/\/wordpress\.org\/export\/[\d.]+\/excerpt\/?$/.test(uri)) return 'excerpt';
  if (/^https?:\/\/wordpress\.org\/export\//.test(uri)) return 'wp';
  if (uri.startsWith('http://purl.org/rss/1.0/modules/content')) return 'content';
  if (uri.startsWith('http://purl.org/dc/elements/')) return 'dc';
  return undefined;
};

/** Names for a file that declares these namespaces (prefix → URI). An undeclared prefix keeps its name. */
export const canonicalNames = (namespaces: ReadonlyMap<string, string>): CanonicalName => {
  const prefixes = new Map<string, string>();
  for (const [prefix, uri] of namespaces) {
    const canonical = canonicalPrefix(uri);
    if (canonical !== undefined && canonical !== prefix) prefixes.set(prefix, canonical);
  }
  if (prefixes.size === 0) return (name) => name;
  return (name) => {
    const colon = name.indexOf(':');
    const canonical = colon === -1 ? undefined : prefixes.get(name.slice(0, colon));
    return canonical === undefined ? name : `${canonical}${name.slice(colon)}`;
  };
};

/** Elements within an element; WordPress writes two levels. */
const MAX_DEPTH = 32;

class Fault extends Error {
  readonly fault: XmlFault;

  constructor(fault: XmlFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/**
 * A strict parser of single elements. No document type, no entity but XML's own five and character references.
 * Not to be called from within itself.
 */
export const createXmlReader = (): ((text: string, names: CanonicalName) => XmlElement | XmlFault) => {
  let stack: XmlElement[] = [];
  let root: XmlElement | undefined;
  let names: CanonicalName = (name) => name;

  const connect = (): SaxesParser<{ xmlns: false }> => {
    const parser = new SaxesParser({ xmlns: false });
    parser.on('opentag', (tag) => {
      const element: XmlElement = { name: names(tag.name), attributes: tag.attributes, text: '', children: [] };
      stack.at(-1)?.children.push(element);
      root ??= element;
      stack.push(element);
      if (stack.length > MAX_DEPTH) parser.fail(`elements are nested deeper than ${MAX_DEPTH}`);
    });
    parser.on('closetag', () => stack.pop());
    const onText = (text: string): void => {
      const element = stack.at(-1);
      if (element !== undefined) element.text += text;
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    parser.on('doctype', () => parser.fail('a document type declaration within an element'));
    parser.on('error', (error) => {
      throw new Fault({ reason: error.message.replace(/^\d+:\d+: /, ''), line: parser.line - 1 });
    });
    return parser;
  };

  let parser = connect();
  return (text, canonical) => {
    stack = [];
    root = undefined;
    names = canonical;
    try {
      parser.write(text).close();
    } catch (error) {
      // A parser that has failed is in no state to go on.
      parser = connect();
      if (error instanceof Fault) return error.fault;
      throw error;
    }
    return root ?? { reason: 'no element', line: 0 };
  };
};

/** Whether parsing failed. */
export const isFault = (result: XmlElement | XmlFault): result is XmlFault => 'reason' in result;

/** The text of an element's first child of that name, trimmed; `undefined` where there is none or it is empty. */
export const childText = (element: XmlElement, name: string): string | undefined => {
  for (const child of element.children) {
    if (child.name === name) return child.text.trim() || undefined;
  }
  return undefined;
};
