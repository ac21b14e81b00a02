import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { SelectionSetNode } from 'graphql';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../../entrypoints/http.ts';
import type { GatewayOptions } from '../../gateway/handler.ts';
import { checkLimits, standardLimits } from '../../gateway/limits.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { openGateway } from './gatewayFixture.ts';

const many = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

/** A gateway whose subgraphs count how often they are asked. */
const openCounted = () => {
  let asked = 0;
  const execute: GatewayOptions['dataSources'][string] = async () => {
    asked += 1;
    return { data: { viewer: { id: 'courier' } } };
  };
  const dataSources = { content: execute, media: execute, search: execute };
  return { ...openGateway({ dataSources }), asked: () => asked };
};

const FRAGMENTS = 100;
/** Fragments that spread each other: they amount to 2 to the power of their number. */
const bomb = (inside: string): string =>
  `${many(FRAGMENTS, (n) => `fragment f${n} on Section { ...f${n + 1} ...f${n + 1} }`)} fragment f${FRAGMENTS} on Section { ${inside} }`;
const chain = (count: number, spread: (n: number) => string): string =>
  `{ section(id: "a") { ${spread(0)} } } ${many(count, (n) => `fragment d${n} on Section { parent { ${spread(n + 1)} } }`)} fragment d${count} on Section { id }`;

const documents: [string, string, string][] = [
  ['20 000 aliases', `{ ${many(20_000, (n) => `a${n}: __typename`)} }`, 'LIMIT_TOKENS'],
  ['as many aliases as its tokens allow', `{ viewer { ${many(600, (n) => `a${n}: id`)} } }`, 'LIMIT_ALIASES'],
  ['aliases through fragments', `{ section(id: "a") { ...f0 } } ${bomb('x: id')}`, 'LIMIT_ALIASES'],
  ['objects through fragments', `{ section(id: "a") { ...f0 } } ${bomb('parent { id }')}`, 'LIMIT_COST'],
  [
    'a list in each of its fragments',
    `{ section(id: "a") { ...f0 } } ${bomb('content { edges { cursor } }')}`,
    'LIMIT_COST',
  ],
  ['depth', `{ section(id: "a") ${'{ parent '.repeat(40)}{ id }${' }'.repeat(41)}`, 'LIMIT_DEPTH'],
  ['depth through fragments', chain(40, (n) => `...d${n}`), 'LIMIT_DEPTH'],
  ['depth through fragments in fragments without a type', chain(40, (n) => `... { ... { ...d${n} } }`), 'LIMIT_DEPTH'],
  [
    'depth through fragments that a variable may leave out',
    `query ($yes: Boolean!) ${chain(40, (n) => `... on Section @include(if: $yes) { ...d${n} }`)}`,
    'LIMIT_DEPTH',
  ],
  [
    'fragments in fragments without end',
    '{ section(id: "a") { ...a } } fragment a on Section { parent { ...b } } fragment b on Section { parent { ...a } }',
    'VALIDATION',
  ],
  [
    '10 000 fields at the top by fragments',
    `{ ${many(100, () => '...f')} } fragment f on Query { ${many(100, (n) => `a${n}: __typename`)} }`,
    'LIMIT_ALIASES',
  ],
  [
    '10 000 fields at the top by fragments, without aliases',
    `{ ${many(100, () => '...f')} } fragment f on Query { ${many(100, () => '__typename')} }`,
    'LIMIT_ROOT_FIELDS',
  ],
  [
    'a list as long as a number can say',
    '{ latestContent(first: 2147483647) { edges { node { id } } } }',
    'LIMIT_COST',
  ],
  [
    'lists in lists',
    '{ latestContent(first: 100) { edges { node { related(first: 20) { related(first: 20) { id } } } } } }',
    'LIMIT_COST',
  ],
  [
    'values nested a thousandfold',
    `{ search(filter: ${'['.repeat(1_000)}${']'.repeat(1_000)}) { totalCount } }`,
    'LIMIT_TOKENS',
  ],
];

describe('a document of', () => {
  test.each(documents)(
    '%s is refused before anything is planned, and the next good request is answered',
    async (_, query, code) => {
      const fixture = openCounted();
      const { json } = await fixture.ask(query, { variables: { yes: true } });
      expect(json.errors?.map(({ extensions }) => extensions)).toContainEqual({ code });
      expect(fixture.asked()).toBe(0);
      expect((await fixture.ask('{ viewer { id } }')).json).toEqual({ data: { viewer: { id: 'courier' } } });
      expect(fixture.asked()).toBe(1);
    },
  );

  test('fragments that amount to more than could be counted is measured by looking at each selection once', () => {
    const document = parse(`{ section(id: "a") { ...f0 } } ${bomb('x: id')}`);
    let looked = 0;
    const counted = (set: SelectionSetNode): SelectionSetNode => ({
      ...set,
      get selections() {
        looked += 1;
        return set.selections;
      },
    });
    const watched = document.definitions.map((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? { ...each, selectionSet: counted(each.selectionSet) } : each,
    );
    expect(() => checkLimits({ ...document, definitions: watched }, standardLimits)).toThrow('aliases');
    expect(looked).toBe(FRAGMENTS + 1);
  });
});

describe('variables', () => {
  const query = 'query ($ids: [ID!]) { search(filter: { tags: $ids }) { totalCount } }';

  test.each([
    ['a list of 100 000 values', `[${many(100_000, () => '"a",')}"a"]`],
    ['lists in lists, 100 000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['an object of 20 000 fields', `{${many(20_000, (n) => `"${n}":0,`)}"a":0}`],
  ])('with %s are refused before they are held against the operation', async (_, ids) => {
    const fixture = openCounted();
    const { status, body } = await fixture.send({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'explorer' },
      body: Buffer.from(`{"query":${JSON.stringify(query)},"variables":{"ids":${ids}}}`),
    });
    expect([status, String(body)]).toEqual([400, expect.stringContaining('more than 10000 values')]);
    expect(fixture.asked()).toBe(0);
  });
});

describe('over HTTP', () => {
  const open = async () => {
    const fixture = openCounted();
    let longest = 0;
    const server = await startHttpServer({
      handle: (request) => {
        longest = Math.max(longest, request.body.byteLength);
        return fixture.gateway.handle(request);
      },
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': 'explorer' };
    return { ...fixture, server, headers, longest: () => longest, [Symbol.asyncDispose]: () => server.close() };
  };

  test('100 MB in chunks are refused, kept no longer than the largest body, and hold up nobody', async () => {
    await using place = await open();
    const { port } = place.server;
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      heard += chunk;
    });
    const head = Object.entries(place.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${head.join('')}\r\n`);
    const megabyte = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, ' '), Buffer.from('\r\n')]);
    for (let n = 0; n < 100; n += 1) if (!socket.write(megabyte)) await once(socket, 'drain');
    socket.end();
    expect(heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*at most 512 KB/);
    expect(place.longest()).toBeLessThan(700_000);
    const good = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: place.headers,
      body: '{"query":"{ viewer { id } }"}',
    });
    expect(await good.json()).toEqual({ data: { viewer: { id: 'courier' } } });
  });

  test.each(['gzip', 'deflate', 'br', 'gzip, gzip'])(
    'a body in %s is refused as it is, however little it is',
    async (encoding) => {
      await using place = await open();
      const body = gzipSync(Buffer.alloc(10_000_000, ' '));
      const response = await fetch(`http://127.0.0.1:${place.server.port}/graphql`, {
        method: 'POST',
        headers: { ...place.headers, 'content-encoding': encoding },
        body,
      });
      expect([response.status, await response.text()]).toEqual([
        415,
        expect.stringContaining('without `content-encoding`'),
      ]);
      expect(place.longest()).toBe(body.byteLength);
      expect(place.asked()).toBe(0);
    },
  );
});
