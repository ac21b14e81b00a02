import { describe, expect, it } from 'vitest';
import { latestList } from '../../../subgraphs/content/keys.ts';
import { article, asset, idOf, term } from '../../support/builders.ts';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

const NEWS = 'courier/news';

/** Four articles of the courier, of two sections, one tagged, one of another subsidiary, and two pictures. */
const withRecords = async (): Promise<CommandLine> => {
  const line = await openCommandLine();
  const { world } = line;
  await world.saveTerms(term('section', 'Sport'), term('section', 'Culture'), term('tag', 'Sea'));
  const of = (section: string, tags: readonly string[] = []) => ({ section: idOf(section), tags: tags.map(idOf) });
  await world.saved(article('match', of('Sport')));
  await world.saved(article('regatta', of('Sport', ['Sea'])));
  await world.saved(article('opera', of('Culture')));
  await world.saved(article('gallery', { ...of('Culture', ['Sea']), type: 'GALLERY' }));
  await world.saved(article('fremd', { owner: 'blatt', section: idOf('Sport') }));
  await world.saveMedia(asset('photo'), asset('clip', { type: 'VIDEO' }));
  return line;
};

const NAMES = ['match', 'regatta', 'opera', 'gallery', 'fremd'];
/** The names of the content that lies in a package: by its records, and by its list, which must say the same. */
const inPackage = async ({ world }: CommandLine, id = NEWS): Promise<string[]> => {
  const metas = await world.store.metas(NAMES.map(idOf));
  const byRecord = NAMES.filter((_, index) => {
    const meta = metas[index];
    return meta && !(meta instanceof Error) && meta.packages.includes(id);
  });
  const { items } = await world.records.query({ table: 'content', index: 'lists', pk: latestList(id), limit: 100 });
  const listed = items.flatMap(({ lsk }) => (typeof lsk === 'string' ? lsk.split('#').slice(1) : []));
  expect(listed.sort()).toEqual(byRecord.map(idOf).sort());
  return byRecord;
};
const mediaIn = async ({ world }: CommandLine, id: string): Promise<string[]> => {
  const metas = await world.mediaStore.metas(['photo', 'clip'].map(idOf));
  return ['photo', 'clip'].filter((_, index) => {
    const meta = metas[index];
    return meta && !(meta instanceof Error) && meta.packages.includes(id);
  });
};

describe('a package’s rule', () => {
  it.each([
    ['--section sport', ['match', 'regatta']],
    [`--section ${idOf('Culture')}`, ['opera', 'gallery']],
    ['--section sport --section culture --tag sea', ['regatta', 'gallery']],
    ['--type GALLERY', ['gallery']],
    ['--section culture --type ARTICLE', ['opera']],
    ['--of content', ['match', 'regatta', 'opera', 'gallery']],
    ['--tag nothing', []],
  ])('`%s` takes in the owner’s records that fit, and no others', async (rule, expected) => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS} ${rule}`);
    expect(await inPackage(line)).toEqual([]);
    expect(await line.json(`packages apply ${NEWS}`)).toEqual({
      seen: 4,
      put: expected.length,
      taken: 0,
      full: 0,
      failed: 0,
    });
    expect(await inPackage(line)).toEqual(expected);
    expect(await mediaIn(line, NEWS)).toEqual([]);
    expect(await line.json(`packages apply ${NEWS}`)).toEqual({ seen: 4, put: 0, taken: 0, full: 0, failed: 0 });
  });

  it('over media goes by type, and takes in no content', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS} --of media --type IMAGE`);
    await line.run(`packages apply ${NEWS}`);
    expect(await mediaIn(line, NEWS)).toEqual(['photo']);
    expect(await inPackage(line)).toEqual([]);
  });

  it('that changes moves records out as well as in; a dry run counts and moves none', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS} --section sport`);
    await line.run(`packages apply ${NEWS}`);
    await line.run(`packages change ${NEWS} --tag sea`);
    const dry = await line.run(`packages apply ${NEWS} --dry-run`);
    expect(dry.out).toBe('A dry run, nothing was written: 4 looked at, 1 put in, 1 taken out.');
    expect(await inPackage(line)).toEqual(['match', 'regatta']);
    await line.run(`packages apply ${NEWS}`);
    expect(await inPackage(line)).toEqual(['regatta', 'gallery']);
  });

  it.each([
    [
      `packages add ${NEWS} --of media --section sport`,
      'package is malformed: rule: a rule over media goes by type alone: media have no section and no tags',
    ],
    [`packages add ${NEWS} --type IMAGE`, '--type is ARTICLE, LIVEBLOG, GALLERY, VIDEO, AUDIO, PAGE, not "IMAGE"'],
    ['packages add news', 'a package is named OWNER/NAME, not "news"'],
    [`packages change ${NEWS}`, 'packages change takes a rule, or --no-rule. `masthead help` says how'],
    [`packages apply ${NEWS}`, `there is no package \`${NEWS}\``],
  ])('is refused as `%s`', async (asked, expected) => {
    await using line = await openCommandLine();
    expect(await line.refusal(asked)).toBe(expected);
  });
});

describe('a choice by hand', () => {
  it('holds against the rule until it is released, and acts at once', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS} --section sport`);
    await line.run(`packages apply ${NEWS}`);
    await line.run(`packages put ${NEWS} ${idOf('opera')} ${idOf('photo')}`);
    await line.run(`packages take ${NEWS} ${idOf('match')}`);
    expect(await inPackage(line)).toEqual(['regatta', 'opera']);
    expect(await mediaIn(line, NEWS)).toEqual(['photo']);

    await line.run(`packages apply ${NEWS}`);
    expect(await inPackage(line)).toEqual(['regatta', 'opera']);

    await line.run(`packages release ${NEWS} ${idOf('match')} ${idOf('opera')}`);
    expect(await inPackage(line)).toEqual(['match', 'regatta']);
    expect(await mediaIn(line, NEWS)).toEqual(['photo']);
  });

  it('is held again by `apply` where another writer moved the record, with a rule and without', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS}`);
    await line.run(`packages put ${NEWS} ${idOf('opera')}`);
    await line.world.saved(article('opera', { section: idOf('Culture') }));
    expect(await inPackage(line)).toEqual([]);
    await line.run(`packages apply ${NEWS}`);
    expect(await inPackage(line)).toEqual(['opera']);
  });

  it('is refused for a record that the owner does not have, and for what is no id', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS}`);
    expect(await line.refusal(`packages put ${NEWS} ${idOf('fremd')}`)).toBe(
      `courier has no live record \`${idOf('fremd')}\``,
    );
    expect(await line.refusal(`packages put ${NEWS} opera`)).toBe('"opera" is no record’s id: 26 letters and digits');
    expect(await inPackage(line)).toEqual([]);
  });

  it('puts no record into an eleventh package', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS}`);
    await line.world.saved(article('full', { packages: Array.from({ length: 10 }, (_, n) => `courier/p${n}`) }));
    expect((await line.run(`packages put ${NEWS} ${idOf('full')}`)).out).toContain('lies in ten packages already');
  });
});

describe('a package', () => {
  it('is retired only when nobody licenses it, and then takes no licence', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS}`);
    await line.run(`licences add --partner radio --package ${NEWS} --channels app --id l1`);
    expect(await line.refusal(`packages retire ${NEWS}`)).toBe(
      `\`${NEWS}\` is licensed (radio/l1): end the licences first`,
    );
    await line.run('licences end l1 --partner radio');
    await line.run(`packages retire ${NEWS}`);
    expect(await line.refusal(`licences add --partner radio --package ${NEWS} --channels app`)).toBe(
      `the package \`${NEWS}\` is retired: restore it first`,
    );
    expect(await line.desk.directory.packages('courier')).toEqual([]);
    await line.run(`packages restore ${NEWS}`);
    expect(await line.desk.directory.packages('courier')).toHaveLength(1);
  });

  it('is shown with its rule in words and its licences', async () => {
    await using line = await withRecords();
    await line.run(`packages add ${NEWS} --section sport --type ARTICLE --type GALLERY`);
    await line.run(`licences add --partner radio --package ${NEWS} --channels app --id l1`);
    expect((await line.run(`packages show ${NEWS}`)).out).toBe(
      [`package   ${NEWS}`, 'rule      content of type ARTICLE or GALLERY, section sport', 'licences  radio/l1'].join(
        '\n',
      ),
    );
  });
});
