import { LRUCache } from 'lru-cache';

/** The codings in which answers are sent, the shortest first. */
export const codings = ['br', 'gzip', 'identity'] as const;
/** One of {@link codings}. */
export type Coding = (typeof codings)[number];

/** The form in which an answer is kept for those who like this coding best; as it is for identity. */
export const formOf = (coding: Coding): string | undefined => (coding === 'identity' ? undefined : coding);

/** The codings that a client takes, the one it likes best first, the shorter one among equals; none at all is for a refusal. */
export type CodingsTaken = (acceptEncoding: string | undefined) => readonly Coding[];

const QUALITY = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;
/** Headers kept read. */
const KEPT = 200;
const ONLY_IDENTITY: readonly Coding[] = ['identity'];

/** Quality values by coding in lower case; of a coding named twice, the first. */
const qualitiesOf = (header: string): ReadonlyMap<string, number> => {
  const qualities = new Map<string, number>();
  for (const part of header.split(',')) {
    const [named = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const coding = named.toLowerCase().replace(/^x-gzip$/, 'gzip');
    if (coding === '' || qualities.has(coding)) continue;
    const given = parameters.find((parameter) => /^q\s*=/i.test(parameter));
    qualities.set(coding, given === undefined ? 1 : Number(QUALITY.exec(given)?.[1] ?? 0));
  }
  return qualities;
};

const codingsIn = (header: string): readonly Coding[] => {
  const qualities = qualitiesOf(header);
  const qualityOf = (coding: Coding): number =>
    // As it is an answer fits everybody who does not refuse it, after all that was named.
    qualities.get(coding) ?? qualities.get('*') ?? (coding === 'identity' ? Number.MIN_VALUE : 0);
  return codings.filter((coding) => qualityOf(coding) > 0).sort((a, b) => qualityOf(b) - qualityOf(a));
};

/** Reads `Accept-Encoding` as RFC 9110, 12.5.3 has it. Without the header, or with an empty one, answers come as they are. */
export const createCodingsTaken = (): CodingsTaken => {
  const kept = new LRUCache<string, readonly Coding[]>({ max: KEPT });
  return (header) => {
    if (header === undefined || header === '') return ONLY_IDENTITY;
    const known = kept.get(header);
    if (known) return known;
    const read = codingsIn(header);
    kept.set(header, read);
    return read;
  };
};
