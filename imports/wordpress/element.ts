import type { Failure } from '../quarantine.ts';
import type { Repair } from '../rawRecord.ts';
import { type Decoder, firstInvalidByte, guessText } from './decode.ts';
import { repairs } from './repair.ts';
import { type CanonicalName, createXmlReader, isFault, type XmlElement } from './xml.ts';
import { readPlainXml } from './xmlFast.ts';

/** An element that was read, with what had to be mended. */
export interface ReadElement {
  readonly element: XmlElement;
  readonly repairs: readonly Repair[];
  /** Its source as text, before any repair. */
  readonly text: string;
}

/** Why an element could not be read: all of a {@link Failure} but what the element is. */
export type ElementFailure = Omit<Failure, 'element'>;

/** Whether reading failed. */
export const isFailure = (result: ReadElement | ElementFailure): result is ElementFailure => 'code' in result;

/** Reads single elements strictly, then by the repair ladder. */
export type ElementReader = (bytes: Buffer) => ReadElement | ElementFailure;

const ID_WITHIN = /<(?:[\w.-]+:)?post_id>(?:<!\[CDATA\[)?\s*(\d{1,15})\s*(?:\]\]>)?</;

/** The id of an item that cannot be parsed, as far as its text shows one. */
export const idWithin = (text: string): string | undefined => ID_WITHIN.exec(text)?.[1];

/** A reader of the elements of one file. */
export const createElementReader = (decoder: Decoder, names: CanonicalName): ElementReader => {
  const readXml = createXmlReader();
  return (bytes) => {
    const text = decoder.decode(bytes);
    if (text === undefined) {
      const guessed = guessText(bytes);
      const faultByte = decoder.encoding === 'utf-8' ? firstInvalidByte(bytes) : 0;
      return {
        code: 'ENCODING',
        reason: `the bytes are not ${decoder.encoding.toUpperCase()}, which the export declares or WordPress writes`,
        hint: 'The source of this line shows them read as Windows-1252: check its characters and feed this line in again, or convert the export with iconv.',
        sourceId: idWithin(guessed),
        text: guessed,
        faultLine: guessed.slice(0, faultByte).split('\n').length - 1,
        faultByte,
      };
    }
    const first = readPlainXml(text, names) ?? readXml(text, names);
    if (!isFault(first)) return { element: first, repairs: [], text };
    for (const mended of repairs(text)) {
      const result = readXml(mended.text, names);
      if (!isFault(result)) return { element: result, repairs: mended.repairs, text };
    }
    return {
      code: 'XML',
      reason: `not well-formed: ${first.reason}`,
      hint: 'Mend the source of this line (a tag that does not end, a < that should be &lt;) and feed it in again.',
      sourceId: idWithin(text),
      text,
      faultLine: first.line,
    };
  };
};
