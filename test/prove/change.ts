import type { Content } from '../../subgraphs/content/record.ts';
import { idOf, minutes, term } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import { anyCollection, nextCopy, saveCollection } from './collections.ts';
import { anyOthersLicence } from './houses.ts';
import type { PlainViewer } from './oracle.ts';
import { liveVersion, maySee, maySeeContent } from './oracle.ts';
import type { PlainContent, PlainWorld } from './plain.ts';
import { OWNERS } from './plain.ts';
import { oneOf, seeded } from './random.ts';
import { anyContent, anyMedia } from './records.ts';
import type { Stack } from './stack.ts';
import { defineView, saveContent, saveLicence, saveMedia } from './stack.ts';

/** A change of a world that one viewer cannot see, done; what it was, for who reads of a failure. */
type Change = (stack: Stack, world: PlainWorld, who: PlainViewer, choose: Choose, name: string) => Promise<string>;

/** Makes things until one is hidden. */
const hiddenOne = <T>(make: (choose: Choose) => T, isHidden: (made: T) => boolean, choose: Choose): T => {
  for (;;) {
    const made = make(seeded(choose(2 ** 31)));
    if (isHidden(made)) return made;
  }
};

/** What was once there leaves its traces: an address at which it lay is gone, for whom it was there. */
const wasNeverSeen = (world: PlainWorld, who: PlainViewer, record: PlainContent): boolean =>
  !maySeeContent(world, who, record) &&
  record.versions.every(
    ({ content, as }) =>
      as === 'workingCopy' ||
      (!maySee(world, who, content) &&
        (record.takenDown === undefined ||
          !maySee(world, who, { ...content, expires: undefined }, Date.parse(minutes(-1))))),
  );

/** Everything by which a hidden record could show: it shares sections, tags, people, words and translations with those that are seen. */
const sharing = (world: PlainWorld, who: PlainViewer, choose: Choose): Partial<Content> => {
  const seen = world.content.filter((each) => maySeeContent(world, who, each));
  const like = seen.length > 0 ? liveVersion(oneOf(choose, seen))?.content : undefined;
  if (!like) return {};
  const { owner, section, tags, contributors, headline, standfirst, translationGroup } = like;
  const given = { section, standfirst, translationGroup };
  return {
    owner,
    tags,
    contributors,
    headline,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
};

const addContent: Change = async ({ world: to }, world, who, choose, name) => {
  const parts = choose(2) === 0 ? sharing(world, who, choose) : {};
  const hide = choose(2) === 0 ? { pubStatus: 'WITHHELD' as const } : {};
  const record = hiddenOne(
    (each) => anyContent(world, each, name, { ...parts, ...hide }),
    (made) => wasNeverSeen(world, who, made),
    choose,
  );
  await saveContent(to, record);
  world.content.push(record);
  return `content ${name} (${record.fate}) was added`;
};

const addMedia: Change = async ({ world: to }, world, who, choose, name) => {
  const record = hiddenOne(
    (each) => anyMedia(world, each, name),
    ({ media }) => !maySee(world, who, media),
    choose,
  );
  await saveMedia(to, record);
  world.media.push(record);
  return `asset ${name} was added`;
};

/** Its id stays, and what leads to it; all else is another's. */
const changeContent: Change = async (stack, world, who, choose, name) => {
  const hidden = world.content.filter((each) => each.fate === 'live' && wasNeverSeen(world, who, each));
  const [record] = hidden.length > 0 ? [oneOf(choose, hidden)] : [];
  const before = record?.versions[0]?.content;
  if (!record || !before) return addContent(stack, world, who, choose, name);
  const { id, owner, slug, formerSlugs, language, altIds, paths, canonicalUrl } = before;
  const kept = {
    id,
    owner,
    slug,
    formerSlugs,
    language,
    altIds,
    paths,
    ...(canonicalUrl === undefined ? {} : { canonicalUrl }),
  };
  const next = hiddenOne(
    (each) => anyContent(world, each, record.key, kept, 'live'),
    (made) => wasNeverSeen(world, who, made),
    choose,
  );
  await saveContent(stack.world, next);
  world.content[world.content.indexOf(record)] = { ...next, versions: [...record.versions, ...next.versions] };
  return `content ${record.key} was changed`;
};

const removeContent: Change = async (stack, world, who, choose, name) => {
  const hidden = world.content.filter(
    (each) => each.fate === 'live' && wasNeverSeen(world, who, { ...each, takenDown: minutes(-1) }),
  );
  const [record] = hidden.length > 0 ? [oneOf(choose, hidden)] : [];
  if (!record) return addContent(stack, world, who, choose, name);
  await stack.world.takeDown(record.versions[0]?.content.id ?? '', minutes(-1));
  world.content[world.content.indexOf(record)] = { ...record, fate: 'takenDown', takenDown: minutes(-1) };
  return `content ${record.key} was taken down`;
};

/** A draft of what is seen, which its editors alone see. */
const draftContent: Change = async (stack, world, who, choose, name) => {
  const live = world.content.filter((each) => each.fate === 'live');
  const record = oneOf(choose, live);
  const content = liveVersion(record)?.content;
  if (!content) return addContent(stack, world, who, choose, name);
  await stack.world.saved({ ...content, headline: `harbour ${name}`, tags: [] }, { as: 'workingCopy' });
  return `content ${record.key} was drafted`;
};

const licenceOthers: Change = async ({ world: to }, world, who, choose, name) => {
  const licence = anyOthersLicence(world, choose, who.organisation, name);
  await saveLicence(to, licence);
  world.licences.push(licence);
  return `${licence.licensee} licensed ${licence.package}`;
};

const addTerm: Change = async ({ world: to }, world, who, choose, name) => {
  const owner = oneOf(
    choose,
    OWNERS.filter((each) => each !== who.organisation),
  );
  const added = term(oneOf(choose, ['section', 'tag', 'contributor'] as const), `Harbour ${name}`, {
    id: idOf(name),
    owner,
  });
  await to.saveTerms(added);
  world.terms.push(added);
  return `${added.kind} ${name} of ${owner} was added`;
};

const addCollection: Change = async ({ world: to }, world, who, choose, name) => {
  const owner = oneOf(
    choose,
    OWNERS.filter((each) => each !== who.organisation),
  );
  const added = anyCollection(world, choose, name, owner);
  await saveCollection(to, added);
  world.collections.push(added);
  return `the collection ${name} of ${owner} was added`;
};

/** What one is to be is nobody's to see before it is so, not even its owner's. */
const planCollection: Change = async ({ world: to }, world, _who, choose) => {
  const plain = world.collections.filter(({ live, next }) => live && !next);
  if (plain.length === 0) return 'nothing: every collection is to be another already';
  const { name, owner, live } = oneOf(choose, plain);
  const planned = { name, owner, live, next: nextCopy(world, choose, name, owner, 2) };
  await saveCollection(to, planned, { meta: live, work: undefined });
  world.collections = world.collections.map((each) => (each.name === name ? planned : each));
  return `the collection ${name} was planned`;
};

const addHouse: Change = async ({ world: to }, _world, _who, choose, name) => {
  await to.directory.saveOrganisation({ id: name, kind: 'partner', name: `Harbour ${name}` });
  await to.directory.saveApplication({ organisation: name, id: 'app', name, channel: 'web' });
  await to.directory.savePackage({ owner: oneOf(choose, OWNERS), name });
  return `the partner ${name} was added`;
};

const changeView: Change = async ({ world: to }, _world, _who, choose) => {
  const hidden = choose(2) === 0 ? ['Content.headline'] : ['Content.tags', 'Content.seo'];
  await defineView(to, 'nobodys-own', ['public', 'rights'], hidden);
  return `a view that nobody here has came to hide ${hidden.join()}`;
};

const CHANGES: readonly Change[] = [
  addContent,
  addContent,
  addContent,
  addMedia,
  changeContent,
  changeContent,
  removeContent,
  draftContent,
  licenceOthers,
  addTerm,
  addCollection,
  planCollection,
  addHouse,
  changeView,
];

/** Changes what a viewer cannot see, brings the index up to date, and says what was changed. */
export const changeUnseen: Change = async (stack, world, who, choose, name) => {
  const what = await oneOf(choose, CHANGES)(stack, world, who, choose, name);
  await stack.world.index();
  return what;
};
