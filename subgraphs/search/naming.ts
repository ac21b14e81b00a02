import { equals } from '../../platform/search/filter.ts';
import type { SortPosition } from '../../platform/search/port.ts';
import { createComparing } from './comparing.ts';
import type { ReconcileParts } from './reconcile.ts';

/** What names something in an index. */
export interface Naming {
  /** The field of ids in which it is named. */
  readonly field: 'section' | 'tags' | 'contributors';
  readonly id: string;
  /** Which index. Default: the living one. */
  readonly of?: string | undefined;
}

/** Documents asked for at once, as many as a query answers. */
const PAGE = 100;
/** Documents of one page of an index that nobody asks. */
const WALKED = 500;

/** The documents that name it. The living index is asked; of another all are looked through, since no reader's query reaches it. */
async function* documentsNaming(
  { search }: Pick<ReconcileParts, 'search'>,
  { field, id, of }: Naming,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  if (of === undefined) {
    await search.refresh({ signal });
    let after: SortPosition | undefined;
    do {
      const { hits } = await search.query({ filter: equals(field, id), size: PAGE, after }, { signal });
      if (hits.length > 0) yield hits.map((hit) => hit.id);
      after = hits.length < PAGE ? undefined : hits.at(-1)?.position;
    } while (after !== undefined);
    return;
  }
  let after: string | undefined;
  do {
    const page = await search.walk({ after, size: WALKED }, { of, signal });
    const naming = page.filter(({ values }) => values?.get(field)?.includes(id)).map((document) => document.id);
    if (naming.length > 0) yield naming;
    after = page.length < WALKED ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
}

/**
 * Writes anew, in one index, the documents that name a section, tag or contributor and say of it something else than it now says: no change of a record tells the index
 * of it. Answers how many did; none are left where it answers none.
 */
export const renewNaming = async (
  parts: Pick<ReconcileParts, 'search' | 'schema' | 'describers'>,
  naming: Naming,
  signal: AbortSignal,
): Promise<number> => {
  const compare = createComparing(parts, naming.of);
  let differing = 0;
  for await (const ids of documentsNaming(parts, naming, signal)) {
    const found = await compare(ids, parts.describers.CONTENT, signal);
    differing += found.length;
    const documents = found.flatMap(({ is, document }) => (document && is !== 'ahead' ? [document] : []));
    if (documents.length > 0) await parts.search.index(documents, { into: naming.of, again: true, signal });
  }
  return differing;
};
