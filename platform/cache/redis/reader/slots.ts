const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** CRC-16/XMODEM of each byte. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ POLYNOMIAL;
  return sum;
});

/** What of a key decides its slot: what stands between its first brace and the next closing one, if anything does; else all of it. */
const hashedPart = (key: string): string => {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open);
  return close > open + 1 ? key.slice(open + 1, close) : key;
};

/** The slot of a cluster, 0–16 383, in which a key lies: [Redis cluster specification](https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model). */
export const slotOf = (key: string): number => {
  let sum = 0;
  for (const byte of Buffer.from(hashedPart(key)))
    sum = ((sum << 8) ^ (table[((sum >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
  return sum % SLOTS;
};
