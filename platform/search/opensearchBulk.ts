import { z } from 'zod';
import { PortError } from '../errors.ts';
import { faultOf, prepareDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import { checkCount } from './fields.ts';
import type { Call } from './opensearchCalls.ts';
import type { Languages } from './opensearchLanguages.ts';
import { bodyOf } from './opensearchMapping.ts';
import type { IndexResult, Search, SearchDocument } from './port.ts';

type IndexOptions = Parameters<Search['index']>[1];

/** Characters of JSON in one bulk request, about; AWS's smaller instances refuse 10 MB. */
const MAX_CHARACTERS = 4_000_000;
/** Times that documents are sent which the server had no room for. */
const ATTEMPTS = 3;

const Answer = z.object({
  items: z.array(
    z.object({
      index: z.object({
        status: z.number(),
        error: z.object({ type: z.string(), reason: z.string().optional() }).optional(),
      }),
    }),
  ),
});

interface Line {
  readonly at: number;
  readonly document: SearchDocument;
  readonly body: Readonly<Record<string, unknown>>;
}

const resultOf = ({ id, fields }: SearchDocument, status: number, reason: string): IndexResult => {
  if (status < 300) return { id, outcome: fields === undefined ? 'deleted' : 'indexed' };
  if (status === 409) return { id, outcome: 'stale' };
  return {
    id,
    outcome: 'failed',
    retryable: status === 429 || status >= 500,
    message: `document ${id}: ${status} ${reason}`,
  };
};

/** How much a line weighs; the folded words repeat the text, and escapes are few. */
const weightOf = (body: Line['body']): number => JSON.stringify(body).length;

/** Writes documents, each with its own result: the version decides in the server, whoever comes first. */
export const createBulk = ({
  call,
  declared,
  languages,
}: {
  readonly call: Call;
  readonly declared: DeclaredFields;
  readonly languages: Languages;
}) => {
  const send = async (
    lines: readonly Line[],
    alias: string,
    options: IndexOptions,
    results: (IndexResult | undefined)[],
  ): Promise<void> => {
    const versions = options?.again === true ? 'external_gte' : 'external';
    let left = lines;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const answer = Answer.safeParse(
        await call(
          {
            method: 'POST',
            path: `/${alias}/_bulk`,
            // Nothing is made by writing: an alias that is away is an error, not a new index with guessed fields.
            querystring: { require_alias: true, filter_path: 'items.*.status,items.*.error.type,items.*.error.reason' },
            lines: left.flatMap(({ document: { id, version }, body }) => [
              { index: { _id: id, version, version_type: versions } },
              body,
            ]),
            repeatable: true,
          },
          options,
        ),
      );
      if (!answer.success || answer.data.items.length !== left.length)
        throw new PortError('search', 'UNAVAILABLE', 'search (opensearch): an answer of another shape', {
          cause: answer.error,
        });
      const again: Line[] = [];
      answer.data.items.forEach(({ index: { status, error } }, at) => {
        const line = left[at];
        if (line === undefined) return;
        if (error?.type === 'index_not_found_exception')
          throw new PortError('search', 'NOT_FOUND', `search (opensearch): no index stands behind '${alias}'`);
        if ((status === 429 || status === 503) && attempt < ATTEMPTS) again.push(line);
        else
          results[line.at] = resultOf(
            line.document,
            status,
            `${error?.type ?? ''} ${error?.reason?.slice(0, 300) ?? ''}`,
          );
      });
      left = again;
    }
  };

  return async (
    documents: readonly SearchDocument[],
    alias: string,
    options: IndexOptions,
  ): Promise<readonly IndexResult[]> => {
    checkCount(documents.length);
    const results: (IndexResult | undefined)[] = documents.map(() => undefined);
    let lines: Line[] = [];
    let weight = 0;
    for (const [at, document] of documents.entries()) {
      const { id, fields } = document;
      const prepared = faultOf(document) ?? (fields === undefined ? undefined : prepareDocument(declared, fields));
      if (typeof prepared === 'string') {
        results[at] = { id, outcome: 'failed', retryable: false, message: `document ${id}: ${prepared}` };
        continue;
      }
      const body = bodyOf(declared, languages, document, prepared);
      const own = weightOf(body);
      if (weight + own > MAX_CHARACTERS) {
        await send(lines, alias, options, results);
        [lines, weight] = [[], 0];
      }
      lines.push({ at, document, body });
      weight += own;
    }
    await send(lines, alias, options, results);
    return results.filter((result) => result !== undefined);
  };
};
