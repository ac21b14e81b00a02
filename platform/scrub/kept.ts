/** What a picture keeps of what is said of it beside its pixels. */
export interface Kept {
  /** How it is to be turned, as EXIF counts it: 1 (upright) to 8. */
  readonly orientation: number;
  /** An XMP packet that takes the place of all that its file said, at most 60 000 bytes of UTF-8. */
  readonly xmp: string | undefined;
}

/** A TIFF of one entry, which is EXIF that says how a picture is turned and nothing else; `undefined` for an upright one. */
export const orientationExif = ({ orientation }: Kept): Buffer | undefined => {
  if (orientation <= 1 || orientation > 8) return undefined;
  const exif = Buffer.alloc(26);
  exif.write('II*\0', 'latin1');
  exif.writeUInt32LE(8, 4);
  exif.writeUInt16LE(1, 8);
  exif.writeUInt16LE(0x0112, 10);
  exif.writeUInt16LE(3, 12);
  exif.writeUInt32LE(1, 14);
  exif.writeUInt16LE(orientation, 18);
  return exif;
};

/** Puts pieces together, or answers the bytes themselves where nothing was left out. */
export const joined = (bytes: Buffer, pieces: readonly Buffer[], isWhole: boolean): Buffer =>
  isWhole ? bytes : Buffer.concat(pieces);
