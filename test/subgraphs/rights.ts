import fc from 'fast-check';
import type { RightsFacts } from '../../subgraphs/visibleTo.ts';
import { minutes } from '../support/builders.ts';
import { viewerOf } from '../support/viewers.ts';

const owner = fc.constantFrom('courier', 'blatt');
const packageId = fc.constantFrom('courier/news', 'courier/best', 'blatt/news', 'blatt/sport');
const territory = fc.constantFrom('AT', 'CH', 'DE');
const moment = fc.constantFrom(-121, -120, -61, -60, -59, -1, 0, 1, 60).map(minutes);

/** Any record's rights, near the edges of what the predicate looks at. */
export const anyFacts: fc.Arbitrary<RightsFacts> = fc.record({
  owner,
  packages: fc.uniqueArray(packageId),
  pubStatus: fc.constantFrom('USABLE', 'USABLE', 'USABLE', 'WITHHELD', 'CANCELED'),
  published: moment,
  expires: fc.option(moment, { nil: undefined }),
  excludedTerritories: fc.uniqueArray(territory),
});

/** Any viewer of the same world. */
export const anyViewer = fc
  .record({
    organisation: owner,
    organisationKind: fc.constantFrom('subsidiary', 'partner'),
    territory: fc.option(territory, { nil: undefined }),
    packages: fc.uniqueArray(fc.record({ id: packageId, delayMinutes: fc.constantFrom(0, 1, 60, 120) }), {
      selector: ({ id }) => id,
    }),
  })
  .map(viewerOf);
