import { describe, expect, test } from 'vitest';
import type { KeyRecord, Licence } from '../../platform/directory.ts';
import { createDirectory, MalformedDirectoryItem } from '../../platform/directory.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import { builtInViews } from '../../platform/views.ts';
import { openDirectory, START } from './directoryFixture.ts';

const key = (organisation: string, application: string, view = 'partner'): KeyRecord => ({
  id: 'a'.repeat(24),
  hash: '0'.repeat(64),
  organisation,
  application,
  view,
  grants: ['read', 'explore'],
  kind: 'secret',
  state: 'active',
});
const licence = (of: Partial<Licence>): Licence => ({
  licensee: 'radio',
  id: 'l1',
  package: 'courier/news',
  channels: ['app'],
  from: '2026-01-01T00:00:00.000Z',
  until: null,
  delayMinutes: 0,
  ...of,
});
const minutes = 60_000;

describe('organisations', () => {
  test('are listed by name, and found by their ids', async () => {
    await using fixture = await openDirectory();
    expect((await fixture.directory.organisations()).list.map((each) => each.id)).toEqual([
      'blatt',
      'radio',
      'courier',
    ]);
    expect(await fixture.directory.organisation('blatt')).toEqual({
      id: 'blatt',
      kind: 'subsidiary',
      name: 'Das Blatt',
      site: 'https://www.blatt.example',
    });
    expect(await fixture.directory.organisation('nobody')).toBeUndefined();
  });

  test('are read once in 3 seconds, however many ask at once, and say since when they are known', async () => {
    await using fixture = await openDirectory();
    const before = fixture.reads();
    await Promise.all(Array.from({ length: 20 }, () => fixture.directory.organisations()));
    expect(fixture.reads() - before).toBe(1);
    const first = fixture.now();
    fixture.advance(2_999);
    expect((await fixture.directory.organisations()).readAt).toBe(first);
    fixture.advance(1);
    expect((await fixture.directory.organisations()).readAt).toBe(first + 3_000);
    expect(fixture.reads() - before).toBe(2);
  });

  test('show what was just saved by the same process, and by another within 3 seconds', async () => {
    await using fixture = await openDirectory();
    const other = createDirectory({ records: fixture.records, now: fixture.now, views: builtInViews });
    await other.organisations();
    await fixture.directory.organisations();
    await fixture.directory.saveOrganisation({ id: 'blatt', kind: 'subsidiary', name: 'Zeitung' });
    expect((await fixture.directory.organisation('blatt'))?.name).toBe('Zeitung');
    expect((await other.organisation('blatt'))?.name).toBe('Das Blatt');
    fixture.advance(3_000);
    expect((await other.organisation('blatt'))?.name).toBe('Zeitung');
  });

  test('that could not be read are asked for again at once', async () => {
    await using fixture = await openDirectory();
    fixture.away(true);
    await expect(fixture.directory.organisations()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    fixture.away(false);
    expect((await fixture.directory.organisations()).list).toHaveLength(3);
  });

  test('that are malformed in the store are a named error with their key', async () => {
    await using fixture = await openDirectory();
    await fixture.records.transact([
      { kind: 'put', table: 'directory', item: { pk: 'ORG', sk: 'bad', v: 1, id: 'bad', kind: 'publisher', name: '' } },
    ]);
    const failure = await fixture.directory.organisations().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MalformedDirectoryItem);
    expect(failure).toMatchObject({ pk: 'ORG', sk: 'bad' });
    expect(String(failure)).toMatch(/ORG \/ bad .*kind.*name/);
  });
});

describe('what is saved', () => {
  test.each([
    ['an organisation with a slash in its id', { id: 'a/b', kind: 'partner', name: 'A' }],
    ['an organisation with a hash in its id', { id: 'a#b', kind: 'partner', name: 'A' }],
    ['an organisation without a name', { id: 'a', kind: 'partner', name: '' }],
  ] as const)('is refused where it is %s', async (_, organisation) => {
    await using fixture = await openDirectory();
    await expect(fixture.directory.saveOrganisation(organisation)).rejects.toThrow(/^organisation is malformed/);
  });

  test('must refer to what is there', async () => {
    await using fixture = await openDirectory();
    const { directory } = fixture;
    await expect(
      directory.saveApplication({ organisation: 'nobody', id: 'x', name: 'X', channel: 'web' }),
    ).rejects.toBeInstanceOf(ConditionFailed);
    await expect(directory.savePackage({ owner: 'nobody', name: 'x' })).rejects.toBeInstanceOf(ConditionFailed);
    await expect(directory.saveLicence(licence({ package: 'courier/none' }))).rejects.toThrow(/package exists/);
    await expect(directory.saveLicence(licence({ licensee: 'nobody' }))).rejects.toThrow(/licensee exists/);
    await expect(directory.createKey(key('courier', 'none'))).rejects.toThrow(/application exists/);
    await expect(directory.createKey(key('courier', 'site', 'editor'))).rejects.toThrow(/no view `editor`/);
  });

  test('of a key never replaces another', async () => {
    await using fixture = await openDirectory();
    await fixture.directory.createKey(key('courier', 'site'));
    await expect(fixture.directory.createKey(key('radio', 'app'))).rejects.toThrow(/key is new/);
    await fixture.directory.revokeKey('a'.repeat(24));
    expect(await fixture.directory.key('a'.repeat(24))).toEqual({ ...key('courier', 'site'), state: 'revoked' });
  });

  test('of packages is listed for their owner', async () => {
    await using fixture = await openDirectory();
    expect((await fixture.directory.packages('courier')).map((each) => each.name)).toEqual(['culture', 'news']);
  });
});

describe('a client of a user pool', () => {
  const desk = { id: 'deskapp', subsidiary: 'courier', roles: ['author', 'editor'] } as const;
  const saved = { ...desk, roles: [...desk.roles], sections: ['a'.repeat(26)] };

  test('is found by the client_id of its tokens', async () => {
    await using fixture = await openDirectory();
    await fixture.directory.saveClient(saved);
    expect(await fixture.directory.client('deskapp')).toEqual(saved);
    expect(await fixture.directory.client('other')).toBeUndefined();
  });

  test('that changes is known as it is within 30 seconds, at once to who changed it', async () => {
    await using fixture = await openDirectory();
    const other = createDirectory({ records: fixture.records, now: fixture.now, views: builtInViews });
    await other.client('deskapp');
    await fixture.directory.client('deskapp');
    await fixture.directory.saveClient(saved);
    expect(await fixture.directory.client('deskapp')).toEqual(saved);
    expect(await other.client('deskapp')).toBeUndefined();
    fixture.advance(30_000);
    expect(await other.client('deskapp')).toEqual(saved);
  });

  test.each([
    ['a key’s characters in its id', { ...saved, id: 'a#b' }],
    ['a section that is none', { ...saved, sections: ['news'] }],
    ['a subsidiary that is not there', { ...saved, subsidiary: 'nobody' }],
  ])('is refused with %s', async (_, client) => {
    await using fixture = await openDirectory();
    await expect(fixture.directory.saveClient(client)).rejects.toThrow(/client is malformed|subsidiary exists/);
  });
});

describe('a viewer', () => {
  test('is what its key, organisation and application say, frozen', async () => {
    await using fixture = await openDirectory();
    const term = await fixture.directory.viewerOf(key('radio', 'app'), START);
    expect(term?.viewer).toEqual({
      organisation: 'radio',
      organisationKind: 'partner',
      application: 'app',
      channel: 'app',
      view: { name: 'partner', tags: ['public'], hidden: [], anonymous: false, version: 1 },
      packages: [],
      territory: 'AT',
      grants: ['explore', 'read'],
      scoring: 'relevance',
      user: undefined,
      scopes: [],
      roles: [],
      sections: undefined,
    });
    expect(Object.isFrozen(term?.viewer) && Object.isFrozen(term?.viewer.view)).toBe(true);
  });

  test('is none where its organisation, application or view is not there', async () => {
    await using fixture = await openDirectory();
    expect(await fixture.directory.viewerOf(key('nobody', 'app'), START)).toBeUndefined();
    expect(await fixture.directory.viewerOf(key('radio', 'none'), START)).toBeUndefined();
    expect(await fixture.directory.viewerOf(key('radio', 'app', 'gone'), START)).toBeUndefined();
  });

  test('carries each package once, with its shortest delay, ordered by id', async () => {
    await using fixture = await openDirectory();
    await fixture.directory.saveLicence(licence({ id: 'a', delayMinutes: 60 }));
    await fixture.directory.saveLicence(licence({ id: 'b', delayMinutes: 15 }));
    await fixture.directory.saveLicence(licence({ id: 'c', package: 'courier/culture', delayMinutes: 5 }));
    expect((await fixture.directory.viewerOf(key('radio', 'app'), START))?.viewer.packages).toEqual([
      { id: 'courier/culture', delayMinutes: 5 },
      { id: 'courier/news', delayMinutes: 15 },
    ]);
  });

  test('carries only packages licensed for the channel of its application', async () => {
    await using fixture = await openDirectory();
    await fixture.directory.saveLicence(licence({ channels: ['web', 'print'] }));
    expect((await fixture.directory.viewerOf(key('radio', 'app'), START))?.viewer.packages).toEqual([]);
  });

  test('gains and loses a package at the very moment its licence begins and ends, and says when', async () => {
    await using fixture = await openDirectory();
    const from = START + 10 * minutes;
    const until = START + 20 * minutes;
    await fixture.directory.saveLicence(
      licence({ from: new Date(from).toISOString(), until: new Date(until).toISOString() }),
    );
    const at = async (moment: number) => {
      const term = await fixture.directory.viewerOf(key('radio', 'app'), moment);
      return [term?.viewer.packages.length, term?.until];
    };
    expect(await at(from - 1)).toEqual([0, from]);
    expect(await at(from)).toEqual([1, until]);
    expect(await at(until - 1)).toEqual([1, until]);
    expect(await at(until)).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
