import type { Term } from '../../subgraphs/content/record.ts';
import { idOf, minutes, term } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import type { Canaries } from './canary.ts';
import type { PlainLicence, PlainWorld } from './plain.ts';
import { keyOfTerm } from './plain.ts';
import { oneOf, someOf } from './random.ts';

const LABELS = { section: 'Section', tag: 'Tag', contributor: 'Contributor' } as const;

/** A house's sections, tags and contributors. */
export const anyTerms = ({ word }: Canaries, owner: string): Term[] =>
  (['section', 'tag', 'contributor'] as const).flatMap((kind) =>
    Array.from({ length: 3 }, (_, at): Term => {
      const id = idOf(`${owner} ${kind} ${at}`);
      const key = keyOfTerm(id);
      const label = LABELS[kind];
      return term(kind, id, {
        id,
        owner,
        name: word(key, `${label}.name`, ...(kind === 'contributor' ? ['Content.byline'] : [])),
        slug: word(key, `${label}.slug`),
        description: word(key, kind === 'contributor' ? 'Contributor.biography' : `${label}.description`),
        ...(kind === 'section' && at > 0 ? { parent: idOf(`${owner} section 0`) } : {}),
      });
    }),
  );

/** A licence of one house for another's package. */
export const anyLicence = (world: PlainWorld, choose: Choose, licensee: string, id: string): PlainLicence => ({
  licensee,
  id,
  package: oneOf(
    choose,
    world.packages.filter((each) => !each.startsWith(`${licensee}/`)),
  ),
  channels: [oneOf(choose, ['web', 'app', 'print'] as const), ...someOf(choose, ['web', 'archive'] as const)],
  from: minutes(oneOf(choose, [-100_000, -100_000, -50_000, 10])),
  until: oneOf(choose, [null, null, minutes(1_000), minutes(-1)]),
  delayMinutes: oneOf(choose, [0, 0, 30, 120]),
});

/** A licence of anybody but one house. */
export const anyOthersLicence = (world: PlainWorld, choose: Choose, not: string, id: string): PlainLicence =>
  anyLicence(
    world,
    choose,
    oneOf(
      choose,
      world.houses.map((each) => each.id).filter((each) => each !== not),
    ),
    id,
  );
