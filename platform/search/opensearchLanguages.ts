import type { PreparedDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import { fieldOf, invalid } from './fields.ts';
import type { FieldDefinition } from './port.ts';
import type { BoundQuery } from './request.ts';

/**
 * Analyzers of languages, by which hits score higher that have the words in other forms as well. They decide nothing about what is a hit.
 *
 * @example
 * { field: 'language', analyzers: { en: 'english', de: 'german' } }
 */
export interface LanguageAnalyzers {
  /** The keyword field that holds a document's language, as BCP 47: its first part counts. */
  readonly field: string;
  /** OpenSearch's own analyzers by language, at most 5 different ones: each is a copy of every text. */
  readonly analyzers: Readonly<Record<string, string>>;
  /** What a word's other form weighs against the word itself. Default 0.3. */
  readonly boost?: number | undefined;
}

/** Words of a query up to which analyzers are asked: each word is looked up in every field and language. */
const MAX_WORDS = 8;
const MAX_ANALYZERS = 5;
const DEFAULT_BOOST = 0.3;

/** What an adapter does with the analyzers. */
export interface Languages {
  /** The names of the analyzers in use, in order. */
  readonly analyzers: readonly string[];
  /** Mappings of the texts' copies, or nothing without analyzers. */
  mapping(texts: readonly FieldDefinition[]): Readonly<Record<string, unknown>>;
  /** A document's texts under the analyzer of its language. */
  body(document: PreparedDocument): Readonly<Record<string, unknown>>;
  /** Clauses that add to a hit's score. */
  clauses(query: BoundQuery): readonly Readonly<Record<string, unknown>>[];
}

/** Checks the option and makes what follows from it. @throws `INVALID`, naming the option */
export const createLanguages = (declared: DeclaredFields, option: LanguageAnalyzers | undefined): Languages => {
  const analyzers = [...new Set(Object.values(option?.analyzers ?? {}))].toSorted();
  const boost = option?.boost ?? DEFAULT_BOOST;
  if (option !== undefined) fieldOf(declared, option.field, 'option languages.field', ['keyword']);
  if (analyzers.length > MAX_ANALYZERS)
    throw invalid(`option languages.analyzers: at most ${MAX_ANALYZERS} different ones, not ${analyzers.length}`);
  if (!(boost > 0 && boost <= 10)) throw invalid('option languages.boost: above 0 and at most 10');

  const analyzerOf = ({ values }: PreparedDocument): string | undefined => {
    if (option === undefined) return undefined;
    const [language] = values.get(option.field) ?? [];
    const first =
      String(language ?? '')
        .toLowerCase()
        .split('-')[0] ?? '';
    return Object.hasOwn(option.analyzers, first) ? option.analyzers[first] : undefined;
  };

  return {
    analyzers,
    mapping: (texts) =>
      Object.fromEntries(
        analyzers.map((analyzer) => [
          analyzer,
          {
            properties: Object.fromEntries(
              texts.map(({ name }) => [name, { type: 'text', analyzer, index_options: 'freqs' }]),
            ),
          },
        ]),
      ),
    body: (document) => {
      const analyzer = analyzerOf(document);
      if (analyzer === undefined) return {};
      return { [analyzer]: Object.fromEntries([...document.texts].map(([name, { original }]) => [name, original])) };
    },
    clauses: ({ terms, text, textFields }) =>
      terms === undefined || terms.length > MAX_WORDS
        ? []
        : analyzers.map((analyzer) => ({
            multi_match: {
              query: text,
              fields: textFields.map(({ name, boost: own }) => `languages.${analyzer}.${name}^${(own ?? 1) * boost}`),
            },
          })),
  };
};
