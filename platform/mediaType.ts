/** A signature at the beginning of a file: its bytes in hex, from `at` on, and what the file then is. */
interface Signature {
  readonly hex: string;
  readonly at?: number;
  readonly type: string;
}

const SIGNATURES: readonly Signature[] = [
  { hex: 'ffd8ff', type: 'image/jpeg' },
  { hex: '89504e470d0a1a0a', type: 'image/png' },
  { hex: '474946383761', type: 'image/gif' },
  { hex: '474946383961', type: 'image/gif' },
  { hex: '57454250', at: 8, type: 'image/webp' },
  { hex: '6674797061766966', at: 4, type: 'image/avif' },
  { hex: '6674797061766973', at: 4, type: 'image/avif' },
  { hex: '6674797068656963', at: 4, type: 'image/heic' },
  { hex: '6674797068656978', at: 4, type: 'image/heic' },
  { hex: '667479706d696631', at: 4, type: 'image/heif' },
  { hex: '49492a00', type: 'image/tiff' },
  { hex: '4d4d002a', type: 'image/tiff' },
  { hex: '667479704d3441', at: 4, type: 'audio/mp4' },
  { hex: '667479707174', at: 4, type: 'video/quicktime' },
  { hex: '66747970', at: 4, type: 'video/mp4' },
  { hex: '1a45dfa3', type: 'video/webm' },
  { hex: '494433', type: 'audio/mpeg' },
  { hex: 'fffb', type: 'audio/mpeg' },
  { hex: 'fff3', type: 'audio/mpeg' },
  { hex: '664c6143', type: 'audio/flac' },
  { hex: '4f676753', type: 'audio/ogg' },
  { hex: '57415645', at: 8, type: 'audio/wav' },
  { hex: '25504446', type: 'application/pdf' },
  { hex: '504b0304', type: 'application/zip' },
  { hex: 'd0cf11e0a1b11ae1', type: 'application/x-ole-storage' },
];

/** How many bytes of a file's beginning its type is told by. */
export const SIGNATURE_BYTES = 512;

/** Kinds of files that are archives or compounds of another format, whose own type the name tells. */
const WITHIN: ReadonlyMap<string, RegExp> = new Map([
  ['application/zip', /^application\/(?:zip|vnd\.(?:openxmlformats|oasis)[\w.-]+|epub\+zip)$/],
  ['application/x-ole-storage', /^application\/(?:msword|vnd\.ms-[\w-]+)$/],
  ['audio/ogg', /^(?:audio|video)\/ogg$/],
  ['video/webm', /^(?:audio|video)\/webm$/],
]);

const isText = (bytes: Buffer): boolean =>
  !bytes.includes(0) && !/^\s*<(?:!doctype|html|svg|script|\?xml|\?php)/i.test(bytes.toString('latin1'));

/**
 * What a file is, by its first bytes; its name decides only where bytes cannot (plain text, and formats that are archives of another kind).
 * `undefined`: it is none of what is taken over. SVG and HTML are not: they can hold scripts.
 */
export const mediaTypeOf = (bytes: Buffer, byName: string): string | undefined => {
  for (const { hex, at = 0, type } of SIGNATURES) {
    if (bytes.toString('hex', at, at + hex.length / 2) !== hex) continue;
    return WITHIN.get(type)?.test(byName) === true ? byName : type === 'application/x-ole-storage' ? undefined : type;
  }
  return (byName === 'text/plain' || byName === 'text/csv') && isText(bytes) ? byName : undefined;
};
