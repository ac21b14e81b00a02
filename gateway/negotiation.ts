/** The media types in which an answer can come. */
export type AnswerType = 'application/json' | 'application/graphql-response+json';

/** Each with its charset, as `content-type` names it. */
export const contentTypes: Readonly<Record<AnswerType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

const QUALITY = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

const typeFor = (range: string): AnswerType | undefined => {
  if (range === 'application/graphql-response+json') return range;
  if (range === 'application/json' || range === 'application/*' || range === '*/*') return 'application/json';
  return undefined;
};

/**
 * The media type that the `accept` header likes best, the earlier one among equals; `undefined` where it takes neither.
 * Without the header, `application/json`.
 */
export const negotiate = (accept: string | undefined): AnswerType | undefined => {
  if (accept === undefined || accept.trim() === '' || accept === '*/*') return 'application/json';
  let best: AnswerType | undefined;
  let bestQuality = 0;
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const type = typeFor(range.toLowerCase());
    if (type === undefined) continue;
    const given = parameters.find((parameter) => /^q\s*=/i.test(parameter));
    const quality = given === undefined ? 1 : Number(QUALITY.exec(given)?.[1] ?? 0);
    if (quality > bestQuality) {
      best = type;
      bestQuality = quality;
    }
  }
  return best;
};

/** Whether a browser asks for a page. */
export const wantsPage = (accept: string | undefined): boolean =>
  accept !== undefined && /(?:^|,)\s*text\/html\s*(?:;|,|$)/i.test(accept);
