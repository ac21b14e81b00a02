import type { Content } from '../../../subgraphs/content/record.ts';
import { article, bodyOf, idOf } from '../../support/builders.ts';
import type { World } from '../../support/world.ts';

/** How a record stands: live or not, and whether there is a working copy. */
const STATES = ['live', 'live, edited', 'edited', 'withdrawn, edited', 'withdrawn'] as const;

/** A record of the world that previews are tried on. */
export interface Case {
  readonly name: string;
  readonly owner: 'courier' | 'blatt';
  readonly state: (typeof STATES)[number];
  /** Of the draft where there is one, else of the live version. */
  readonly section: string | undefined;
  readonly licensed: boolean;
  /** Whether its draft has another slug and address than the live version. */
  readonly moved: boolean;
}

export const SITE = 'www.courier.example';
export const CULTURE = idOf('Culture');
export const SPORT = idOf('Sport');

/** Every combination, once. */
export const CASES: readonly Case[] = (['courier', 'blatt'] as const).flatMap((owner) =>
  STATES.flatMap((state) =>
    [undefined, CULTURE, SPORT].flatMap((section) =>
      [false, true].flatMap((licensed) =>
        [false, true].map((moved) => ({
          name: [owner, state, section ?? 'none', licensed ? 'licensed' : 'kept', moved ? 'moved' : 'stays']
            .join('-')
            .replaceAll(', ', '-'),
          owner,
          state,
          section,
          licensed,
          moved,
        })),
      ),
    ),
  ),
);

/** Parts of a record under one name. */
export const named = (name: string): Pick<Content, 'slug' | 'paths' | 'canonicalUrl'> => ({
  slug: name,
  paths: [{ site: SITE, path: `/${name}` }],
  canonicalUrl: `https://${SITE}/${name}`,
});

/** Saves a case: its headline begins with what it is, `public` or `draft`. */
export const saveCase = async (world: World, { name, owner, state, section, licensed, moved }: Case): Promise<void> => {
  const packages = licensed ? [`${owner}/news`] : [];
  const record = (word: string, parts: Partial<Content>): Content =>
    article(name, { owner, packages, headline: `${word} ${name}`, ...named(name), ...parts });
  // The draft's section is another one than the live version's, so that it shows which of them decides.
  const before = state.includes('edited') ? SPORT : section;
  if (state !== 'edited')
    await world.saved(record('public', before === undefined ? {} : { section: before }), { body: bodyOf('public') });
  if (state.startsWith('withdrawn')) await world.takeDown(idOf(name));
  if (state.includes('edited'))
    await world.saved(
      record('draft', { ...(section === undefined ? {} : { section }), ...(moved ? named(`${name}-new`) : {}) }),
      { as: 'workingCopy', body: bodyOf('draft') },
    );
};
