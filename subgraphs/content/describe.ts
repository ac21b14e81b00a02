import type { SearchDocument } from '../../platform/search/port.ts';
import type { Describer } from '../document.ts';
import { documentId, recordOfDocument } from '../document.ts';
import { blocksToText } from './html.ts';
import { contentTable, idOfPk } from './keys.ts';
import type { Body, Meta, Term } from './record.ts';
import type { ContentStore, TermReference } from './store.ts';

/** As much of a text as is searched: beyond any article, below what an index takes. */
const LONGEST_TEXT = 200_000;

const documentOf = (meta: Meta, body: Body | undefined, terms: ReadonlyMap<string, Term>): SearchDocument => {
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
      body: body ? blocksToText(body.blocks).slice(0, LONGEST_TEXT) : undefined,
    },
  };
};

/** What the index and the caches are told of content: three reads of the port for any number of records. */
export const createContentDescriber = (store: ContentStore): Describer => ({
  tables: [contentTable.name],
  recordOf: ({ table, pk, sk }) => {
    const id = table === contentTable.name && sk === 'META' ? idOfPk(pk) : undefined;
    return id && documentId('CONTENT', id);
  },
  async documents(documents, signal) {
    const ids = documents.map((document) => recordOfDocument(document).id);
    const [metas, bodies] = await Promise.all([
      store.metas(ids, { consistent: true, signal }),
      store.bodies(ids, { consistent: true, signal }),
    ]);
    const references = new Map<string, TermReference>();
    for (const meta of metas) {
      if (!meta?.live) continue;
      for (const id of meta.tags) references.set(id, { kind: 'tag', id });
      for (const id of meta.contributors) references.set(id, { kind: 'contributor', id });
      if (meta.section !== undefined) references.set(meta.section, { kind: 'section', id: meta.section });
    }
    const terms = references.size === 0 ? [] : await store.terms([...references.values()], { signal });
    const byId = new Map(terms.flatMap((term) => (term ? [[term.id, term] as const] : [])));
    return metas.flatMap((meta, index) => (meta ? [documentOf(meta, bodies[index], byId)] : []));
  },
});
