import type { DeclaredFields } from './fields.ts';
import { fitsType, isDate, MAX_ID_BYTES, MAX_KEYWORD_BYTES, MAX_VALUES } from './fields.ts';
import type { FieldValue } from './filter.ts';
import type { FieldDefinition, SearchDocument } from './port.ts';
import type { Completion } from './suggestions.ts';
import { completionOf } from './suggestions.ts';
import { foldTerms, MAX_TEXT } from './terms.ts';

/** A text as both engines store it. */
export interface PreparedText {
  readonly original: string;
  /** Its folded words, joined by blanks. */
  readonly folded: string;
}

/** A document as both engines store it: checked, without repetition, absent fields left out. */
export interface PreparedDocument {
  readonly values: ReadonlyMap<string, readonly FieldValue[]>;
  readonly texts: ReadonlyMap<string, PreparedText>;
  readonly completions: ReadonlyMap<string, readonly Completion[]>;
}

/** A document that no index of these fields takes. */
class Refused extends Error {}

const checkedValue = ({ name, type }: FieldDefinition, value: FieldValue): FieldValue => {
  if (!fitsType(type, value)) throw new Refused(`the field '${name}' takes ${type}, not ${typeof value}`);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Refused(`the field '${name}' takes finite numbers`);
    return value + 0; // no negative zero: engines keep it apart
  }
  if (typeof value !== 'string') return value;
  if (type === 'date' && !isDate(value))
    throw new Refused(`the field '${name}' takes dates as YYYY-MM-DDTHH:mm:ss.sssZ`);
  if (type === 'keyword' && value.length * 3 > MAX_KEYWORD_BYTES && Buffer.byteLength(value) > MAX_KEYWORD_BYTES)
    throw new Refused(`the field '${name}' takes at most ${MAX_KEYWORD_BYTES} bytes a value`);
  return value.toWellFormed();
};

const textOf = ({ name }: FieldDefinition, value: FieldValue | readonly FieldValue[]): PreparedText => {
  if (typeof value !== 'string') throw new Refused(`the field '${name}' takes one text`);
  // SQLite ends a text at NUL where it counts characters.
  const original = value.slice(0, MAX_TEXT).toWellFormed().replaceAll('\u0000', ' ');
  return { original, folded: foldTerms(original).join(' ') };
};

/** The id and version of a document. @returns what is wrong with them */
export const faultOf = ({ id, version }: SearchDocument): string | undefined => {
  if (id === '' || Buffer.byteLength(id) > MAX_ID_BYTES || !id.isWellFormed())
    return `an id has 1 to ${MAX_ID_BYTES} bytes of UTF-8`;
  return Number.isSafeInteger(version) && version > 0 ? undefined : 'a version is a positive integer';
};

/** Checks and folds a document's fields. @returns the document, or what is wrong with it, naming the field */
export const prepareDocument = (
  declared: DeclaredFields,
  fields: NonNullable<SearchDocument['fields']>,
): PreparedDocument | string => {
  const values = new Map<string, readonly FieldValue[]>();
  const texts = new Map<string, PreparedText>();
  const completions = new Map<string, readonly Completion[]>();
  const complete = (field: FieldDefinition, originals: readonly FieldValue[]): void => {
    if (field.suggest === false) return;
    const found = originals.flatMap((value) => completionOf(String(value)) ?? []);
    if (found.length > 0) completions.set(field.name, found);
  };
  try {
    for (const [name, given] of Object.entries(fields)) {
      if (given === undefined) continue;
      const field = declared.get(name);
      if (field === undefined) throw new Refused(`the field '${name}' is not declared`);
      if (field.type === 'text') {
        const text = textOf(field, given);
        texts.set(name, text);
        complete(field, [text.original]);
        continue;
      }
      const several = typeof given === 'object' ? given : [given];
      if (several.length > MAX_VALUES) throw new Refused(`the field '${name}' takes at most ${MAX_VALUES} values`);
      if (several.length === 0) continue;
      const distinct = [...new Set(several.map((value) => checkedValue(field, value)))];
      values.set(name, distinct);
      if (field.type === 'keyword') complete(field, distinct);
    }
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return { values, texts, completions };
};
