import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInViews } from '../../platform/views.ts';
import { explainRecord } from '../../subgraphs/explain.ts';
import { explainField } from '../../subgraphs/explainField.ts';
import { graphVisibility } from '../../subgraphs/visibility.ts';
import type { RightsFacts } from '../../subgraphs/visibleTo.ts';
import { predicateFor } from '../../subgraphs/visibleTo.ts';
import { minutes, NOW } from '../support/builders.ts';
import { partnerOf, viewerOf } from '../support/viewers.ts';
import { anyFacts, anyViewer } from './rights.ts';

const facts = (parts: Partial<RightsFacts> = {}): RightsFacts => ({
  owner: 'courier',
  packages: ['courier/news'],
  pubStatus: 'USABLE',
  published: minutes(-60),
  excludedTerritories: [],
  ...parts,
});
const news = { id: 'courier/news', delayMinutes: 0 };

describe('an explained record', () => {
  it('is seen where every clause holds, for any record and viewer, as the predicate decides', () => {
    fc.assert(
      fc.property(anyFacts, anyViewer, (record, viewer) => {
        const findings = explainRecord(viewer, record, NOW);
        expect(findings.every(({ holds }) => holds)).toBe(predicateFor(viewer, NOW)(record));
        expect(findings).toHaveLength(viewer.territory === undefined ? 4 : 5);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [viewerOf(), facts({ pubStatus: 'WITHHELD' }), 'it is WITHHELD'],
    [viewerOf(), facts({ published: minutes(1) }), `it was published ${minutes(1)}, which is still to come`],
    [viewerOf(), facts({ expires: minutes(0) }), `it expired ${minutes(0)}`],
    [
      viewerOf({ territory: 'AT' }),
      facts({ excludedTerritories: ['CH', 'AT'] }),
      'it must not be shown in CH, AT, and the application shows it in AT',
    ],
    [
      viewerOf({ organisation: 'blatt' }),
      facts({ packages: [] }),
      'its owner is courier, not blatt, and it lies in no package',
    ],
    [
      partnerOf([]),
      facts(),
      'radio is a partner and owns nothing, and of its packages (courier/news) none is licensed now',
    ],
    [
      partnerOf([{ ...news, delayMinutes: 61 }]),
      facts(),
      `radio is a partner and owns nothing, and it was published ${minutes(-60)}: licensed is courier/news only after 61 minutes`,
    ],
  ])('names the one clause that stops it (%#)', (viewer, record, says) => {
    const stopping = explainRecord(viewer, record, NOW).filter(({ holds }) => !holds);
    expect(stopping).toEqual([{ holds: false, says }]);
  });

  it.each([
    [viewerOf(), facts(), 'courier is its owner'],
    [partnerOf([news]), facts(), 'it lies in courier/news, licensed now'],
    [
      partnerOf([{ ...news, delayMinutes: 60 }]),
      facts(),
      'it lies in courier/news, licensed now, and the delay of 60 minutes is over',
    ],
  ])('names what lets it through (%#)', (viewer, record, says) => {
    expect(explainRecord(viewer, record, NOW).at(-1)).toEqual({ holds: true, says });
  });
});

describe('an explained field', () => {
  const view = builtInViews.get('newsroom');
  if (!view) throw new Error('there is no view newsroom');
  const editor = viewerOf({ roles: ['editor'] });
  const explained = (of: Partial<typeof view>, coordinate = 'Content.workflow', viewer = editor) =>
    explainField(graphVisibility, { ...viewer, view: { ...view, ...of } }, coordinate);

  it('is read where all holds: the view shows it, and its exception allows the viewer', () => {
    const holding = (...of: Parameters<typeof explained>) => explained(...of).map(({ holds }) => holds);
    expect(holding({})).toEqual([true, true]);
    expect(holding({ tags: ['public', 'rights'] })).toEqual([false, true]);
    expect(holding({ hidden: ['Content.workflow'] })).toEqual([false, true]);
    expect(holding({}, 'Content.workflow', viewerOf({ roles: ['reader'] }))).toEqual([true, false]);
    expect(holding({}, 'Content.headline')).toEqual([true]);
  });

  it('says which tag it has and which the view shows', () => {
    expect(explained({ name: 'partner', tags: ['public'] })[0]?.says).toBe(
      'it is editorial, and the view shows what is public alone',
    );
  });
});
