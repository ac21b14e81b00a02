import { ImportError } from '../errors.ts';

/** What stands before the first element of an export. */
export interface Prolog {
  /** The encoding that the XML declaration names, in lower case. */
  readonly encoding: string | undefined;
  /** Whether there is a document type declaration. It is passed over: none of its entities exists for us. */
  readonly doctype: boolean;
  /** Bytes before the XML declaration or root element that do not belong there, such as a warning printed by the exporting site. */
  readonly strayBytes: number;
  /** Where the root element's tag begins. */
  readonly root: number;
}

/** How far into a file its root element is searched, in bytes. */
export const PROLOG_LIMIT = 65_536;

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.toString('latin1', at, at + text.length).toLowerCase() === text;

const skipSpace = (bytes: Buffer, from: number): number => {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20 && bytes[at] !== 0) at += 1;
  return at;
};

/** The end of a document type declaration that begins at `from`: its internal subset may hold `>` in quotes, comments and declarations. */
const endOfDoctype = (bytes: Buffer, from: number): number => {
  let subset = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x22 || byte === 0x27) {
      const quote = bytes.indexOf(byte, at + 1);
      if (quote === -1) return -1;
      at = quote;
    } else if (byte === 0x5b) subset = true;
    else if (byte === 0x5d) subset = false;
    else if (byte === 0x3c && bytes.toString('latin1', at, at + 4) === '<!--') {
      const end = bytes.indexOf('-->', at + 4);
      if (end === -1) return -1;
      at = end + 2;
    } else if (byte === 0x3e && !subset) return at + 1;
  }
  return -1;
};

const printable = (bytes: Buffer, from: number): string =>
  JSON.stringify(
    bytes
      .toString('utf8', from, from + 60)
      .replaceAll(/\s+/g, ' ')
      .slice(0, 40),
  );

/** Names what lies in a file that is no export, for the person who gave it to us. */
const describe = (bytes: Buffer): string => {
  const at = skipSpace(bytes, 0);
  if (at === bytes.length) return bytes.length === 0 ? 'the file is empty' : 'the file holds blanks alone';
  const head = bytes.toString('latin1', at, at + 512).toLowerCase();
  if (head.startsWith('pk\u0003\u0004')) return 'it is a ZIP archive: unpack it first';
  if (head.startsWith('%pdf')) return 'it is a PDF document';
  if (head.startsWith('{') || head.startsWith('[')) return 'it looks like JSON';
  if (/^(--|\/\*).*(mysql|mariadb|sql|dump)/.test(head)) return 'it looks like a database dump';
  if (/<(!doctype )?html/.test(head))
    return 'it is an HTML page, perhaps the login page or an error in place of the export';
  const root = /^(?:<\?[^>]*>|<!--[\s\S]*?-->|<![^>]*>|\s)*<([a-z][\w:.-]*)/.exec(head);
  if (root?.[1] !== undefined) return `its root element is <${root[1]}>`;
  if (bytes.subarray(at, at + 512).includes(0)) return 'it holds binary data';
  return `it begins with ${printable(bytes, at)}`;
};

/**
 * Finds the root element in the first bytes of a file. `undefined`: more bytes are needed, and `final` is false.
 *
 * @throws {@link ImportError} `NOT_AN_EXPORT`, saying what the file is; `ENCODING` for UTF-16 and UTF-32.
 */
export const readProlog = (bytes: Buffer, final: boolean): Prolog | undefined => {
  const enough = final || bytes.length >= PROLOG_LIMIT;
  if (bytes.length < 4 && !final) return undefined;
  const mark = bytes.toString('latin1', 0, 4);
  if (/^(\u00ff\u00fe|\u00fe\u00ff|<\0|\0<|\0\0)/.test(mark)) {
    throw new ImportError(
      'ENCODING',
      'the file is written in UTF-16 or UTF-32: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)',
    );
  }
  let at = mark.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  let encoding: string | undefined;
  let doctype = false;
  for (;;) {
    at = skipSpace(bytes, at);
    let end = at;
    if (startsWith(bytes, '<?', at)) {
      end = bytes.indexOf('?>', at) + 2;
      if (end > 1 && startsWith(bytes, '<?xml', at)) {
        encoding = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(bytes.toString('latin1', at, end))?.[1]?.toLowerCase();
      }
    } else if (startsWith(bytes, '<!--', at)) end = bytes.indexOf('-->', at + 4) + 3;
    else if (startsWith(bytes, '<!doctype', at) && !startsWith(bytes, '<!doctype html', at)) {
      end = endOfDoctype(bytes, at);
      doctype = true;
    } else break;
    if (end <= at) {
      if (enough) throw new ImportError('NOT_AN_EXPORT', `not a WordPress export (WXR): ${describe(bytes)}`);
      return undefined;
    }
    at = end;
  }
  const root = bytes.indexOf('<rss', at);
  if (root === -1) {
    if (enough) throw new ImportError('NOT_AN_EXPORT', `not a WordPress export (WXR): ${describe(bytes)}`);
    return undefined;
  }
  if (root === at) return { encoding, doctype, strayBytes: 0, root };
  // What printed the stray bytes may stand before the XML declaration, which then is read here.
  const declaration = bytes.indexOf('<?xml', at);
  if (declaration !== -1 && declaration < root) {
    const text = bytes.toString('latin1', declaration, root);
    encoding ??= /encoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1]?.toLowerCase();
  }
  return { encoding, doctype, strayBytes: root - at, root };
};
