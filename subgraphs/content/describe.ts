import type { SearchDocument } from '../../platform/search/port.ts';
import type { Describer } from '../document.ts';
import { documentId, partedReads, recordOfDocument } from '../document.ts';
import { blocksToText } from './html.ts';
import { contentPk, contentTable, idOfPk } from './keys.ts';
import type { Term } from './record.ts';
import type { ContentStore, WholeContent } from './store.ts';
import type { TermReference } from './termStore.ts';

/** As much of a text as is searched: beyond any article, below what an index takes. */
const LONGEST_TEXT = 200_000;

const documentOf = ({ meta, part }: WholeContent, terms: ReadonlyMap<string, Term>): SearchDocument => {
  if (!meta.live) return { id: documentId('CONTENT', meta.id), version: meta.version, fields: undefined };
  const nameOf = (id: string): string[] => {
    const name = terms.get(id)?.name;
    return name === undefined ? [] : [name];
  };
  const contributors = meta.contributors.flatMap(nameOf);
  const subjects = [...meta.tags.flatMap(nameOf), ...(meta.section === undefined ? [] : nameOf(meta.section))];
  return {
    id: documentId('CONTENT', meta.id),
    version: meta.version,
    fields: {
      kind: 'CONTENT',
      type: meta.type,
      owner: meta.owner,
      packages: meta.packages,
      pubStatus: meta.pubStatus,
      published: meta.published,
      expires: meta.expires,
      excludedTerritories: meta.excludedTerritories,
      section: meta.section,
      tags: meta.tags,
      contributors: meta.contributors,
      language: meta.language,
      names: [...new Set([...contributors, ...subjects])],
      headline: meta.headline,
      standfirst: meta.standfirst,
      credits: contributors.length > 0 ? contributors.join(' · ') : meta.byline,
      subjects: subjects.length > 0 ? subjects.join(' · ') : undefined,
      body: part ? blocksToText(part.body.blocks).slice(0, LONGEST_TEXT) : undefined,
    },
  };
};

const referencesOf = (records: readonly WholeContent[]): TermReference[] => {
  const references = new Map<string, TermReference>();
  for (const { meta } of records) {
    if (!meta.live) continue;
    for (const id of meta.tags) references.set(id, { kind: 'tag', id });
    for (const id of meta.contributors) references.set(id, { kind: 'contributor', id });
    if (meta.section !== undefined) references.set(meta.section, { kind: 'section', id: meta.section });
  }
  return [...references.values()];
};

/** What the index and the caches are told of content: two reads of the port for any number of records. */
export const createContentDescriber = (store: ContentStore): Describer => ({
  tables: [contentTable.name],
  recordOf: ({ table, pk, sk }) => {
    const id = table === contentTable.name && sk === 'META' ? idOfPk(pk) : undefined;
    return id && documentId('CONTENT', id);
  },
  keyOf: (document) => ({ table: contentTable.name, pk: contentPk(recordOfDocument(document).id), sk: 'META' }),
  async documents(ids, signal) {
    const read = await store.whole(
      ids.map((document) => recordOfDocument(document).id),
      { signal },
    );
    const { sound, failed } = partedReads(ids, read);
    const references = referencesOf(sound);
    // Consistently, since a record often comes right behind the names it uses, and nothing would index it again for them.
    const terms = references.length === 0 ? [] : await store.terms(references, { consistent: true, signal });
    const byId = new Map(terms.flatMap((term) => (term && !(term instanceof Error) ? [[term.id, term] as const] : [])));
    return { documents: sound.map((whole) => documentOf(whole, byId)), failed };
  },
});
