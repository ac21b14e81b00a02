/** How far from the beginning a PDF may begin, to those that read it. */
const PDF_WITHIN = 1_024;
/** How far from its end the directory of a ZIP file, or of a program packed as one, is looked for. */
const ZIP_WITHIN = 66_000;
/** More than the longest mark, so that none is missed which lies across two pieces. */
const OVERLAP = 160;

/** What pages and programs on servers hold. Long enough that a film of many gigabytes holds none by chance: of four letters and a space, one in twenty of a gigabyte would. */
const MARKS = /<script|<!doctype html|<html[\s>]|<iframe|<\?php\s|<svg\s[^<>]{0,100}?(?:xmlns|on[a-z]{3,20})\s*=/i;
const ZIP_END = 'PK\u0005\u0006';

/**
 * What a file is too, beside what it says it is: it would be taken for that by whoever looks for it. `undefined` where it is one thing alone. Texts are not looked
 * through: they are never shown as anything else.
 * @param body - all of the bytes.
 */
export const otherFormatIn = async (body: AsyncIterable<Buffer>, contentType: string): Promise<string | undefined> => {
  let begin = '';
  let end = '';
  let marked = false;
  const looksForMarks = !contentType.startsWith('text/') && contentType !== 'application/pdf';
  for await (const chunk of body) {
    const text = chunk.toString('latin1');
    if (begin.length < PDF_WITHIN) begin += text.slice(0, PDF_WITHIN - begin.length);
    marked ||= looksForMarks && MARKS.test(end.slice(-OVERLAP) + text);
    end = (text.length >= ZIP_WITHIN ? text : end + text).slice(-ZIP_WITHIN);
  }
  if (marked) return 'a page or program';
  if (contentType !== 'application/pdf' && begin.includes('%PDF-')) return 'a PDF document';
  if (!contentType.startsWith('text/') && end.includes(ZIP_END)) return 'an archive';
  return undefined;
};
