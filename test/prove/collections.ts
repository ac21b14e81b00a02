import type { CollectionState } from '../../subgraphs/content/collectionPlans.ts';
import { collectionOperations } from '../../subgraphs/content/collectionPlans.ts';
import type { Collection, CollectionItem } from '../../subgraphs/content/collectionRecord.ts';
import { SHAPE } from '../../subgraphs/content/record.ts';
import { idOf, minutes } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import type { World } from '../support/world.ts';
import type { PlainCollection, PlainWorld } from './plain.ts';
import { keyOfCollection, OWNERS } from './plain.ts';
import { oneOf } from './random.ts';

const MOST_ITEMS = 8;

/** An entry: of content anybody's, visible or not, called in words that only who sees that content may read. */
const anyItem = (world: PlainWorld, choose: Choose, key: string, owner: string): CollectionItem => {
  const { word } = world.canaries;
  const titled = (of: string) => (choose(2) === 0 ? { title: word(of, 'CollectionItem.title') } : {});
  const sections = world.terms.filter((each) => each.owner === owner && each.kind === 'section');
  const kind = choose(6);
  if (kind === 0) return { section: oneOf(choose, sections).id, ...titled(key) };
  if (kind === 1)
    return {
      url: `https://shop.example/${word(key, 'CollectionItem.url')}`,
      title: word(key, 'CollectionItem.title'),
    };
  const record = oneOf(choose, world.content);
  return { content: record.versions[0]?.content.id ?? '', ...titled(record.key) };
};

const anyCopy = (world: PlainWorld, choose: Choose, name: string, owner: string): Collection => {
  const { word } = world.canaries;
  const key = keyOfCollection(name);
  const sections = world.terms.filter((each) => each.owner === owner && each.kind === 'section');
  return {
    v: SHAPE,
    id: idOf(name),
    owner,
    name: word(key, 'Collection.name'),
    slug: word(key, 'Collection.slug'),
    ...(choose(2) === 0 ? { description: word(key, 'Collection.description') } : {}),
    ...(choose(2) === 0 ? { section: oneOf(choose, sections).id } : {}),
    items: Array.from({ length: choose(MOST_ITEMS) }, () => anyItem(world, choose, key, owner)),
    version: 1,
    versionCreated: minutes(-5),
  };
};

/** What one is to be next: all of it is nobody's to read, since nobody here previews. */
export const nextCopy = (
  world: PlainWorld,
  choose: Choose,
  name: string,
  owner: string,
  version: number,
): Collection => {
  const { word } = world.canaries;
  const key = keyOfCollection(name);
  return {
    v: SHAPE,
    id: idOf(name),
    owner,
    name: word(key),
    slug: word(key),
    description: word(key),
    items: [
      { url: `https://next.example/${word(key)}`, title: word(key) },
      { content: oneOf(choose, world.content).versions[0]?.content.id ?? '', title: word(key) },
    ],
    version,
    versionCreated: minutes(-4),
    due: minutes(90),
  };
};

/** A collection by a name of its own: live, live and to be another, or yet to come. */
export const anyCollection = (
  world: PlainWorld,
  choose: Choose,
  name: string,
  owner: string = oneOf(choose, OWNERS),
): PlainCollection => {
  const live = choose(5) > 0 ? anyCopy(world, choose, name, owner) : undefined;
  const next = !live || choose(3) === 0 ? nextCopy(world, choose, name, owner, live ? 2 : 1) : undefined;
  return { name, owner, live, next };
};

/** Saves a collection as it came to be, over what is there. */
export const saveCollection = async (
  { records }: World,
  { live, next }: PlainCollection,
  before: CollectionState = { meta: undefined, work: undefined },
): Promise<void> => {
  let state = before;
  for (const copy of [live, next]) {
    if (!copy || copy === state.meta) continue;
    await records.transact(collectionOperations(copy, state, { author: 'ann', at: copy.versionCreated }));
    state = copy.due === undefined ? { meta: copy, work: undefined } : { ...state, work: copy };
  }
};
