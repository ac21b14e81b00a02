import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entitlementOf } from '../../platform/directory/licences.ts';
import type { Application, Licence, Organisation } from '../../platform/directory.ts';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { documentId, indexSchema } from '../../subgraphs/document.ts';
import type { Counted } from '../../subgraphs/licencePreview.ts';
import { previewLicences } from '../../subgraphs/licencePreview.ts';
import type { Audience } from '../../subgraphs/visibleTo.ts';
import { predicateFor } from '../../subgraphs/visibleTo.ts';
import { idOf, minutes, NOW } from '../support/builders.ts';
import { anyFacts } from './rights.ts';

const radio: Organisation = { id: 'radio', kind: 'partner', name: 'Radio' };
const applications: readonly Application[] = [
  { organisation: 'radio', id: 'app', name: 'App', channel: 'app', territory: 'AT' },
  { organisation: 'radio', id: 'site', name: 'Site', channel: 'web' },
  { organisation: 'radio', id: 'mini', name: 'Mini', channel: 'web' },
  { organisation: 'radio', id: 'old', name: 'Old', channel: 'web', territory: 'CH', retired: minutes(-1) },
];
const anyLicence: fc.Arbitrary<Licence> = fc.record({
  licensee: fc.constant('radio'),
  id: fc.constantFrom('l1', 'l2', 'l3'),
  package: fc.constantFrom('courier/news', 'courier/best', 'blatt/news'),
  channels: fc.uniqueArray(fc.constantFrom('app', 'web', 'print'), { minLength: 1 }),
  from: fc.constantFrom(-60, 0, 60).map(minutes),
  until: fc.option(fc.constantFrom(0, 1, 90).map(minutes)),
  delayMinutes: fc.constantFrom(0, 60, 120),
});
const anyRecord = fc.record({
  facts: anyFacts,
  kind: fc.constantFrom('CONTENT', 'MEDIA'),
  type: fc.constantFrom('ARTICLE', 'VIDEO'),
  section: fc.constantFrom('sport', 'culture', undefined),
});
type AnyRecord = typeof anyRecord extends fc.Arbitrary<infer T> ? T : never;
const licences = fc.uniqueArray(anyLicence, { selector: ({ id }) => id });

const tallied = (names: readonly (string | undefined)[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const name of names) if (name !== undefined) sums[name] = (sums[name] ?? 0) + 1;
  return sums;
};

const countsOf = (records: readonly AnyRecord[]) => ({
  total: records.length,
  content: tallied(records.map(({ kind, type }) => (kind === 'CONTENT' ? type : undefined))),
  media: tallied(records.map(({ kind, type }) => (kind === 'MEDIA' ? type : undefined))),
  sections: tallied(records.map(({ kind, section }) => (kind === 'CONTENT' && section ? `the ${section}` : undefined))),
});
const readCounts = ({ total, content, media, sections }: Counted) => {
  const byName = (counts: Counted['content']) => Object.fromEntries(counts.map(({ name, count }) => [name, count]));
  return { total, content: byName(content), media: byName(media), sections: byName(sections) };
};
const AUDIENCES = [
  { channel: 'app', territory: 'AT', applications: ['app'] },
  { channel: 'web', territory: undefined, applications: ['site', 'mini'] },
  { channel: 'print', territory: undefined, applications: [] },
] as const;
const reachOf = ({ channel, territory }: (typeof AUDIENCES)[number], held: readonly Licence[]): Audience => ({
  organisation: 'radio',
  organisationKind: 'partner',
  territory,
  packages: entitlementOf(held, channel, NOW).packages,
});

it('counts, for each audience, exactly the records that the predicate lets it see after and not before, and the other way round', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRecord, { maxLength: 15 }), licences, licences, async (records, before, after) => {
      const search = createSqliteSearch({ file: ':memory:', schema: indexSchema });
      try {
        await search.prepare();
        const documents = records.map(({ facts, kind, type, section }, index) => ({
          id: documentId(kind, idOf(`record ${index}`)),
          version: 1,
          fields: { ...facts, kind, type, ...(kind === 'CONTENT' ? { section } : {}) },
        }));
        if (documents.length > 0) await search.index(documents);
        const effects = await previewLicences(
          { search, sectionNames: async (ids) => ids.map((id) => `the ${id}`) },
          { licensee: radio, applications, before, after, at: NOW },
        );
        const expected = AUDIENCES.flatMap((audience) => {
          const sees = (held: readonly Licence[]) => predicateFor(reachOf(audience, held), NOW);
          const [saw, will] = [sees(before), sees(after)];
          const gained = records.filter(({ facts }) => will(facts) && !saw(facts));
          const lost = records.filter(({ facts }) => saw(facts) && !will(facts));
          return gained.length + lost.length === 0
            ? []
            : [{ ...audience, gained: countsOf(gained), lost: countsOf(lost) }];
        });
        const named = effects.map(({ gained, lost, ...audience }) => ({
          ...audience,
          gained: readCounts(gained),
          lost: readCounts(lost),
        }));
        const byChannel = <T extends { readonly channel: string }>(all: readonly T[]) =>
          all.toSorted((a, b) => (a.channel < b.channel ? -1 : 1));
        expect(byChannel(named)).toEqual(byChannel(expected));
      } finally {
        await search.close();
      }
    }),
    { numRuns: 80 },
  );
});
