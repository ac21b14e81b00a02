import { PortError } from '../errors.ts';
import type { FieldValue } from './filter.ts';
import type { FieldDefinition, IndexSchema } from './port.ts';

/** Bytes of UTF-8 of an id and of a keyword: what Lucene takes as an id, and a quarter of what it takes as a term. */
export const MAX_ID_BYTES = 512;
export const MAX_KEYWORD_BYTES = 8_192;
/** Values of one field of one document. */
export const MAX_VALUES = 1_000;
/** Fields of an index: each costs both engines memory and one clause for each word of a query. */
const MAX_FIELDS = 100;
const MAX_TEXT_FIELDS = 10;

/** Documents of one call. */
const MAX_DOCUMENTS = 1_000;

/** The declared fields by name. */
export type DeclaredFields = ReadonlyMap<string, FieldDefinition>;

export const invalid = (message: string): PortError => new PortError('search', 'INVALID', message);

/** @throws `TOO_LARGE` for more documents than a call takes. */
export const checkCount = (count: number): void => {
  if (count > MAX_DOCUMENTS)
    throw new PortError('search', 'TOO_LARGE', `search: at most ${MAX_DOCUMENTS} documents a call, not ${count}`);
};

/** @throws `INVALID` for a page that no call answers. */
export const checkPage = (size: number): void => {
  if (!Number.isInteger(size) || size < 1 || size > MAX_DOCUMENTS)
    throw invalid(`search: a page has 1 to ${MAX_DOCUMENTS} documents, not ${size}`);
};

// The year 0000 is none to OpenSearch.
const DATE = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether this is a real moment written as `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export const isDate = (value: string): boolean => {
  if (!DATE.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
};

/** Checks a schema when the adapter is made. @throws `INVALID`, naming the option. */
export const checkSchema = (schema: IndexSchema): DeclaredFields => {
  if (!/^[a-z][a-z0-9-]{0,99}$/.test(schema.alias))
    throw invalid(`option schema.alias: '${schema.alias}' must be lower-case letters, digits and dashes, at most 100`);
  const declared = new Map<string, FieldDefinition>();
  for (const field of schema.fields) {
    if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(field.name))
      throw invalid(
        `option schema.fields: the name '${field.name}' must be letters and digits in camel case, at most 64`,
      );
    if (declared.has(field.name)) throw invalid(`option schema.fields: '${field.name}' is declared twice`);
    if (field.boost !== undefined && !(field.boost > 0 && field.boost <= 1_000))
      throw invalid(`option schema.fields: the boost of '${field.name}' must be above 0 and at most 1000`);
    declared.set(field.name, field);
  }
  if (declared.size === 0 || declared.size > MAX_FIELDS)
    throw invalid(`option schema.fields: 1 to ${MAX_FIELDS} fields, not ${declared.size}`);
  const texts = schema.fields.filter(({ type }) => type === 'text').length;
  if (texts > MAX_TEXT_FIELDS)
    throw invalid(`option schema.fields: at most ${MAX_TEXT_FIELDS} text fields, not ${texts}`);
  return declared;
};

/** The name of an index beside others of its alias. @throws `INVALID` */
export const checkVersionName = (version: string): string => {
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(version))
    throw invalid(`an index is named with lower-case letters, digits and dashes, at most 64, not '${version}'`);
  return version;
};

/** A declared field, of one of these types where they are given. @throws `INVALID`, naming the field. */
export const fieldOf = (
  declared: DeclaredFields,
  name: string,
  use: string,
  types?: readonly FieldDefinition['type'][],
): FieldDefinition => {
  const field = declared.get(name);
  if (field === undefined) throw invalid(`${use}: the field '${name}' is not declared`);
  if (types !== undefined && !types.includes(field.type))
    throw invalid(`${use}: '${name}' is a ${field.type} field; this takes ${types.join(', ')}`);
  return field;
};

/** Whether a value is of the field's type, as stored: text and dates are strings. */
export const fitsType = (type: FieldDefinition['type'], value: FieldValue): boolean =>
  typeof value === (type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'string');
