import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RegisteredOperations } from '../../../gateway/persisted/registered.ts';
import { PortError } from '../../../platform/errors.ts';
import { openGateway } from '../gatewayFixture.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const text = 'query Q($id: ID!) { content(id: $id) { headline } }';
const hash = sha256(text);
const texts: Readonly<Record<string, string>> = {
  [hash]: text,
  'v1.Story': text,
  'a/b%c': text,
  mutation: 'mutation { __typename }',
  two: 'query One { viewer { id } } query Two { viewer { name } }',
};
let isAway = false;
const registered: RegisteredOperations = {
  find: (of, id) => {
    if (isAway) return Promise.reject(new PortError('records', 'UNAVAILABLE', 'db-7.internal is away'));
    const found = of.application === 'site' ? texts[id] : undefined;
    return found === undefined ? undefined : { id, text: found, hash: sha256(found) };
  },
  known: () => undefined,
};
const fixture = openGateway({ registered });
beforeEach(() => {
  fixture.reset();
  isAway = false;
});

const variables = { id: 'a1' };
const answer = '{"data":{"content":{"headline":"Headline 1"}}}';
const post = async (body: unknown, key = 'registered', accept = 'application/json') => {
  const { status, body: told } = await fixture.send({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key, accept },
    body: Buffer.from(JSON.stringify(body)),
  });
  return [status, String(told)];
};
const get = async (parameters: Readonly<Record<string, string>>, path = '/graphql', key = 'registered') => {
  const query = new URLSearchParams(parameters).toString();
  const { status, body } = await fixture.send({ path, query, headers: { 'x-api-key': key } });
  return [status, String(body)];
};
const apollo = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const codeIn = ([status, body]: readonly unknown[]) => [status, /"code":"([A-Z_]+)"/.exec(String(body))?.[1]];
const messageIn = ([, body]: readonly unknown[]) => /"message":"((?:[^"\\]|\\.)*)"/.exec(String(body))?.[1];

describe('a registered operation is found', () => {
  test.each(['registered', 'reader'])('in Apollo’s form by POST and GET, for the key %s', async (key) => {
    expect(await post({ operationName: 'Q', variables, extensions: apollo(hash) }, key)).toEqual([200, answer]);
    const extensions = JSON.stringify(apollo(hash));
    const parameters = { operationName: 'Q', variables: JSON.stringify(variables), extensions };
    expect(await get(parameters, '/graphql', key)).toEqual([200, answer]);
  });

  test('by `documentId`, whatever it looks like, and by both at once where they agree', async () => {
    expect(await post({ documentId: 'v1.Story', variables })).toEqual([200, answer]);
    expect(await get({ documentId: 'v1.Story', variables: JSON.stringify(variables) })).toEqual([200, answer]);
    expect(await post({ documentId: hash, variables, extensions: apollo(hash) })).toEqual([200, answer]);
  });

  test('under an address of its own', async () => {
    const given = { variables: JSON.stringify(variables) };
    expect(await get(given, `/graphql/persisted/${hash}`)).toEqual([200, answer]);
    expect(await get({ ...given, operationName: 'Q' }, `/graphql/persisted/${hash}`)).toEqual([200, answer]);
    expect(await get(given, `/graphql/persisted/${encodeURIComponent('a/b%c')}`)).toEqual([200, answer]);
    expect(await get({ operationName: 'Two' }, '/graphql/persisted/two')).toEqual([
      200,
      '{"data":{"viewer":{"name":"The Courier"}}}',
    ]);
  });

  test('and is logged by the hash of its text', async () => {
    await post({ documentId: 'v1.Story', variables });
    expect(fixture.answered).toMatchObject([{ operation: hash, name: 'Q', outcome: 'OK' }]);
  });
});

describe('an id of which nothing is registered', () => {
  test('is told in the words and with the code that clients compare', async () => {
    const told = '{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}';
    for (const key of ['registered', 'reader']) {
      expect(await post({ extensions: apollo(sha256('?')) }, key)).toEqual([200, told]);
      expect(await post({ documentId: '?' }, key, 'application/graphql-response+json')).toEqual([404, told]);
      expect(await get({}, '/graphql/persisted/nothing', key)).toEqual([200, told]);
    }
  });

  test('is not called unknown where operations cannot be looked up', async () => {
    isAway = true;
    const refused = await post({ documentId: 'v1.Story', variables });
    expect(codeIn(refused)).toEqual([503, 'UNAVAILABLE']);
    expect(refused[1]).not.toContain('db-7');
  });
});

test.each([
  ['another text', { query: '{ viewer { id } }' }],
  ['a text equal to a registered one', { query: text, variables }],
  ['a registered text with its hash', { query: text, variables, extensions: apollo(hash) }],
])('a key for registered operations alone may not send %s', async (_, body) => {
  expect(codeIn(await post(body))).toEqual([403, 'PERSISTED_QUERY_REQUIRED']);
});

test('a text with its hash is answered as the text alone is, for other keys', async () => {
  const body = { query: text, variables };
  expect(await post({ ...body, extensions: apollo(hash) }, 'reader')).toEqual(await post(body, 'reader'));
});

test('a mutation runs by POST alone', async () => {
  expect((await get({ documentId: 'mutation' }))[0]).toBe(405);
  expect((await get({}, '/graphql/persisted/mutation'))[0]).toBe(405);
  expect(codeIn(await post({ documentId: 'mutation' }))).toEqual([200, undefined]);
});

describe('a request that names its operation badly', () => {
  test.each([
    ['no version', { extensions: { persistedQuery: { sha256Hash: hash } } }, /`version` 1/],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hash } } }, /`version` 1/],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }, /`sha256Hash`/],
    ['a list in its place', { extensions: { persistedQuery: [] } }, /must be an object/],
    ['a number for a hash', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }, /1 to 256 printable/],
    ['an empty id', { documentId: '' }, /1 to 256 printable/],
    ['a space', { documentId: 'a b' }, /1 to 256 printable/],
    ['a letter beyond ASCII', { documentId: 'Grüße' }, /1 to 256 printable/],
    ['257 characters', { documentId: 'a'.repeat(257) }, /1 to 256 printable/],
    ['two ids', { documentId: 'v1.Story', extensions: apollo(hash) }, /different operations/],
    ['an id beside a text', { documentId: 'v1.Story', query: text }, /not both/],
    ['the hash of another text', { query: '{ viewer { id } }', extensions: apollo(hash) }, /not the SHA-256/],
    ['nothing', { variables }, /`query` must be a string/],
  ])('by %s is told so', async (_, body, message) => {
    const refused = await post(body, 'reader');
    expect(codeIn(refused)).toEqual([400, 'BAD_REQUEST']);
    expect(messageIn(refused)).toMatch(message);
  });

  test.each([
    ['no id', '/graphql/persisted/', {}, /printable/],
    ['an id that is no UTF-8', '/graphql/persisted/%ff', {}, /not well-formed/],
    ['an id that is cut off', '/graphql/persisted/%2', {}, /not well-formed/],
    ['another id beside its own', `/graphql/persisted/${hash}`, { documentId: hash }, /leave `documentId` out/],
    ['a text beside it', `/graphql/persisted/${hash}`, { query: text }, /leave `query` out/],
  ])('by an address with %s is told so', async (_, path, parameters, message) => {
    const refused = await get(parameters, path);
    expect(codeIn(refused)).toEqual([400, 'BAD_REQUEST']);
    expect(messageIn(refused)).toMatch(message);
  });

  test('by another method than GET at its own address is told so', async () => {
    const { status, headers } = await fixture.send({
      method: 'POST',
      path: `/graphql/persisted/${hash}`,
      headers: { 'x-api-key': 'registered', 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});
