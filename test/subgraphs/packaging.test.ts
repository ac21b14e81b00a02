import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PackageRule } from '../../platform/directory/rules.ts';
import { choiceKey } from '../../platform/directory/table.ts';
import type { Package } from '../../platform/directory.ts';
import { createPackagedWriter } from '../../subgraphs/content/packagedWriter.ts';
import { createPackagedContent } from '../../subgraphs/content/repackage.ts';
import { createPackagedStore } from '../../subgraphs/media/packagedStore.ts';
import { createPackagedMedia } from '../../subgraphs/media/repackage.ts';
import { applyPackage } from '../../subgraphs/packages.ts';
import { createPackaging, RULES_MS } from '../../subgraphs/packaging.ts';
import { article, asset, bodyOf, idOf, minutes, NOW, term } from '../support/builders.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';

const SECTIONS = ['Culture', 'Sport'];
const TAGS = ['Harbour', 'Ships', 'Music'];
const named = fc.array(fc.constantFrom(...TAGS), { maxLength: 2 }).map((names) => [...new Set(names)]);
/** By slug, by id, or not at all. */
const valuesOf = (names: readonly string[]) =>
  fc.option(
    fc.array(fc.constantFrom(...names.map((name) => name.toLowerCase()), ...names.map(idOf)), {
      minLength: 1,
      maxLength: 2,
    }),
    { nil: undefined },
  );
const rule: fc.Arbitrary<PackageRule | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    of: fc.constant('content' as const),
    types: fc.constantFrom<string[] | undefined>(undefined, ['ARTICLE'], ['GALLERY', 'PAGE']),
    sections: valuesOf(SECTIONS),
    tags: valuesOf(TAGS),
  }),
  fc.record({
    of: fc.constant('media' as const),
    types: fc.constantFrom<string[] | undefined>(undefined, ['IMAGE'], ['VIDEO']),
  }),
);
const NAMES = ['p0', 'p1', 'p2', 'p3'];
const choice = fc.constantFrom(undefined, undefined, true, false);
const choices = fc.array(choice, { minLength: NAMES.length, maxLength: NAMES.length });
const given = fc.subarray(NAMES.map((name) => `courier/${name}`));

const packagedOf = (world: World, now: () => number = () => NOW) => {
  const packaging = createPackaging({ records: world.records, directory: world.directory, now });
  return {
    writer: createPackagedWriter(world.writer, { store: world.store, packaging }),
    media: createPackagedStore(world.mediaStore, packaging),
  };
};
const choose = async (world: World, record: string, chosen: readonly (boolean | undefined)[]): Promise<void> => {
  for (const [at, isIn] of chosen.entries()) {
    const key = choiceKey(`courier/${NAMES[at]}`, record);
    if (isIn === undefined) await world.records.transact([{ kind: 'delete', key }]);
    else await world.plant(key.table, { pk: key.pk, sk: key.sk, v: 1, record, in: isIn });
  }
};
const apply = async (world: World, owned: Package) =>
  applyPackage(owned, {
    records: world.records,
    content: createPackagedContent(world),
    media: createPackagedMedia({ records: world.records, store: world.mediaStore }),
    by: () => ({ author: 'ann', at: minutes(0) }),
    dryRun: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
const packagesIn = async (world: World): Promise<(readonly string[] | undefined)[]> => {
  const metas = [...(await world.store.metas([idOf('story')])), ...(await world.mediaStore.metas([idOf('picture')]))];
  return metas.map((meta) => (meta && 'packages' in meta ? [...meta.packages].sort() : undefined));
};

describe('a record that is saved', () => {
  test('lies where applying every package would put it later, whatever their rules and what was chosen by hand', async () => {
    await using world = await openWorld();
    await world.saveTerms(...SECTIONS.map((name) => term('section', name)), ...TAGS.map((name) => term('tag', name)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(rule, { minLength: NAMES.length, maxLength: NAMES.length }),
        fc.record({
          type: fc.constantFrom('ARTICLE' as const, 'GALLERY' as const),
          section: fc.constantFrom('none', ...SECTIONS),
          tags: named,
          given,
          chosen: choices,
        }),
        fc.record({ type: fc.constantFrom('IMAGE' as const, 'VIDEO' as const), given, chosen: choices }),
        async (rules, story, picture) => {
          const all = rules.map(
            (each, at): Package => ({ owner: 'courier', name: NAMES[at] ?? '', ...(each ? { rule: each } : {}) }),
          );
          for (const each of all) await world.directory.savePackage(each);
          await choose(world, idOf('story'), story.chosen);
          await choose(world, idOf('picture'), picture.chosen);
          const content = article('story', {
            type: story.type,
            tags: story.tags.map(idOf),
            packages: story.given,
            ...(story.section === 'none' ? {} : { section: idOf(story.section) }),
          });
          const media = asset('picture', { type: picture.type, packages: picture.given });
          const by = { author: 'ann', at: minutes(0) };

          const { writer, media: store } = packagedOf(world);
          const [state] = await world.store.states([content.id]);
          const body = bodyOf('text');
          const saved = { content, body, as: 'live' as const, ...by };
          expect(await writer.save(saved, state ?? { meta: undefined, work: undefined })).toMatchObject({
            outcome: 'saved',
          });
          const [meta] = await world.mediaStore.states([media.id]);
          expect(await store.save({ media, ...by }, meta)).toMatchObject({ outcome: 'saved' });
          const asSaved = await packagesIn(world);
          for (const each of all)
            expect((await apply(world, each)).counts).toMatchObject({ put: 0, taken: 0, full: 0, failed: 0 });

          await world.saved(content);
          await world.saveMedia(media);
          for (const each of all) await apply(world, each);
          expect(await packagesIn(world)).toEqual(asSaved);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is put by a rule into no eleventh package, and leaves first those that it does not fit', async () => {
    await using world = await openWorld();
    const { writer } = packagedOf(world);
    const save = async (packages: readonly string[]) => {
      const [state] = await world.store.states([idOf('story')]);
      const content = article('story', { packages: [...packages] });
      await writer.save(
        { content, body: bodyOf('text'), as: 'live', author: 'ann', at: minutes(0) },
        state ?? { meta: undefined, work: undefined },
      );
      return (await packagesIn(world))[0];
    };
    await world.directory.savePackage({ owner: 'courier', name: 'a0', rule: { of: 'content' } });
    await world.directory.savePackage({ owner: 'courier', name: 'p0', rule: { of: 'content', types: ['PAGE'] } });
    const ten = Array.from({ length: 10 }, (_, n) => `courier/p${n}`);
    expect(await save(ten)).toEqual(['courier/a0', ...ten.slice(1)]);
    expect(await save(ten.map((each) => each.replace('p', 'q')))).not.toContain('courier/a0');
  });

  test('is looked at by no rule as long as it is a draft', async () => {
    await using world = await openWorld();
    let looked = 0;
    const packaging = {
      packagesOf: async () => {
        looked += 1;
        return ['courier/all'];
      },
    };
    const writer = createPackagedWriter(world.writer, { store: world.store, packaging });
    const save = async (as: 'live' | 'workingCopy') => {
      const [state] = await world.store.states([idOf('story')]);
      const saved = { content: article('story'), body: bodyOf('text'), as, author: 'ann', at: minutes(0) };
      await writer.save(saved, state ?? { meta: undefined, work: undefined });
    };
    await save('workingCopy');
    expect(looked).toBe(0);
    expect((await world.store.states([idOf('story')]))[0]?.work?.packages).toEqual([]);
    await save('live');
    expect(await packagesIn(world)).toEqual([['courier/all'], undefined]);
  });

  test('goes by a rule that is a few seconds old at most', async () => {
    await using world = await openWorld();
    let time = NOW;
    const packaging = createPackaging({ records: world.records, directory: world.directory, now: () => time });
    const packages = () =>
      packaging.packagesOf('content', article('story'), async () => ({ type: 'ARTICLE', sections: [], tags: [] }));
    expect(await packages()).toEqual([]);
    await world.directory.savePackage({ owner: 'courier', name: 'all', rule: { of: 'content' } });
    time += RULES_MS;
    expect(await packages()).toEqual(['courier/all']);
  });
});
