import type { Ended, Ending, History, Seen, Write } from './history.ts';

/*
 * Whether what is there at the end is what those who wrote were told. It knows nothing of how it came about.
 */

/** What its receipt says of a write is so. */
const receiptFaults = (write: Write, { receipts, records }: Ending): string[] => {
  const { receipt: id, record, mutation, value, expects } = write;
  const receipt = receipts.get(id);
  const versions = records.get(record)?.versions ?? [];
  const made = versions.filter((version) => version.receipt === id);
  if (!receipt) return ['its receipt is lost'];
  if (receipt.state === 'APPLIED') {
    const [own, ...others] = made;
    if (!own) return ['it is applied, and no version is of it'];
    return [
      ...(others.length > 0 ? [`it was applied ${made.length} times`] : []),
      ...(own.version === receipt.version
        ? []
        : [`it made version ${own.version}, its receipt says ${receipt.version}`]),
      ...(expects === undefined || own.version === expects + 1
        ? []
        : [`it expected version ${expects} and made version ${own.version}`]),
      ...(value === undefined || own.headline === value ? [] : [`what it made says ${own.headline}`]),
      ...(own.live === (mutation === 'publishContent') ? [] : [`what it made is ${own.live ? '' : 'not '}live`]),
    ];
  }
  if (receipt.state !== 'REJECTED') return [`it is ${receipt.state}`];
  const isStale = receipt.codes.includes('VERSION_CONFLICT');
  const other = versions.find(({ version }) => version === (expects ?? Number.NaN) + 1);
  return [
    ...(made.length > 0 ? ['it is rejected, and was applied'] : []),
    ...(isStale && other ? [] : [`it is rejected for ${receipt.codes.join(', ')}, and that is not so`]),
  ];
};

/** A record has every version up to its newest once, each by a write that was sent, and the index finds what readers see. */
const recordFaults = ({ version, live, versions, found }: Ended, sent: ReadonlySet<string | undefined>): string[] => {
  const numbers = versions.map((each) => each.version);
  const expected = Array.from({ length: version }, (_, at) => at + 1);
  const newestLive = versions.findLast((each) => each.live);
  return [
    ...(numbers.join() === expected.join() ? [] : [`its versions are ${numbers.join()}, its newest ${version}`]),
    ...versions.filter(({ receipt }) => !sent.has(receipt)).map((each) => `version ${each.version} is nobody’s`),
    ...(live?.version === newestLive?.version && live?.headline === newestLive?.headline
      ? []
      : [`readers see version ${live?.version}, and version ${newestLive?.version} was the last to go live`]),
    ...(found === false ? ['the index does not find what readers see'] : []),
  ];
};

/** Nobody sees less than they asked for, what never was, or an older version than before. */
const readFaults = (reads: readonly Seen[], { records }: Ending): string[] => {
  const newest = new Map<string, number>();
  return reads.flatMap(({ session, record, atLeast, seen }) => {
    const place = `${session} ${record}`;
    const before = newest.get(place) ?? 0;
    if (!seen) return [`${place}: version ${atLeast} is there, and nothing was seen`];
    newest.set(place, Math.max(before, seen.version));
    const stored = records.get(record)?.versions.find(({ version }) => version === seen.version);
    return [
      ...(seen.version < atLeast ? [`${place}: version ${seen.version} was seen, asked for was ${atLeast}`] : []),
      ...(seen.version < before ? [`${place}: version ${seen.version} was seen after version ${before}`] : []),
      ...(stored?.live && stored.headline === seen.headline
        ? []
        : [`${place}: version ${seen.version} was seen as it never was`]),
    ];
  });
};

/** A key stands for one write, and a write for one receipt. */
const keyFaults = ({ writes }: History): string[] => {
  const keys = new Set(writes.map(({ key }) => key));
  const receipts = new Set(writes.map(({ receipt }) => receipt));
  return [
    ...(keys.size === writes.length ? [] : ['a key was acknowledged as two writes']),
    ...(receipts.size === writes.length ? [] : ['two writes have one receipt']),
  ];
};

/** Everything that is not as those who wrote were told; none where all holds. */
export const checkHistory = (history: History, ending: Ending): readonly string[] => {
  const { writes, reads } = history;
  const sent = new Set<string | undefined>(writes.map(({ receipt }) => receipt));
  return [
    ...keyFaults(history),
    ...writes.flatMap((write) =>
      receiptFaults(write, ending).map((fault) => `${write.mutation} ${write.key}: ${fault}`),
    ),
    ...[...ending.records].flatMap(([id, record]) => recordFaults(record, sent).map((fault) => `${id}: ${fault}`)),
    ...readFaults(reads, ending),
    ...(ending.left === 0 ? [] : [`${ending.left} messages are left in the queue`]),
    ...(ending.slots === 0 ? [] : [`${ending.slots} places of unfinished commands are taken`]),
  ];
};
