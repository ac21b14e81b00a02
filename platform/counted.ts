/**
 * How an `LRUCache` is bounded that holds so many entries, whatever they are. By their sizes, since what is bounded by `max` has its tables whole from the start: 22 bytes
 * for each entry that never comes.
 *
 * @param most Entries kept; the least recently used goes first. A positive integer.
 */
export const counted = (most: number): { readonly maxSize: number; readonly sizeCalculation: () => number } => ({
  maxSize: most,
  sizeCalculation: () => 1,
});
