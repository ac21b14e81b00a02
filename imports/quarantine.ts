import type { SourcePosition } from './rawRecord.ts';

/**
 * Why an element could not be taken over.
 *
 * `XML` not well-formed, whatever was tried · `ENCODING` bytes outside of the file's encoding · `TRUNCATED` it never ends · `TOO_LARGE` above the bound of an
 * element · `NO_ID` without an id that references could use · `DUPLICATE_ID` another element of the file has its id and says something else ·
 * `INCOMPLETE` without what its kind cannot do without · `BODY_TOO_LARGE` a text that no reader could be served · `REFUSED` the store would not have it.
 */
export type QuarantineCode =
  | 'XML'
  | 'ENCODING'
  | 'TRUNCATED'
  | 'TOO_LARGE'
  | 'NO_ID'
  | 'DUPLICATE_ID'
  | 'INCOMPLETE'
  | 'BODY_TOO_LARGE'
  | 'REFUSED';

/** One line of the quarantine: what an operator needs to mend an element, and enough to feed it in again. */
export interface QuarantineEntry {
  readonly code: QuarantineCode;
  /** What was wrong, in words. */
  readonly reason: string;
  /** What to do. */
  readonly hint: string;
  readonly file: string;
  /** Of the fault, or of the element's beginning where the fault has no place; from 1. */
  readonly line: number;
  /** Offset of the element's first byte, or of the first bad byte for `ENCODING`. */
  readonly byte: number;
  readonly byteRange: readonly [number, number];
  /** What kind of element it is, such as `item`. */
  readonly element: string;
  readonly sourceId: string | undefined;
  /** At most 200 characters around the fault, in one line. */
  readonly excerpt: string;
  /** The element itself, to be mended in place; left out above 1 MB. */
  readonly source: string | undefined;
}

const EXCERPT = 200;
const SOURCE_LIMIT = 1024 * 1024;

/** What a reader knows of a failed element. */
export interface Failure {
  readonly code: QuarantineCode;
  readonly reason: string;
  readonly hint: string;
  readonly element: string;
  readonly sourceId?: string | undefined;
  /** The element as text, as well as it could be read. */
  readonly text: string;
  /** The line of the fault within the element, from 0. */
  readonly faultLine?: number | undefined;
  /** Offset of the fault within the element, where it is known. */
  readonly faultByte?: number | undefined;
}

const excerptOf = (text: string, faultLine: number): string => {
  let from = 0;
  for (let line = 0; line < faultLine; line += 1) {
    const next = text.indexOf('\n', from);
    if (next === -1) break;
    from = next + 1;
  }
  // A fault near the end of its text is understood from what stands before it.
  const begin = Math.max(0, Math.min(from, text.length - EXCERPT));
  return text
    .slice(begin, begin + EXCERPT)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
};

/** The quarantine's line for a failed element. */
export const quarantineEntry = (position: SourcePosition, failure: Failure): QuarantineEntry => ({
  code: failure.code,
  reason: failure.reason,
  hint: failure.hint,
  file: position.file,
  line: position.line + (failure.faultLine ?? 0),
  byte: position.start + (failure.faultByte ?? 0),
  byteRange: [position.start, position.end],
  element: failure.element,
  sourceId: failure.sourceId,
  excerpt: excerptOf(failure.text, failure.faultLine ?? 0),
  source: failure.text.length > SOURCE_LIMIT ? undefined : failure.text,
});
