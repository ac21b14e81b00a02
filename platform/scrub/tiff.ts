/*
 * A TIFF is a chain of directories; an entry of one is 12 bytes, and what does not fit into its last four lies elsewhere in the file. Nothing moves: entries that go are
 * taken out of their directory, and what they pointed at becomes zeros. https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 */

/** What decides about pixels, and who is to be credited (`Artist`, `Copyright`). */
const STAYING = new Set([
  254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 288, 289,
  290, 291, 292, 293, 296, 301, 315, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 333, 334, 338, 339, 340,
  341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 33432, 34675,
]);
const SUB_DIRECTORIES = 330;
const EXIF = 34665;
const GPS = 34853;
const INTEROPERABILITY = 40965;

/** Bytes of a value of each type, by its number. */
const BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** More directories than any picture has. */
const MOST_DIRECTORIES = 1_000;

interface Entry {
  readonly tag: number;
  readonly at: number;
  /** Where its value lies. */
  readonly value: number;
  readonly bytes: number;
  readonly count: number;
}

/** A TIFF without what it says beside its pixels; as long as it was. @throws `RangeError` for bytes that are none. */
export const scrubTiff = (bytes: Buffer): Buffer => {
  const little = bytes.toString('latin1', 0, 4) === 'II*\0';
  if (!little && bytes.toString('latin1', 0, 4) !== 'MM\0*') throw new RangeError('it is no TIFF');
  const scrubbed = Buffer.from(bytes);
  const u16 = (at: number): number => (little ? scrubbed.readUInt16LE(at) : scrubbed.readUInt16BE(at));
  const u32 = (at: number): number => (little ? scrubbed.readUInt32LE(at) : scrubbed.readUInt32BE(at));
  const setU16 = (value: number, at: number): number =>
    little ? scrubbed.writeUInt16LE(value, at) : scrubbed.writeUInt16BE(value, at);
  const seen = new Set<number>();

  const entriesOf = (directory: number): readonly Entry[] => {
    if (seen.has(directory) || seen.size >= MOST_DIRECTORIES) throw new RangeError('its directories are broken');
    seen.add(directory);
    return Array.from({ length: u16(directory) }, (_, index) => {
      const at = directory + 2 + index * 12;
      const count = u32(at + 4);
      const size = count * (BYTES[u16(at + 2)] ?? 1);
      return { tag: u16(at), at, value: size <= 4 ? at + 8 : u32(at + 8), bytes: size, count };
    });
  };
  const pointed = ({ value, count }: Entry): readonly number[] =>
    Array.from({ length: Math.min(count, MOST_DIRECTORIES) }, (_, index) => u32(value + index * 4));
  const blank = ({ value, bytes: size }: Entry): void => void scrubbed.fill(0, value, value + size);

  /** Takes out all of a directory, and whatever it points at. */
  const blankDirectory = (directory: number): void => {
    for (const entry of entriesOf(directory)) {
      if (entry.tag === INTEROPERABILITY) pointed(entry).forEach(blankDirectory);
      blank(entry);
    }
    scrubbed.fill(0, directory, directory + 2 + u16(directory) * 12);
  };
  const scrubDirectory = (directory: number): void => {
    const entries = entriesOf(directory);
    const staying: Buffer[] = [];
    for (const entry of entries) {
      if (entry.tag === EXIF || entry.tag === GPS) pointed(entry).forEach(blankDirectory);
      if (entry.tag === SUB_DIRECTORIES) pointed(entry).forEach(scrubChain);
      if (STAYING.has(entry.tag)) staying.push(Buffer.from(scrubbed.subarray(entry.at, entry.at + 12)));
      else blank(entry);
    }
    const next = Buffer.from(scrubbed.subarray(directory + 2 + entries.length * 12).subarray(0, 4));
    setU16(staying.length, directory);
    const rest = Buffer.alloc((entries.length - staying.length) * 12);
    Buffer.concat([...staying, next, rest]).copy(scrubbed, directory + 2);
  };
  function scrubChain(first: number): void {
    for (let directory = first; directory !== 0; ) {
      scrubDirectory(directory);
      directory = u32(directory + 2 + u16(directory) * 12);
    }
  }

  scrubChain(u32(4));
  return scrubbed.equals(bytes) ? bytes : scrubbed;
};
