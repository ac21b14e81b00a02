import { beforeAll, describe, expect, test } from 'vitest';
import type { ApiKeys } from '../../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../../gateway/identity/apiKey.ts';
import type { UserPool } from '../../../gateway/identity/cognito.ts';
import { createIdentity } from '../../../gateway/identity/identity.ts';
import { unauthenticated } from '../../../gateway/identity/unauthenticated.ts';
import { createDirectory } from '../../../platform/directory.ts';
import { audienceOf } from '../../../platform/viewer.ts';
import { builtInViews } from '../../../platform/views.ts';
import { openDirectory } from '../../platform/directoryFixture.ts';
import { openGateway } from '../gatewayFixture.ts';
import type { SigningKey } from './issuer.ts';
import { openIssuer, outcomeOf, person, rsaPair, service, sign } from './issuer.ts';

const refused = `UNAUTHENTICATED: ${unauthenticated().message}`;
const unavailable = 'UNAVAILABLE: Tokens cannot be checked right now; try again.';
const SECTION = 'b'.repeat(26);
const OTHER_SECTION = 'c'.repeat(26);

let signing: SigningKey;
beforeAll(async () => {
  signing = await rsaPair('one');
});

const open = async (settings: Partial<UserPool> = {}) => {
  const fixture = await openDirectory();
  const { directory, now } = fixture;
  const issuer = openIssuer([signing], settings);
  const apiKeys: ApiKeys = createApiKeys({ secret: 'k'.repeat(32), directory, now });
  const issue = async (organisation: string, application: string, view: string): Promise<string> =>
    (await apiKeys.issue({ organisation, application, view, grants: ['read'] })).key;
  const courier = await issue('courier', 'site', 'newsroom');
  const radio = await issue('radio', 'app', 'partner');
  const tokens = { accessTokens: issuer.tokens, directory };
  const identity = createIdentity({ apiKeys, tokens });
  return {
    ...fixture,
    issuer,
    apiKeys,
    tokens,
    keys: { courier, radio },
    /** With the courier's key. */
    withToken: async (token: string) =>
      (await identity.callerOf(['X-Api-Key', courier, 'Authorization', `Bearer ${token}`])).viewer,
    known: (...headers: string[]) => identity.known(headers)?.viewer,
    viewerOf: async (...headers: string[]) => (await identity.callerOf(headers)).viewer,
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
};

describe('who asks', () => {
  test('is known at once where a key comes alone, and never where a token comes with it', async () => {
    await using fixture = await open();
    const { courier } = fixture.keys;
    const viewer = await fixture.viewerOf('X-Api-Key', courier);
    expect(fixture.known('Accept', '*/*', 'X-API-Key', courier)).toBe(viewer);
    for (const headers of [
      ['X-Api-Key', courier, 'Authorization', ''],
      ['X-Api-Key', courier, 'AUTHORIZATION', 'Bearer x'],
      ['X-Api-Key', courier, 'x-api-key', courier],
      [],
    ])
      expect(fixture.known(...headers)).toBeUndefined();
  });

  test('is whom the key names, without a token', async () => {
    await using fixture = await open();
    expect(await fixture.viewerOf('x-api-key', fixture.keys.courier)).toMatchObject({
      organisation: 'courier',
      user: undefined,
      scopes: [],
      roles: [],
      sections: undefined,
    });
  });

  test('is the person whom the token names beside the key, frozen', async () => {
    await using fixture = await open();
    const viewer = await fixture.withToken(await sign(signing));
    expect(viewer).toMatchObject({
      organisation: 'courier',
      grants: ['read'],
      user: person.sub,
      scopes: ['masthead/write', 'openid'],
      roles: ['editor'],
      sections: undefined,
    });
    expect(Object.isFrozen(viewer)).toBe(true);
  });

  test('may write the scheme in any letters', async () => {
    await using fixture = await open();
    const token = await sign(signing);
    for (const scheme of ['bearer', 'BEARER'])
      expect(
        await outcomeOf(fixture.viewerOf('x-api-key', fixture.keys.courier, 'authorization', `${scheme} ${token}`)),
      ).toBe('ok');
  });

  test('is one audience for all people of the same roles, and never that of the key alone', async () => {
    await using fixture = await open();
    const asked = await fixture.withToken(await sign(signing));
    const other = await fixture.withToken(await sign(signing, { ...person, sub: 'ben', username: 'ben' }));
    expect([asked.user === other.user, audienceOf(asked) === audienceOf(other)]).toEqual([false, true]);
    const alone = await fixture.viewerOf('x-api-key', fixture.keys.courier);
    expect(audienceOf(alone)).not.toBe(audienceOf(asked));
  });
});

describe('roles', () => {
  test.each<[string, readonly string[], object]>([
    ['nothing', [], { roles: [], sections: undefined }],
    ['what their names say, in one order', ['publisher', 'author'], { roles: ['author', 'publisher'] }],
    ['nothing for other groups', ['Editor', 'editors', 'eu-central-1_a_Google'], { roles: [] }],
    ['a section they are narrowed to', ['editor', `section:${SECTION}`], { roles: ['editor'], sections: [SECTION] }],
    [
      'several sections, in one order',
      [`section:${OTHER_SECTION}`, 'editor', `section:${SECTION}`, `section:${SECTION}`],
      { roles: ['editor'], sections: [SECTION, OTHER_SECTION] },
    ],
    ['no section at all where it cannot be read', ['editor', 'section:Culture'], { roles: ['editor'], sections: [] }],
  ])('of groups are %s', async (_, groups, expected) => {
    await using fixture = await open();
    expect(await fixture.withToken(await sign(signing, { ...person, 'cognito:groups': groups }))).toMatchObject(
      expected,
    );
  });

  test('of a service are what the directory says of its client', async () => {
    await using fixture = await open();
    const token = await sign(signing, service);
    expect(await outcomeOf(fixture.withToken(token))).toBe(refused);
    fixture.advance(30_000);
    await fixture.directory.saveClient({
      id: 'robot',
      subsidiary: 'courier',
      roles: ['publisher', 'author'],
      sections: [SECTION],
    });
    expect(await fixture.withToken(token)).toMatchObject({
      user: 'robot',
      scopes: ['masthead/write'],
      roles: ['author', 'publisher'],
      sections: [SECTION],
    });
  });

  test('of a service that names another subsidiary than the directory does are none', async () => {
    await using fixture = await open();
    await fixture.directory.saveClient({ id: 'robot', subsidiary: 'blatt', roles: ['administrator'] });
    const token = await sign(signing, { ...service, masthead_subsidiary: 'courier' });
    expect(await fixture.withToken(token)).toMatchObject({ roles: [] });
  });

  test('of a person are never those of the client they use', async () => {
    await using fixture = await open();
    await fixture.directory.saveClient({ id: 'desk', subsidiary: 'courier', roles: ['administrator'] });
    const { masthead_subsidiary: _, 'cognito:groups': __, ...claims } = person;
    expect(await fixture.withToken(await sign(signing, claims))).toMatchObject({ user: person.sub, roles: [] });
  });

  test.each<[string, object]>([
    ['a name', { username: 'robot' }],
    ['groups', { 'cognito:groups': [] }],
    ['a subject other than the client', { sub: person.sub }],
  ])('of whoever has %s are not those of the client, though it comes as a service does', async (_, claims) => {
    await using fixture = await open();
    await fixture.directory.saveClient({ id: 'robot', subsidiary: 'courier', roles: ['administrator'] });
    expect(await fixture.withToken(await sign(signing, { ...service, ...claims }))).toMatchObject({ roles: [] });
  });

  test('of a client that is taken away are gone within 30 seconds, its token remembered or not', async () => {
    await using fixture = await open();
    const client = { id: 'robot', subsidiary: 'courier', roles: ['publisher' as const] };
    await fixture.directory.saveClient(client);
    const token = await sign(signing, service);
    await fixture.withToken(token);
    await fixture.records.transact([{ kind: 'delete', key: { table: 'directory', pk: 'CLIENT#robot', sk: 'META' } }]);
    fixture.advance(30_000);
    expect(await outcomeOf(fixture.withToken(token))).toBe(refused);
  });
});

describe('a client that is retired', () => {
  test.each<[string, object, object]>([
    ['its own', service, { user: 'robot' }],
    ['a person’s who signed in through it', { ...person, client_id: 'robot' }, { user: person.sub }],
  ])('has no token taken within 30 seconds, remembered or not: %s', async (_, claims, expected) => {
    await using fixture = await open();
    const client = { id: 'robot', subsidiary: 'courier', roles: ['publisher' as const] };
    await fixture.directory.saveClient(client);
    const token = await sign(signing, { ...claims });
    expect(await fixture.withToken(token)).toMatchObject(expected);
    const elsewhere = createDirectory({ records: fixture.records, now: fixture.now, views: builtInViews });
    await elsewhere.saveClient({ ...client, retired: new Date(fixture.now()).toISOString() });
    fixture.advance(30_000);
    expect(await outcomeOf(fixture.withToken(token))).toBe(refused);
    fixture.advance(30_000);
    await elsewhere.saveClient(client);
    expect(await fixture.withToken(token)).toMatchObject(expected);
  });
});

describe('a request is refused, in the same words, where it has', () => {
  const bearer = async (claims: object = person): Promise<string> => `Bearer ${await sign(signing, { ...claims })}`;
  const { masthead_subsidiary: _, ...unnamed } = person;

  const headers: Readonly<Record<string, (keys: { courier: string; radio: string }) => Promise<string[]>>> = {
    nothing: async () => [],
    'a token alone': async () => ['authorization', await bearer()],
    'a token of another subsidiary': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      await bearer({ ...person, masthead_subsidiary: 'blatt' }),
    ],
    'a token of no subsidiary': async ({ courier }) => ['x-api-key', courier, 'authorization', await bearer(unnamed)],
    'a token beside a partner’s key': async ({ radio }) => [
      'x-api-key',
      radio,
      'authorization',
      await bearer({ ...person, masthead_subsidiary: 'radio' }),
    ],
    'a good token beside a bad key': async ({ courier }) => [
      'x-api-key',
      `${courier.slice(0, -1)}${courier.endsWith('x') ? 'y' : 'x'}`,
      'authorization',
      await bearer(),
    ],
    'two keys': async ({ courier }) => ['x-api-key', courier, 'X-API-Key', courier],
    'a key and an empty one': async ({ courier }) => ['x-api-key', courier, 'x-api-key', ''],
    'an empty key': async () => ['x-api-key', ''],
    'two tokens': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      await bearer(),
      'Authorization',
      await bearer(),
    ],
    'a token and an empty one': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      await bearer(),
      'AUTHORIZATION',
      '',
    ],
    'an empty token': async ({ courier }) => ['x-api-key', courier, 'authorization', ''],
    'a scheme without a token': async ({ courier }) => ['x-api-key', courier, 'authorization', 'Bearer '],
    'another scheme': async ({ courier }) => ['x-api-key', courier, 'authorization', 'Basic YTpi'],
    'a token without a scheme': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      (await bearer()).slice('Bearer '.length),
    ],
    'two tokens in one header': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      `${await bearer()}, ${await bearer()}`,
    ],
    'a token with letters of another alphabet': async ({ courier }) => [
      'x-api-key',
      courier,
      'authorization',
      `${await bearer()}\u00e9`,
    ],
    garbage: async ({ courier }) => ['x-api-key', courier, 'authorization', 'Bearer garbage'],
  };

  test.each(Object.keys(headers))('%s', async (name) => {
    await using fixture = await open();
    const given = (await headers[name]?.(fixture.keys)) ?? [];
    expect(await outcomeOf(fixture.viewerOf(...given))).toBe(refused);
  });

  test('a token where none are taken', async () => {
    await using fixture = await open();
    const identity = createIdentity({ apiKeys: fixture.apiKeys, tokens: undefined });
    const given = ['x-api-key', fixture.keys.courier, 'authorization', await bearer()];
    expect(await outcomeOf(identity.callerOf(given))).toBe(refused);
  });

  test('a token of a subsidiary for which its pool may not speak, by claim or by client', async () => {
    await using fixture = await open({ subsidiaries: ['blatt'] });
    await fixture.directory.saveClient({ id: 'robot', subsidiary: 'courier', roles: [] });
    expect(await outcomeOf(fixture.withToken(await sign(signing)))).toBe(refused);
    expect(await outcomeOf(fixture.withToken(await sign(signing, service)))).toBe(refused);
  });

  test('no good key: its token is not looked at, and its issuer not asked', async () => {
    await using fixture = await open();
    await outcomeOf(fixture.viewerOf('x-api-key', 'mh_', 'authorization', await bearer()));
    expect(fixture.issuer.asked).toEqual([]);
  });
});

describe('what cannot be checked', () => {
  test('is no refusal: an issuer that is away is said to be, without a name', async () => {
    await using fixture = await open();
    fixture.issuer.away(true);
    expect(await outcomeOf(fixture.withToken(await sign(signing)))).toBe(unavailable);
  });

  test('is no refusal: records that are away are said to be, without a name', async () => {
    await using fixture = await open();
    await fixture.viewerOf('x-api-key', fixture.keys.courier);
    fixture.away(true);
    expect(await outcomeOf(fixture.withToken(await sign(signing, service)))).toBe(unavailable);
  });
});

test('every refusal over HTTP has the same bytes and status', async () => {
  await using fixture = await open();
  const { apiKeys, tokens, keys } = fixture;
  const gateway = openGateway({ apiKeys, tokens, now: fixture.now });
  const token = await sign(signing);
  const foreign = await sign(signing, { ...person, masthead_subsidiary: 'blatt' });
  const ask = async (...rawHeaders: string[]) => {
    const { status, body, headers } = await gateway.send({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      rawHeaders,
      body: Buffer.from('{"query":"{ viewer { id } }"}'),
    });
    const { 'x-request-id': _, ...others } = headers;
    return JSON.stringify([status, others, String(body)]);
  };
  const key = ['x-api-key', keys.courier];
  expect(await ask(...key, 'authorization', `Bearer ${token}`)).toMatch(/^\[200,/);
  const answers = await Promise.all([
    ask(),
    ask('x-api-key', 'mh_'),
    ask(...key, ...key),
    ask(...key, 'authorization', `Bearer ${foreign}`),
    ask(...key, 'authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`),
    ask(...key, 'authorization', 'garbage'),
  ]);
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^\[401,/);
});
