/** Memory that is lent for what is read, and used again when it is given back. */
export interface Pool {
  /** So many bytes, with whatever in them. */
  readonly take: (length: number) => Buffer;
  /** Whoever had it looks at it no longer. What was not taken here, or given back before, is left alone. */
  readonly giveBack: (bytes: Uint8Array) => void;
}

/** Below it Node makes memory quicker; above the other it is so rare that it is not kept. Bytes. */
const LEAST = 4 * 1024;
const MOST = 1024 * 1024;

/** A size for so many bytes, of four from one power of two to the next: a fifth is wasted at most. */
const sizeFor = (length: number): number => {
  const step = 2 ** (29 - Math.clz32(length - 1));
  return Math.ceil(length / step) * step;
};

/**
 * Makes a pool. Memory outside of JavaScript's heap that is made for each of a thousand answers a second has the collector go through all of the heap again and again, which takes
 * longer than all else that is done for a long one.
 *
 * @param mostBytes - Bytes held while nobody uses them. Beyond, all are let go: they may be of sizes that nobody wants any more.
 */
export const createPool = (mostBytes: number): Pool => {
  /** By their length. */
  const free = new Map<number, Buffer[]>();
  const lent = new WeakMap<ArrayBufferLike, Buffer>();
  let held = 0;

  return {
    take(length) {
      if (length < LEAST || length > MOST) return Buffer.allocUnsafe(length);
      const size = sizeFor(length);
      const kept = free.get(size)?.pop();
      if (kept) held -= size;
      const whole = kept ?? Buffer.allocUnsafeSlow(size);
      lent.set(whole.buffer, whole);
      return whole.subarray(0, length);
    },
    giveBack({ buffer }) {
      const whole = lent.get(buffer);
      if (!whole) return;
      lent.delete(buffer);
      if (held + whole.byteLength > mostBytes) {
        free.clear();
        held = 0;
      }
      held += whole.byteLength;
      const others = free.get(whole.byteLength);
      if (others) others.push(whole);
      else free.set(whole.byteLength, [whole]);
    },
  };
};
