import { describe, expect, it } from 'vitest';
import { article, asset, idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

const open = async () => {
  const line = await openCommandLine();
  await line.run('packages add courier/news');
  await line.run('applications add app --partner radio --name App --channel app');
  await line.run('licences add --partner radio --package courier/news --channels app --id l1');
  const { id, key } = await line.key('keys add --partner radio --application app --view partner --grants read');
  await line.world.saved(article('story', { packages: ['courier/news'] }));
  await line.world.saved(article('draft'), { as: 'workingCopy' });
  await line.world.saveMedia(asset('photo'));
  return { line, id, key, [Symbol.asyncDispose]: () => line[Symbol.asyncDispose]() };
};
const story = idOf('story');

describe('rights explain', () => {
  it('names each clause that lets a record through', async () => {
    await using fixture = await open();
    expect((await fixture.line.run(`rights explain ${story} ${fixture.id}`)).out).toBe(
      [
        `The key ${fixture.id} of radio/app sees the content ${story}:`,
        '  yes  the key works',
        '  yes  its grants are read',
        '  yes  the record is live',
        '  yes  it is USABLE',
        '  yes  it was published 2026-11-02T11:00:00.000Z',
        '  yes  it does not expire',
        '  yes  it lies in courier/news, licensed now',
        '       licence l1 of courier/news: holds',
      ].join('\n'),
    );
  });

  it.each([
    [
      'licences end l1 --partner radio',
      'none is licensed now',
      'licence l1 of courier/news: it ended 2026-11-02T12:00:00.000Z',
    ],
    [
      'licences change l1 --partner radio --channels web',
      'none is licensed now',
      'licence l1 of courier/news: it is for web, and the application is for app',
    ],
    [`packages take courier/news ${story}`, 'it lies in no package', ''],
    ['partners retire radio --yes', 'its organisation or application is retired', ''],
    ['keys revoke KEY', 'the key is revoked', ''],
    ['keys change KEY --expires 2026-11-01', 'the key ended 2026-11-01T00:00:00.000Z', ''],
    ['keys change KEY --grants explore', 'its grants are explore', ''],
  ])('names what stops it after `%s`', async (change, stops, remark) => {
    await using fixture = await open();
    const { line, id } = fixture;
    await line.run(change.replace('KEY', id));
    const { out } = await line.run(`rights explain ${story} ${id}`);
    expect(out).toContain(`does not see the content ${story}`);
    expect(out.split('\n').filter((each) => each.startsWith('  NO '))).toEqual([expect.stringContaining(stops)]);
    expect(out).toContain(remark);
  });

  it('agrees with what a server lets the key see', async () => {
    await using fixture = await open();
    const { line, id, key } = fixture;
    for (const record of ['story', 'photo'].map(idOf))
      expect(await line.json(`rights explain ${record} ${id}`)).toMatchObject({ seen: await line.sees(key, record) });
  });

  it('tells a record that was taken down from one that is not there; a draft is nobody’s to see', async () => {
    await using fixture = await open();
    const { line, id } = fixture;
    await line.world.takeDown(story);
    expect((await line.run(`rights explain ${story} ${id}`)).out).toContain('  NO   the record was taken down');
    for (const name of ['nothing', 'draft'])
      expect(await line.refusal(`rights explain ${idOf(name)} ${id}`)).toMatch(/^nothing live lies/);
  });

  it('names the same of a field', async () => {
    await using fixture = await open();
    const { line, id } = fixture;
    expect((await line.run(`rights explain Content.workflow ${id}`)).out).toBe(
      [
        `The key ${id} of radio/app does not see the field Content.workflow:`,
        '  yes  the key works',
        '  yes  its grants are read',
        '  NO   it is editorial, and the view shows what is public alone',
        '  NO   it is for the newsroom alone, that is for who is signed in with a role there',
      ].join('\n'),
    );
    await line.run(`keys change ${id} --view newsroom`);
    expect(await line.json(`rights explain Content.extensions ${id}`)).toMatchObject({ seen: true });
    expect(await line.json(`rights explain Content.workflow ${id}`)).toMatchObject({ seen: false });
    expect(await line.json(`rights explain MediaAsset.altText ${id}`)).toMatchObject({ seen: true });
    expect(await line.refusal(`rights explain Content.nothing ${id}`)).toBe(
      'the schema has no field `Content.nothing`',
    );
  });
});
