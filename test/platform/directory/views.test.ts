import { describe, expect, test } from 'vitest';
import { createApiKeys } from '../../../gateway/identity/apiKey.ts';
import type { KeyRecord } from '../../../platform/directory.ts';
import { createDirectory } from '../../../platform/directory.ts';
import { builtInViews } from '../../../platform/views.ts';
import type { DirectoryFixture } from '../directoryFixture.ts';
import { openDirectory, START } from '../directoryFixture.ts';

const SECRET = 'a secret of more than thirty-two bytes';

const key = (id: string, parts: Partial<KeyRecord> = {}): KeyRecord => ({
  id: id.repeat(24),
  hash: '0'.repeat(64),
  organisation: 'radio',
  application: 'app',
  view: 'own',
  grants: ['read'],
  kind: 'secret',
  state: 'active',
  ...parts,
});
/** The same directory as another process has it. */
const elsewhere = ({ records, now }: DirectoryFixture) => createDirectory({ records, now, views: builtInViews });

describe('views that operators define', () => {
  test('are there beside those that are built in, each a version on with every change', async () => {
    await using fixture = await openDirectory();
    const { views } = fixture.directory;
    expect((await views.list()).map(({ view, builtIn }) => [view.name, builtIn])).toEqual([
      ['newsroom', true],
      ['partner', true],
      ['subsidiary', true],
    ]);
    expect(await views.named('own')).toBeUndefined();
    const first = await views.define('own', { tags: ['rights', 'public'], hidden: ['Content.seo', 'Content.seo'] });
    expect(first).toEqual({
      name: 'own',
      version: 1,
      tags: ['public', 'rights'],
      hidden: ['Content.seo'],
      anonymous: false,
    });
    expect(await views.named('own')).toEqual(first);
    const second = await views.define('own', {
      tags: ['public'],
      hidden: ['SearchFilter.tags', 'Query.content(minVersion:)', 'FacetField.TAG'],
    });
    expect(second).toMatchObject({
      version: 2,
      hidden: ['FacetField.TAG', 'Query.content(minVersion:)', 'SearchFilter.tags'],
    });
    expect((await views.list()).map(({ view }) => view.name)).toEqual(['newsroom', 'own', 'partner', 'subsidiary']);
  });

  test('reach keys in other processes within a minute, without a restart', async () => {
    await using fixture = await openDirectory();
    const { views } = fixture.directory;
    await views.define('own', { tags: ['public'], hidden: [] });
    const issuing = createApiKeys({ secret: SECRET, directory: fixture.directory, now: fixture.now });
    const asked = { organisation: 'radio', application: 'app', view: 'own', grants: ['read'] as const };
    const issued = await Promise.all(Array.from({ length: 7 }, () => issuing.issue(asked)));
    const keys = createApiKeys({ secret: SECRET, directory: elsewhere(fixture), now: fixture.now });
    const versionFor = async (key = '') => (await keys.callerOf([key])).viewer.view.version;
    const [first] = issued;
    expect(await versionFor(first?.key)).toBe(1);
    await views.define('own', { tags: ['public'], hidden: ['Content.seo'] });
    // Each is first used at another moment of the minute, and remembered from then on.
    for (const { key } of issued.slice(1)) {
      fixture.advance(9_900);
      await versionFor(key);
    }
    fixture.advance(600);
    expect(await Promise.all(issued.map(({ key }) => versionFor(key)))).toEqual(issued.map(() => 2));
  });

  test.each([
    ['that are built in', 'partner', [], 'the view `partner` is built in'],
    ['whose name is none', 'Own', [], 'name: must be lower-case letters'],
    ['that hide what is no coordinate', 'own', ['Content seo'], 'hidden.0: must be `Type`'],
    ['that hide more than anybody reads', 'own', Array.from({ length: 201 }, (_, n) => `A${n}`), 'hidden'],
  ])('are not those %s', async (_, name, hidden, reason) => {
    await using fixture = await openDirectory();
    await expect(fixture.directory.views.define(name, { tags: ['public'], hidden })).rejects.toThrow(reason);
    expect(await fixture.directory.views.list()).toHaveLength(3);
  });

  test('are not looked up under a name that no view has', async () => {
    await using fixture = await openDirectory();
    const before = fixture.reads();
    expect(await fixture.directory.views.named('../../etc')).toBeUndefined();
    expect(fixture.reads()).toBe(before);
  });

  test('are changed by one operator at a time', async () => {
    await using fixture = await openDirectory();
    const [one, other] = [fixture.directory.views, elsewhere(fixture).views];
    const outcomes = await Promise.allSettled([
      one.define('own', { tags: ['public'], hidden: [] }),
      other.define('own', { tags: ['rights'], hidden: [] }),
    ]);
    const failed = outcomes.filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject([{ reason: { message: expect.stringContaining('look at it again') } }]);
    expect(await one.list()).toHaveLength(4);
  });
});

describe('a view that is retired', () => {
  test('is gone, and its name can be used again', async () => {
    await using fixture = await openDirectory();
    const { views } = fixture.directory;
    await views.define('own', { tags: ['public'], hidden: [] });
    await views.retire('own');
    expect(await views.named('own')).toBeUndefined();
    await expect(views.retire('own')).rejects.toThrow('there is no view `own`');
    await expect(views.retire('partner')).rejects.toThrow('built in');
    await expect(fixture.directory.createKey(key('a'))).rejects.toThrow('there is no view `own`');
    expect(await views.define('own', { tags: ['rights'], hidden: [] })).toMatchObject({ version: 1, tags: ['rights'] });
  });

  test('must not be one that a key uses, as long as that key is good', async () => {
    await using fixture = await openDirectory();
    const { directory } = fixture;
    await directory.views.define('own', { tags: ['public'], hidden: [] });
    await directory.createKey(key('a'));
    await directory.createKey(key('b', { expires: new Date(START + 1_000).toISOString() }));
    await directory.createKey(key('c', { view: 'partner' }));
    const counts = Array.from(await directory.views.keys(), ([view, keys]) => [view, keys.length] as const);
    expect(Object.fromEntries(counts)).toEqual({ own: 2, partner: 1 });
    await expect(directory.views.retire('own')).rejects.toThrow('in use by 2 keys');
    await directory.revokeKey(key('a').id);
    await expect(directory.views.retire('own')).rejects.toThrow('in use by a key');
    fixture.advance(1_000);
    await directory.views.retire('own');
  });

  test('stays where a key is given it at that very moment', async () => {
    await using fixture = await openDirectory();
    const { directory, records } = fixture;
    await directory.views.define('own', { tags: ['public'], hidden: [] });
    const racing = createDirectory({
      records: {
        ...records,
        scan: async (...asked) => {
          const page = await records.scan(...asked);
          await directory.createKey(key('a'));
          return page;
        },
      },
      now: fixture.now,
      views: builtInViews,
    });
    await expect(racing.views.retire('own')).rejects.toThrow('given to a key at the same moment');
    expect((await directory.views.keys()).get('own')).toHaveLength(1);
    expect(await directory.views.named('own')).toBeDefined();
  });

  test('closes the keys that still name it', async () => {
    await using fixture = await openDirectory();
    expect(await fixture.directory.viewerOf(key('a'), START)).toBeUndefined();
  });
});
