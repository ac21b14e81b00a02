import type { PreparedDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import type { Languages } from './opensearchLanguages.ts';
import type { FieldDefinition, SearchDocument } from './port.ts';

/**
 * Shape of the mapping; an index of another shape is refused and must be rebuilt. Our own fields never meet declared ones, which stand inside:
 * `values` keyword, date, number, boolean · `terms` folded words of text · `originals` the texts, stored alone ·
 * `languages` copies of the texts under their language's analyzer · `short` a text that can be suggested, `begun` how it may be begun · `completions` of keywords, as {@link completionKey}.
 */
const FORMAT = 1;

/** Parts a beginning from its value: no folded word holds it, and it sorts before all. */
const PARTING = '\u0000';

/** How a keyword's completion is written: the beginning and the value, since a document's other values must not count. */
export const completionKey = (beginning: string, value: string): string => `${beginning}${PARTING}${value}`;

/** The value in a {@link completionKey}. */
export const completedValue = (key: string): string => key.slice(key.indexOf(PARTING) + 1);

const VALUE_MAPPINGS = {
  keyword: { type: 'keyword' },
  date: { type: 'date', format: 'strict_date_time' },
  number: { type: 'double' },
  boolean: { type: 'boolean' },
} as const;

const named = <Mapping>(
  fields: readonly FieldDefinition[],
  mapping: (field: FieldDefinition) => Mapping,
): { properties: Record<string, Mapping> } => ({
  properties: Object.fromEntries(fields.map((field) => [field.name, mapping(field)])),
});

/** What an index is made of, as text: two indexes of the same shape have the same one. */
export const mappingShape = (declared: DeclaredFields, { analyzers }: Languages): string =>
  JSON.stringify([
    FORMAT,
    analyzers,
    ...[...declared.values()].map(({ name, type, suggest }) => [name, type, suggest !== false]),
  ]);

/** Strict mappings: what is not declared is refused, never guessed. */
export const mappingsOf = (declared: DeclaredFields, languages: Languages): Readonly<Record<string, unknown>> => {
  const fields = [...declared.values()];
  const texts = fields.filter(({ type }) => type === 'text');
  const suggested = fields.filter(({ suggest }) => suggest !== false);
  const keyword = { type: 'keyword' };
  return {
    dynamic: 'strict',
    _meta: { shape: mappingShape(declared, languages) },
    // What is only searched need not be given back.
    _source: { excludes: ['terms', 'languages', 'short', 'begun', 'completions'] },
    properties: {
      id: keyword,
      live: { type: 'boolean' },
      values: named(
        fields.filter(({ type }) => type !== 'text'),
        ({ type }) => (type === 'text' ? keyword : VALUE_MAPPINGS[type]),
      ),
      terms: named(texts, () => ({ type: 'text', analyzer: 'blanks', index_options: 'freqs' })),
      languages: { properties: languages.mapping(texts) },
      originals: { type: 'object', enabled: false },
      short: named(
        suggested.filter(({ type }) => type === 'text'),
        () => keyword,
      ),
      begun: named(
        suggested.filter(({ type }) => type === 'text'),
        () => ({ ...keyword, doc_values: false }),
      ),
      completions: named(
        suggested.filter(({ type }) => type === 'keyword'),
        () => keyword,
      ),
    },
  };
};

/** The analyzer that splits folded words at blanks and does nothing else. */
export const ANALYSIS = { analyzer: { blanks: { type: 'custom', tokenizer: 'whitespace', filter: [] } } } as const;

/** A document as OpenSearch stores it; a deletion is a document that is not live, so that its version is kept as long as the index. */
export const bodyOf = (
  declared: DeclaredFields,
  languages: Languages,
  { id }: SearchDocument,
  prepared: PreparedDocument | undefined,
): Readonly<Record<string, unknown>> => {
  if (prepared === undefined) return { id, live: false };
  const { values, texts, completions } = prepared;
  const short: Record<string, readonly string[]> = {};
  const begun: Record<string, readonly string[]> = {};
  const completed: Record<string, readonly string[]> = {};
  for (const [name, all] of completions)
    if (declared.get(name)?.type === 'text') {
      short[name] = all.map(({ value }) => value);
      begun[name] = all.flatMap(({ beginnings }) => beginnings);
    } else
      completed[name] = all.flatMap(({ value, beginnings }) =>
        beginnings.map((beginning) => completionKey(beginning, value)),
      );
  return {
    id,
    live: true,
    values: Object.fromEntries(values),
    terms: Object.fromEntries([...texts].map(([name, { folded }]) => [name, folded])),
    originals: Object.fromEntries([...texts].map(([name, { original }]) => [name, original])),
    languages: languages.body(prepared),
    short,
    begun,
    completions: completed,
  };
};
