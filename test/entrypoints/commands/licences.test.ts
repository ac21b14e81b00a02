import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../entrypoints/commands/desk.ts';
import { PortError } from '../../../platform/errors.ts';
import { article, asset, idOf, minutes, term } from '../../support/builders.ts';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

const MINUTE = 60_000;
const ADD = 'licences add --partner radio --package courier/news --channels app --id l1';

/** A partner with an app, and a package of two articles and a picture. */
const withPackage = async (
  archive?: (whole: Archive) => Archive,
): Promise<{ line: CommandLine; key: string; keyId: string } & AsyncDisposable> => {
  const line = await openCommandLine(archive);
  const { world } = line;
  await line.run('packages add courier/news');
  const packages = ['courier/news'];
  await world.saveTerms(term('section', 'Sport'));
  await world.saved(article('match', { packages, section: idOf('Sport') }));
  await world.saved(article('essay', { packages, published: minutes(-600) }));
  await world.saved(article('secret'));
  await world.saveMedia(asset('photo', { packages }));
  await world.index();
  await line.run('applications add app --partner radio --name App --channel app --territory AT');
  const { key, id } = await line.key('keys add --partner radio --application app --view partner --grants read');
  return { line, key, keyId: id, [Symbol.asyncDispose]: () => line[Symbol.asyncDispose]() };
};
/** Every item of the content and media tables. */
const everything = async ({ world }: CommandLine): Promise<unknown> =>
  Promise.all(
    ['content', 'content-desk', 'media', 'media-desk'].map(
      async (table) => (await world.records.scan({ table, segment: 0, of: 1, limit: 1_000 })).items,
    ),
  );

describe('a licence', () => {
  it('says first what the licensee gains, acts within a minute, and rewrites no record', async () => {
    await using fixture = await withPackage();
    const { line, key } = fixture;
    const before = await everything(line);
    expect(await line.sees(key, idOf('match'))).toBe(false);
    const gains = [
      'app (app, AT)',
      '  gains 3 records',
      '    content by type     ARTICLE 2',
      '    content by section  Sport 1',
      '    media by type       IMAGE 1',
    ];
    expect((await line.run(`${ADD} --dry-run`)).out).toBe([...gains, 'A dry run, nothing was changed.'].join('\n'));
    expect(await line.json('licences list --partner radio')).toEqual([]);

    expect((await line.run(ADD)).out).toBe([...gains, 'Added the licence l1 of courier/news to radio.'].join('\n'));
    line.advance(MINUTE);
    expect(await line.sees(key, idOf('match'))).toBe(true);
    expect(await line.sees(key, idOf('photo'))).toBe(true);
    expect(await line.sees(key, idOf('secret'))).toBe(false);

    const { out } = await line.run('licences end l1 --partner radio');
    expect(out).toContain('  loses 3 records');
    line.advance(MINUTE);
    expect(await line.sees(key, idOf('match'))).toBe(false);
    expect(await line.sees(key, idOf('photo'))).toBe(false);
    expect(await everything(line)).toEqual(before);
  });

  it('is changed in what is given alone, and says what is gained and lost by it', async () => {
    await using fixture = await withPackage();
    const { line } = fixture;
    await line.run(ADD);
    expect((await line.run('licences change l1 --partner radio --delay 120 --dry-run')).out).toContain(
      '  loses 2 records',
    );
    await line.run('licences change l1 --partner radio --delay 120');
    expect(await line.json('licences show l1 --partner radio')).toEqual({
      licensee: 'radio',
      id: 'l1',
      package: 'courier/news',
      channels: ['app'],
      from: minutes(0),
      until: null,
      delayMinutes: 120,
    });
    expect((await line.run('licences change l1 --partner radio --delay 0')).out).toContain('  gains 2 records');
  });

  it('for a channel without an application, or that is held already, says so', async () => {
    await using fixture = await withPackage();
    const { line } = fixture;
    const print = await line.run(ADD.replace('channels app', 'channels print').replace('l1', 'l2'));
    expect(print.out).toContain('print (no application yet)\n  gains 3 records');
    await line.run(ADD);
    expect((await line.run(ADD.replace('l1', 'l3'))).out).toContain(
      'It changes nothing that can be seen at that moment.',
    );
  });

  it('that begins later is counted as of then, and begins then', async () => {
    await using fixture = await withPackage();
    const { line, key } = fixture;
    expect((await line.run(`${ADD} --from 2026-11-02T13:00:00Z`)).out).toContain('gains 3 records');
    expect(await line.sees(key, idOf('match'))).toBe(false);
    line.advance(60 * MINUTE);
    expect(await line.sees(key, idOf('match'))).toBe(true);
  });

  it('is listed by licensee and by package, with where it stands', async () => {
    await using fixture = await withPackage();
    const { line } = fixture;
    await line.run(ADD);
    await line.run('licences add --subsidiary blatt --package courier/news --channels web --id l2 --until 2026-12-01');
    expect((await line.run('licences list --package courier/news')).out.split('\n')).toEqual([
      'LICENSEE  ID  PACKAGE       CHANNELS  DELAY  NOW    FROM                      UNTIL',
      'blatt     l2  courier/news  web       0      holds  2026-11-02T12:00:00.000Z  2026-12-01T00:00:00.000Z',
      'radio     l1  courier/news  app       0      holds  2026-11-02T12:00:00.000Z  -',
    ]);
    expect(await line.json('licences list --subsidiary blatt')).toMatchObject([{ id: 'l2' }]);
  });

  it.each([
    [ADD.replace('courier/news', 'courier/none'), 'there is no package `courier/none`'],
    [ADD.replace('app', 'tv'), '--channels is web, app, print, archive, not "tv"'],
    [
      `${ADD} --until 2026-11-01`,
      'a licence from 2026-11-02T12:00:00.000Z cannot end before that, at 2026-11-01T00:00:00.000Z',
    ],
    [ADD.replace('--partner radio', '--subsidiary courier'), 'courier owns `courier/news` and needs no licence for it'],
    ['licences end l9 --partner radio', 'radio has no licence `l9`'],
    [`${ADD} --delay soon`, '--delay is a whole number, not "soon"'],
  ])('asked for as `%s` is refused', async (asked, expected) => {
    await using fixture = await withPackage();
    expect(await fixture.line.refusal(asked)).toBe(expected);
  });

  it('is made once, and ended once', async () => {
    await using fixture = await withPackage();
    const { line } = fixture;
    await line.run(ADD);
    expect(await line.refusal(ADD)).toBe('radio has a licence `l1` already');
    await line.run('licences end l1 --partner radio');
    expect(await line.refusal('licences end l1 --partner radio')).toBe(
      'the licence `l1` ends already at 2026-11-02T12:00:00.000Z',
    );
  });

  it('is ended while the index is away: it says that nothing could be counted; a dry run fails', async () => {
    const away = () => Promise.reject(new PortError('search', 'UNAVAILABLE', 'the index is away'));
    await using fixture = await withPackage((whole) => ({ ...whole, search: { ...whole.search, queryMany: away } }));
    const { line, key } = fixture;
    await line.run(ADD);
    await expect(line.run('licences end l1 --partner radio --dry-run')).rejects.toThrow('the index is away');
    const { notes } = await line.run('licences end l1 --partner radio');
    expect(notes).toBe('What it changes could not be counted: the index is away');
    line.advance(MINUTE);
    expect(await line.sees(key, idOf('match'))).toBe(false);
  });
});
