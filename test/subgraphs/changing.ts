import type { LicensedPackage, Viewer } from '../../platform/viewer.ts';
import type { Content } from '../../subgraphs/content/record.ts';
import { createPackagedContent } from '../../subgraphs/content/repackage.ts';
import type { Media } from '../../subgraphs/media/record.ts';
import { oneOf, someOf } from '../prove/random.ts';
import { article, asset, bodyOf, idOf, minutes, term } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import { partnerOf, viewerOf } from '../support/viewers.ts';
import type { World } from '../support/world.ts';

/*
 * A small world in which anything may stand next to anything and change into anything: few names, so that what is asked for is often what changes.
 */

export const RECORDS = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5'] as const;
export const ASSETS = ['m0', 'm1', 'm2'] as const;
export const OWNERS = ['courier', 'blatt'] as const;
export const SECTIONS = ['Culture', 'Sport'] as const;
export const TAGS = ['Harbour', 'Ships'] as const;
export const PEOPLE = ['Ann', 'Bob'] as const;
export const SLUGS = ['one', 'two', 'three'] as const;
export const SITE = 'www.courier.example';
export const PATHS = ['/a', '/b', '/c'] as const;
/** A name that stands in a tag as it is, and one that is too long for it. */
const GROUPS = ['group', `the group ${'g'.repeat(300)}`] as const;
const PACKAGES = ['courier/news', 'courier/best', 'blatt/news'] as const;
const DELAYS = [0, 30, 60] as const;
/** Before, at and after the edges of delays and of the moment itself. */
const MOMENTS = [-90, -60, -59, -30, -10, 0, 5, 20] as const;

const rightsOf = (choose: Choose, owner: string): Pick<Content, 'packages' | 'pubStatus' | 'excludedTerritories'> => ({
  packages: someOf(choose, PACKAGES).filter((id) => id.startsWith(`${owner}/`)),
  pubStatus: oneOf(choose, ['USABLE', 'USABLE', 'USABLE', 'WITHHELD']),
  excludedTerritories: choose(5) === 0 ? ['AT'] : [],
});

/** A record's owner never changes. */
const ownerOf = (name: string): string => OWNERS[Number(name.slice(1)) % OWNERS.length] ?? 'courier';

const anyContent = (choose: Choose, name: (typeof RECORDS)[number]): Content => {
  const owner = ownerOf(name);
  // Names that collide stand in one record's way; each record has its own, and takes some of those that are asked for.
  const own = RECORDS.indexOf(name);
  const slug = own < SLUGS.length && choose(2) === 0 ? (SLUGS[own] ?? name) : `${name}-${choose(2)}`;
  const path = own < PATHS.length && choose(2) === 0 ? (PATHS[own] ?? '/') : `/${name}/${choose(2)}`;
  return article(name, {
    ...rightsOf(choose, owner),
    owner,
    slug,
    headline: `About ${name} ${choose(3)}`,
    language: 'en',
    published: minutes(oneOf(choose, MOMENTS)),
    tags: someOf(choose, TAGS).map(idOf),
    contributors: someOf(choose, PEOPLE).map(idOf),
    media: someOf(choose, ASSETS).map(idOf),
    paths: [{ site: SITE, path }],
    altIds: choose(2) === 0 ? [] : [{ role: 'guid', value: `${name}-${choose(2)}` }],
    ...(choose(2) === 0 ? {} : { canonicalUrl: `https://${SITE}${choose(2) === 0 ? path : '/elsewhere'}` }),
    ...(choose(2) === 0 ? {} : { section: idOf(oneOf(choose, SECTIONS)) }),
    ...(choose(2) === 0 ? {} : { translationGroup: oneOf(choose, GROUPS) }),
    ...(choose(2) === 0 ? {} : { leadMedia: idOf(oneOf(choose, ASSETS)) }),
    ...(choose(2) === 0 ? {} : { expires: minutes(oneOf(choose, [-5, 10, 25])) }),
  });
};

const anyAsset = (choose: Choose, name: string): Media => {
  const owner = ownerOf(name);
  return asset(name, {
    ...rightsOf(choose, owner),
    owner,
    caption: `Picture ${choose(3)}`,
    published: minutes(oneOf(choose, MOMENTS)),
    ...(choose(2) === 0 ? {} : { expires: minutes(oneOf(choose, [-5, 10, 25])) }),
  });
};

const saveTerm = (world: World, choose: Choose): Promise<void> => {
  const kind = oneOf(choose, ['section', 'tag', 'contributor'] as const);
  const name = oneOf(choose, { section: SECTIONS, tag: TAGS, contributor: PEOPLE }[kind]);
  return world.saveTerms(
    term(kind, name, {
      name: `${name} ${choose(3)}`,
      owner: oneOf(choose, OWNERS),
      ...(kind === 'section' && choose(2) === 0 ? { parent: idOf(oneOf(choose, SECTIONS)) } : {}),
    }),
  );
};

/** Does one thing to the world; says what. A save that finds its name taken changes nothing. */
export const changeSomething = async (world: World, choose: Choose): Promise<string> => {
  const name = oneOf(choose, RECORDS);
  const kind = oneOf(choose, [
    'save',
    'save',
    'save',
    'text',
    'draft',
    'takeDown',
    'repackage',
    'asset',
    'asset',
    'term',
    'house',
  ] as const);
  switch (kind) {
    case 'save':
      await world.save(anyContent(choose, name), { body: bodyOf(`Text ${choose(3)}`) });
      return `${name} is saved`;
    case 'text': {
      const [state] = await world.store.states([idOf(name)]);
      if (!state?.meta?.live) return `${name} is not there`;
      const { v: _v, live: _live, version: _version, versionCreated: _created, ...content } = state.meta;
      await world.save(content, { body: bodyOf(`Text ${choose(3)}`) });
      return `the text of ${name} is saved`;
    }
    case 'draft':
      await world.save(anyContent(choose, name), { as: 'workingCopy' });
      return `${name} is drafted`;
    case 'takeDown':
      await world.takeDown(idOf(name));
      return `${name} is taken down`;
    case 'repackage': {
      const packages = someOf(choose, PACKAGES).filter((id) => id.startsWith(`${ownerOf(name)}/`));
      await createPackagedContent(world).repackage(idOf(name), () => packages, { author: 'ann', at: minutes(0) });
      return `${name} lies in ${packages.join()}`;
    }
    case 'asset': {
      const media = oneOf(choose, ASSETS);
      await world.saveMedia(anyAsset(choose, media));
      return `${media} is saved`;
    }
    case 'term':
      await saveTerm(world, choose);
      return 'a term is saved';
    case 'house': {
      const id = oneOf(choose, [...OWNERS, 'hafen']);
      await world.directory.saveOrganisation({ id, kind: 'subsidiary', name: `${id} ${choose(3)}`, language: 'en' });
      return `${id} is renamed`;
    }
  }
};

/** Fills a world by so many changes. */
export const fillSomehow = async (world: World, choose: Choose, changes = 14): Promise<void> => {
  for (let at = 0; at < changes; at += 1) await changeSomething(world, choose);
};

/** Somebody who asks: of a newsroom, or a partner; with licences of every delay. */
export const anybody = (choose: Choose): Viewer => {
  const packages: LicensedPackage[] = someOf(choose, PACKAGES).map((id) => ({
    id,
    delayMinutes: oneOf(choose, DELAYS),
  }));
  const territory = choose(4) === 0 ? 'AT' : undefined;
  return choose(3) === 0
    ? partnerOf(packages, { territory })
    : viewerOf({ organisation: oneOf(choose, OWNERS), packages, territory });
};
