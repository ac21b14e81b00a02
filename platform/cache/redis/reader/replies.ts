/** A reply of Redis, of the kinds that reading asks for: a status, an error, or strings, `null` where there is none. */
export type Reply =
  | { readonly kind: 'status' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'strings'; readonly strings: readonly (Buffer | null)[] };

/** Reads replies from what comes over one connection, in whatever portions it comes. */
export interface Replies {
  /** Where the next portion is put. Used again for each, so that nothing is made anew but the strings themselves. */
  readonly portion: Buffer;
  /** Takes the first bytes of the portion. @throws `TypeError` where they are no reply of these kinds: nothing after them can be read. */
  take(length: number): void;
}

/** What {@link createReplies} takes. Bytes. */
export interface RepliesOptions {
  /** A longer string is read past, not held, and comes empty. */
  readonly mostBytes: number;
  /** Memory for a string. */
  readonly take: (length: number) => Buffer;
  readonly onReply: (reply: Reply) => void;
}

const PORTION_BYTES = 64 * 1024;
/** Most strings in a reply, and most bytes of a line: nobody asks for more. */
const MOST_STRINGS = 16;
const MOST_LINE = 1_024;

const CR = 0x0d;
const LF = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const END_BYTES = 2;
const [STRINGS, STRING, STATUS, ERROR] = [0x2a, 0x24, 0x2b, 0x2d];

const NOTHING = Buffer.alloc(0);
const DONE: Reply = Object.freeze({ kind: 'status' });

const noReply = (): TypeError => new TypeError('What Redis answered is no reply to what it was asked');

/** The number in a line, from its second byte. @throws `TypeError` where there is none. */
const numberIn = (bytes: Buffer, from: number, to: number): number => {
  if (bytes[from] === MINUS && bytes[from + 1] === ZERO + 1 && to === from + 2) return -1;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) throw noReply();
    number = number * 10 + digit;
  }
  if (from === to || !Number.isSafeInteger(number)) throw noReply();
  return number;
};

/**
 * Reads the protocol of Redis (RESP2) as far as a reader of hashes needs it. The memory for a string is made once, as long as it says that it is, and filled as it
 * comes: a client for everything joins portions, which takes longer than all else that is done for a long one.
 */
export const createReplies = ({ mostBytes, take, onReply }: RepliesOptions): Replies => {
  const portion = Buffer.allocUnsafeSlow(PORTION_BYTES);
  /** A line of which only the beginning has come. */
  let begun = NOTHING;
  let strings: (Buffer | null)[] = [];
  let missing = 0;
  /** The string that is being filled, up to where; `toSkip` bytes are no part of any. */
  let string: Buffer | undefined;
  let filled = 0;
  let toSkip = 0;

  const add = (value: Buffer | null): void => {
    strings.push(value);
    missing -= 1;
    if (missing > 0) return;
    const whole = strings;
    strings = [];
    onReply({ kind: 'strings', strings: whole });
  };

  const beginString = (length: number): void => {
    if (missing === 0) throw noReply();
    if (length < 0) add(null);
    else if (length > mostBytes) {
      toSkip = length + END_BYTES;
      add(NOTHING);
    } else {
      string = take(length);
      filled = 0;
    }
  };

  /** @param to - where the line ends, without its end. */
  const takeLine = (bytes: Buffer, from: number, to: number): void => {
    const kind = bytes[from];
    if (kind === STRING) beginString(numberIn(bytes, from + 1, to));
    else if (missing > 0) throw noReply();
    else if (kind === STRINGS) {
      missing = numberIn(bytes, from + 1, to);
      if (missing < 1 || missing > MOST_STRINGS) throw noReply();
    } else if (kind === STATUS) onReply(DONE);
    else if (kind === ERROR) onReply({ kind: 'error', message: bytes.toString('utf8', from + 1, to) });
    else throw noReply();
  };

  const skip = (from: number, to: number): number => {
    const skipped = Math.min(toSkip, to - from);
    toSkip -= skipped;
    return from + skipped;
  };

  const fill = (into: Buffer, from: number, to: number): number => {
    const taken = Math.min(into.byteLength - filled, to - from);
    portion.copy(into, filled, from, from + taken);
    filled += taken;
    if (filled === into.byteLength) {
      string = undefined;
      toSkip = END_BYTES;
      add(into);
    }
    return from + taken;
  };

  /** Answers where the line ends, or `to` where it does not yet. */
  const line = (from: number, to: number): number => {
    const end = portion.indexOf(LF, from);
    const isWhole = end >= 0 && end < to;
    const stop = isWhole ? end + 1 : to;
    if (!isWhole || begun.byteLength > 0) {
      begun = Buffer.concat([begun, portion.subarray(from, stop)]);
      if (begun.byteLength > MOST_LINE) throw noReply();
      if (!isWhole) return to;
    }
    const [bytes, first, last] = begun.byteLength > 0 ? [begun, 0, begun.byteLength] : [portion, from, stop];
    begun = NOTHING;
    if (bytes[last - END_BYTES] !== CR) throw noReply();
    takeLine(bytes, first, last - END_BYTES);
    return stop;
  };

  return {
    portion,
    take(length) {
      let at = 0;
      while (at < length) {
        if (toSkip > 0) at = skip(at, length);
        else if (string !== undefined) at = fill(string, at, length);
        else at = line(at, length);
      }
    },
  };
};
