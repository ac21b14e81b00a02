import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { documentId, indexSchema, recordOfDocument } from '../../subgraphs/document.ts';
import type { RightsFacts } from '../../subgraphs/visibleTo.ts';
import { owns, packagesShownTo, predicateFor, turnFor, visibleTo, waysOf } from '../../subgraphs/visibleTo.ts';
import { idOf, minutes, NOW } from '../support/builders.ts';
import { partnerOf, viewerOf } from '../support/viewers.ts';
import { anyFacts, anyViewer } from './rights.ts';

const news = { id: 'courier/news', delayMinutes: 0 };
const facts = (parts: Partial<RightsFacts> = {}): RightsFacts => ({
  owner: 'courier',
  packages: ['courier/news'],
  pubStatus: 'USABLE',
  published: minutes(-60),
  excludedTerritories: [],
  ...parts,
});

describe('a record is there', () => {
  test.each([
    ['for its owner', viewerOf(), facts({ packages: [] }), true],
    ['not for another subsidiary', viewerOf({ organisation: 'blatt' }), facts(), false],
    ['not for a partner that bears its owner’s name', partnerOf([], { organisation: 'courier' }), facts(), false],
    ['for who licenses its package', partnerOf([news]), facts(), true],
    ['not for who licenses another one', partnerOf([{ ...news, id: 'courier/best' }]), facts(), false],
    ['from the moment it is published', viewerOf(), facts({ published: minutes(0) }), true],
    ['not a millisecond before', viewerOf(), facts({ published: new Date(NOW + 1).toISOString() }), false],
    ['from the moment the delay is over', partnerOf([{ ...news, delayMinutes: 60 }]), facts(), true],
    ['not a minute before', partnerOf([{ ...news, delayMinutes: 61 }]), facts(), false],
    ['without delay for its owner', viewerOf({ packages: [{ ...news, delayMinutes: 61 }] }), facts(), true],
    ['until the moment it expires', viewerOf(), facts({ expires: minutes(0) }), false],
    ['a millisecond before', viewerOf(), facts({ expires: new Date(NOW + 1).toISOString() }), true],
    ['not while withheld', viewerOf(), facts({ pubStatus: 'WITHHELD' }), false],
    ['not when canceled', viewerOf(), facts({ pubStatus: 'CANCELED' }), false],
    [
      'not in an excluded territory',
      viewerOf({ territory: 'AT' }),
      facts({ excludedTerritories: ['CH', 'AT'] }),
      false,
    ],
    ['in another one', viewerOf({ territory: 'DE' }), facts({ excludedTerritories: ['AT'] }), true],
    ['for who is bound to none', viewerOf(), facts({ excludedTerritories: ['AT'] }), true],
  ])('%s', (_, viewer, record, expected) => {
    expect(predicateFor(viewer, NOW)(record)).toBe(expected);
  });

  test('with all its packages for its owner, with the licensed ones for others', () => {
    const record = facts({ packages: ['courier/news', 'courier/secret'] });
    expect(packagesShownTo(viewerOf(), record)).toEqual(record.packages);
    expect(packagesShownTo(partnerOf([news]), record)).toEqual(['courier/news']);
    expect(packagesShownTo(partnerOf([], { organisation: 'courier' }), record)).toEqual([]);
    const blatt = viewerOf({ organisation: 'blatt', packages: [news] });
    expect(packagesShownTo(blatt, record)).toEqual(['courier/news']);
    expect([owns(viewerOf(), 'courier'), owns(blatt, 'courier'), owns(partnerOf([]), 'radio')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('by its owner, and by packages of one delay together, and by nothing else', () => {
    const late = { id: 'courier/late', delayMinutes: 5 };
    const ways = waysOf(viewerOf({ packages: [news, { ...news, id: 'courier/best' }, late] }), NOW);
    expect(ways.map(({ packages, delayMinutes }) => [packages, delayMinutes])).toEqual([
      [undefined, 0],
      [['courier/news', 'courier/best'], 0],
      [['courier/late'], 5],
    ]);
  });
});

test('what may be seen stays so until the moment that is said, and changes then where that can still be', () => {
  fc.assert(
    fc.property(anyFacts, anyViewer, fc.nat(130 * 60_000), (record, viewer, later) => {
      const sees = (at: number): boolean => predicateFor(viewer, at)(record);
      const turn = turnFor(viewer, NOW)(record);
      const { at: until, seen } = turn ?? { at: Number.POSITIVE_INFINITY, seen: sees(NOW) };
      expect(until).toBeGreaterThan(NOW);
      expect(seen).toBe(sees(NOW));
      // The minutes of the fixtures and what lies between them.
      const moments = [NOW + later, ...Array.from({ length: 130 }, (_, each) => Date.parse(minutes(each)))];
      for (const at of moments.filter((each) => each < until)) expect(sees(at)).toBe(sees(NOW));
      // It may have expired before its embargo ends.
      const expired = record.expires !== undefined && Date.parse(record.expires) <= until;
      expect(turn === undefined || sees(until) === (!seen && !expired)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('the index lets through exactly what the predicate in memory does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFacts, { minLength: 1, maxLength: 20 }), anyViewer, async (records, viewer) => {
      const search = createSqliteSearch({ file: ':memory:', schema: indexSchema });
      try {
        await search.prepare();
        const ids = records.map((_, index) => idOf(`record ${index}`));
        await search.index(
          records.map((fields, index) => ({
            id: documentId('CONTENT', ids[index] ?? ''),
            version: 1,
            fields: { ...fields, kind: 'CONTENT' },
          })),
        );
        const { hits, total } = await search.query({ filter: visibleTo(viewer, NOW), size: 100 });
        const visible = ids.filter((_, index) => predicateFor(viewer, NOW)(records[index] ?? facts()));
        expect(hits.map(({ id }) => recordOfDocument(id).id).sort()).toEqual(visible.sort());
        expect(total).toBe(visible.length);
      } finally {
        await search.close();
      }
    }),
    { numRuns: 60 },
  );
});
