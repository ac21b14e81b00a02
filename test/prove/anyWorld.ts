import { NOW } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import { createCanaries } from './canary.ts';
import { anyCollection } from './collections.ts';
import { anyLicence, anyTerms } from './houses.ts';
import type { PlainWorld } from './plain.ts';
import { OWNERS } from './plain.ts';
import { anyContent, anyMedia } from './records.ts';

const COLLECTIONS = 9;

const HOUSES = [
  ['courier', 'subsidiary'],
  ['blatt', 'subsidiary'],
  ['hafen', 'subsidiary'],
  ['radio', 'partner'],
  ['wire', 'partner'],
] as const;

/** A world that choices alone decide: five houses, their packages, licences, terms and collections, and records of every state. */
export const anyWorld = (
  choose: Choose,
  { contents = 60, assets = 24 }: { readonly contents?: number; readonly assets?: number } = {},
): PlainWorld => {
  const canaries = createCanaries(NOW);
  const world: PlainWorld = {
    canaries,
    houses: HOUSES.map(([id, kind]) => ({
      id,
      kind,
      name: `The ${kind === 'partner' ? canaries.word(`house ${id}`, 'Viewer.name') : id}`,
    })),
    packages: OWNERS.flatMap((owner) =>
      ['news', 'best', 'agency'].map(
        (name) =>
          `${owner}/${name}-${canaries.number(`package ${owner}/${name}`, 'Rights.packages', 'LicensedPackage.id')}`,
      ),
    ),
    licences: [],
    terms: OWNERS.flatMap((owner) => anyTerms(canaries, owner)),
    content: [],
    media: [],
    collections: [],
  };
  world.licences = world.houses.flatMap(({ id }) =>
    Array.from({ length: 4 }, (_, at) => anyLicence(world, choose, id, `licence-${at}`)),
  );
  for (let at = 0; at < assets; at += 1) world.media.push(anyMedia(world, choose, `media-${at}`));
  for (let at = 0; at < contents; at += 1) world.content.push(anyContent(world, choose, `content-${at}`));
  for (let at = 0; at < COLLECTIONS; at += 1) world.collections.push(anyCollection(world, choose, `collection-${at}`));
  return world;
};
