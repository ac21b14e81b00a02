import { beforeEach, describe, expect, test } from 'vitest';
import { createKnownBodies, MAX_BODY_BYTES, parseRequest } from '../../gateway/request.ts';
import { openGateway } from './gatewayFixture.ts';

const fixture = openGateway({ allowedOrigins: ['https://www.courier.example'], development: {} });
beforeEach(() => fixture.reset());

const json = 'application/json';
const modern = 'application/graphql-response+json';
const key = { 'x-api-key': 'explorer' };
const post = (body: string | Uint8Array, headers: Record<string, string | undefined> = {}) =>
  fixture.send({
    method: 'POST',
    headers: { 'content-type': json, ...key, ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  });
const codeOf = (body: string | Uint8Array): string | undefined => /"code":"([A-Z_]+)"/.exec(String(body))?.[1];
const asked = JSON.stringify({ query: '{ viewer { id } }' });

describe('the body of a persisted operation', () => {
  const bodies = createKnownBodies();
  const read = (body: string, headers: Record<string, string> = { 'content-type': json }) =>
    parseRequest(
      {
        method: 'POST',
        path: '/graphql',
        query: '',
        headers,
        rawHeaders: [],
        body: Buffer.from(body),
        signal: new AbortController().signal,
        remoteAddress: undefined,
      },
      bodies,
    );
  const named = (variables: object): string => JSON.stringify({ documentId: 'front', variables });

  test('is known again, and no other is taken for it', () => {
    const first = read(named({ n: 1 }));
    expect(first).toEqual({ id: 'front', variables: { n: 1 }, readOnly: false });
    expect(read(named({ n: 1 }))).toBe(first);
    expect(read(named({ n: 2 })).variables).toEqual({ n: 2 });
  });

  test('that is known is refused all the same where the rest of the request is wrong', () => {
    read(named({}));
    expect(() => read(named({}), {})).toThrow('content-type');
    expect(() => read(named({}), { 'content-type': json, 'content-encoding': 'gzip' })).toThrow('content-encoding');
  });

  test('is not kept where it brings its text, or is long', () => {
    const before = bodies.size;
    read(asked);
    read(named({ long: 'x'.repeat(4_000) }));
    expect(bodies.size).toBe(before);
  });
});

describe('a request by POST', () => {
  test('is answered', async () => {
    const { status, headers, body } = await post(asked);
    expect([status, body]).toEqual([200, '{"data":{"viewer":{"id":"courier"}}}']);
    expect(headers['x-request-id']).toMatch(/^request-\d+$/);
    expect({ ...headers, 'x-request-id': '' }).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      vary: 'Origin, Accept, Accept-Encoding, x-api-key, Authorization, x-masthead-view',
      'x-cache': 'bypass',
      'x-cache-reason': 'this gateway keeps no answers',
      'x-content-type-options': 'nosniff',
      'x-request-id': '',
      'ratelimit-policy': '"cost";q=1000000;w=60',
      ratelimit: '"cost";r=999999;t=60',
    });
  });

  test.each([
    ['no JSON', '{"query":', {}, 400],
    ['no object', '"query"', {}, 400],
    ['a batch', `[${asked}]`, {}, 400],
    ['empty', '', {}, 400],
    ['without a query', '{}', {}, 400],
    ['with an empty query', '{"query":" "}', {}, 400],
    ['with variables that are a list', '{"query":"{ __typename }","variables":[]}', {}, 400],
    ['a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text, as a page may send unasked', asked, { 'content-type': 'text/plain' }, 415],
    ['without a content type', asked, { 'content-type': undefined }, 415],
    ['in another charset', asked, { 'content-type': 'application/json; charset=latin1' }, 415],
    ['compressed', asked, { 'content-encoding': 'gzip' }, 415],
    ['asking for pictures', asked, { accept: 'image/png' }, 406],
  ])('that is %s is refused before GraphQL begins', async (_, body, headers, status) => {
    const response = await post(body, headers);
    expect([response.status, codeOf(response.body)]).toEqual([status, 'BAD_REQUEST']);
  });

  test('that is not UTF-8 is refused, and one in UTF-8 keeps every character', async () => {
    expect((await post(Uint8Array.of(0x7b, 0xff, 0x7d))).status).toBe(400);
    const { json } = await fixture.ask('query ($n: String!) { __type(name: $n) { name } }', {
      variables: { n: 'Zürich 🏔' },
    });
    expect(json).toEqual({ data: { __type: null } });
  });

  test('may have 512 KB and not a byte more', async () => {
    const padded = (length: number): string => asked.padEnd(length, ' ');
    expect((await post(padded(MAX_BODY_BYTES))).status).toBe(200);
    const refused = await post(padded(MAX_BODY_BYTES + 1));
    expect([refused.status, codeOf(refused.body)]).toEqual([413, 'BAD_REQUEST']);
  });
});

describe('a request by GET', () => {
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    fixture.send({ query: new URLSearchParams(parameters).toString(), headers: { ...key, ...headers } });

  test('is answered, with its variables', async () => {
    const { status, body } = await get({
      query: 'query Q($id: ID!) { content(id: $id) { headline } } query R { __typename }',
      variables: '{"id":"a1"}',
      operationName: 'Q',
    });
    expect([status, body]).toEqual([200, '{"data":{"content":{"headline":"Headline 1"}}}']);
  });

  test('is refused where a parameter comes twice or is no JSON', async () => {
    const twice = await fixture.send({ query: 'query=%7B__typename%7D&query=%7B__typename%7D', headers: key });
    expect([twice.status, codeOf(twice.body)]).toEqual([400, 'BAD_REQUEST']);
    expect((await get({ query: '{ __typename }', variables: '{' })).status).toBe(400);
  });

  test('is answered by HEAD as well, for its host to leave out the body', async () => {
    const asking = { query: new URLSearchParams({ query: '{ viewer { id } }' }).toString(), headers: key };
    const [head, whole] = [await fixture.send({ ...asking, method: 'HEAD' }), await fixture.send(asking)];
    expect([head.status, head.body]).toEqual([200, whole.body]);
    const mutation = new URLSearchParams({ query: 'mutation { __typename }' }).toString();
    expect((await fixture.send({ method: 'HEAD', query: mutation, headers: key })).status).toBe(405);
  });

  test('never runs a mutation', async () => {
    const { status, headers } = await get({ query: 'mutation { __typename }' });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('by %s instead is refused with what is allowed', async (method) => {
    const { status, headers } = await fixture.send({ method, headers: key });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
  });
});

describe('the answer’s type', () => {
  test.each([
    [undefined, json],
    ['*/*', json],
    ['application/*', json],
    [json, json],
    [modern, modern],
    [`${modern}, ${json};q=0.9`, modern],
    [`${json};q=0.5, ${modern};q=0.9`, modern],
    [`${json}, ${modern}`, json],
    [`${modern}; charset=utf-8`, modern],
    [`text/html, ${modern};q=0, */*;q=0.1`, json],
  ])('to accept: %s is %s', async (accept, type) => {
    const { headers } = await post(asked, accept === undefined ? {} : { accept });
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
  });
});

describe('an operation that cannot run', () => {
  const cases: [string, string, string][] = [
    ['cannot be parsed', '{', 'VALIDATION'],
    ['asks for what is not there', '{ nothing }', 'VALIDATION'],
    ['lacks a variable', 'query ($id: ID!) { content(id: $id) { id } }', 'VALIDATION'],
    ['gives a time that is none', '{ search(filter: { publishedFrom: "today" }) { totalCount } }', 'VALIDATION'],
    ['is one of several', 'query A { __typename } query B { __typename }', 'VALIDATION'],
    ['is a mutation, of which there are none', 'mutation { publish }', 'VALIDATION'],
    ['is a subscription', 'subscription { publish }', 'VALIDATION'],
    ['has too many tokens', `{ ${'viewer { id } '.repeat(500)} }`, 'LIMIT_TOKENS'],
    ['is too deep', `{ content(id: "a") ${'{ translations '.repeat(11)}{ id }${' }'.repeat(12)}`, 'LIMIT_DEPTH'],
    [
      'has too many aliases',
      `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      'LIMIT_ALIASES',
    ],
    [
      'has too many root fields',
      `{ ${Array.from({ length: 11 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      'LIMIT_ROOT_FIELDS',
    ],
    ['costs too much', '{ latestContent(first: 2500) { edges { node { id } } } }', 'LIMIT_COST'],
  ];
  test.each(cases)('since it %s answers 400, or 200 under application/json, without data', async (_, query, code) => {
    for (const [accept, status] of [
      [modern, 400],
      [json, 200],
    ] as const) {
      const answer = await fixture.ask(query, { headers: { accept } });
      expect([answer.status, answer.json.errors?.[0]?.extensions]).toEqual([status, { code }]);
      expect(answer.json).not.toHaveProperty('data');
    }
  });

  test('costs by the variables of the request, not by the text', async () => {
    const query = 'query ($n: Int) { latestContent(first: $n) { edges { node { id } } } }';
    expect((await fixture.ask(query, { variables: { n: 10 } })).json).not.toHaveProperty('errors');
    expect((await fixture.ask(query, { variables: { n: 2_500 } })).json.errors).toEqual([
      { message: 'The operation costs 5006; at most 5000 is allowed.', extensions: { code: 'LIMIT_COST' } },
    ]);
    expect((await fixture.ask(query, { variables: { n: 10 } })).json).not.toHaveProperty('errors');
  });

  test('is held against the limits of its key alone, in whatever order keys send it', async () => {
    const deep = `{ content(id: "a") ${'{ translations '.repeat(11)}{ id }${' }'.repeat(12)}`
      .replace('translations', 'section')
      .replaceAll('translations', 'parent');
    const dear = '{ latestContent(first: 2500) { edges { node { id } } } }';
    const codeOf = async (query: string, key: string) =>
      (await fixture.ask(query, { headers: { 'x-api-key': key } })).json.errors?.[0]?.extensions;
    for (const _ of [1, 2]) {
      expect(await codeOf(deep, 'reader')).toEqual({ code: 'LIMIT_DEPTH' });
      expect(await codeOf(dear, 'reader')).toEqual({ code: 'LIMIT_COST' });
      expect([await codeOf(deep, 'trusted'), await codeOf(dear, 'trusted')]).toEqual([undefined, undefined]);
    }
  });

  test('is told at most three reasons, with their places, and no suggestion', async () => {
    const { json: answer } = await fixture.ask('{ viewr { id } contnt { id } latestContnt { id } serch { id } }');
    expect(answer.errors).toHaveLength(3);
    expect(answer.errors?.[0]).toEqual({
      message: 'Cannot query field "viewr" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'VALIDATION' },
    });
    const variable = await fixture.ask('query ($s: SearchSort) { search(sort: $s) { totalCount } }', {
      variables: { s: 'NEWST' },
    });
    expect([variable.json.errors?.length, JSON.stringify(variable.json)]).toEqual([
      1,
      expect.not.stringContaining('Did you mean'),
    ]);
    expect(JSON.stringify(answer)).not.toContain('Did you mean');
  });
});

describe('a key', () => {
  test.each([json, modern])('that is missing answers 401 under %s, the same as one that is wrong', async (accept) => {
    const none = await post(asked, { 'x-api-key': undefined, accept });
    const wrong = await post(asked, { 'x-api-key': 'mh_wrong', accept });
    expect([none.status, wrong.status]).toEqual([401, 401]);
    expect(none.body).toBe(wrong.body);
    expect(codeOf(none.body)).toBe('UNAUTHENTICATED');
  });

  test.each([
    ['reader', '{ __schema { queryType { name } } }', 'FORBIDDEN'],
    ['reader', 'query { ...f } fragment f on Query { __type(name: "Query") { name } }', 'FORBIDDEN'],
    ['writer', '{ viewer { id } }', 'FORBIDDEN'],
    ['registered', '{ viewer { id } }', 'PERSISTED_QUERY_REQUIRED'],
  ])('of a %s may not send %s', async (name, query, code) => {
    const answer = await fixture.ask(query, { headers: { 'x-api-key': name } });
    expect([answer.status, answer.json.errors?.[0]?.extensions]).toEqual([403, { code }]);
  });

  test('without `explore` may still ask for `__typename`', async () => {
    const { json: answer } = await fixture.ask('{ __typename viewer { __typename } }', {
      headers: { 'x-api-key': 'reader' },
    });
    expect(answer).toEqual({ data: { __typename: 'Query', viewer: { __typename: 'Viewer' } } });
  });

  test('is found in the raw headers, where Node drops or joins repeated ones', async () => {
    const { status } = await fixture.send({
      method: 'POST',
      headers: { 'content-type': json, 'x-api-key': 'explorer' },
      rawHeaders: ['X-API-Key', 'nobody', 'x-api-key', 'explorer'],
      body: Buffer.from(asked),
    });
    expect(status).toBe(401);
  });
});

describe('a page from elsewhere', () => {
  const preflight = (origin: string) =>
    fixture.send({
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key',
      },
    });

  test.each(['https://www.courier.example', 'https://studio.apollographql.com'])('of %s may ask', async (origin) => {
    const { status, headers } = await preflight(origin);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type,x-api-key',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
    expect((await post(asked, { origin })).headers['access-control-allow-origin']).toBe(origin);
  });

  test.each(['https://evil.example', 'null', 'https://www.courier.example.evil.example', 'http://www.courier.example'])(
    'of %s may not, and no cookie is ever asked for',
    async (origin) => {
      const { headers } = await post(asked, { origin });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.vary).toContain('Origin');
      const before = (await preflight(origin)).headers;
      expect(before['access-control-allow-headers'] ?? '').not.toMatch(/authorization|cookie/i);
      expect(before).not.toHaveProperty('access-control-allow-credentials');
    },
  );
});
