import type { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createDataSource } from '../../../gateway/execution/dataSource.ts';
import type { Behaviour } from '../gatewayFixture.ts';
import { away, fakeSubgraphs, openGateway } from '../gatewayFixture.ts';
import { openOther, serveSubgraphs, sourceAt } from './remoteSources.ts';

const query =
  '{ viewer { id packages { id } } suggest(prefix: "h") { text } content(id: "a0") { leadMedia { altText } related { headline } } }';

/** The three subgraphs, each behind a server of its own, and a gateway before them. */
const openProcesses = async (behaviour: Behaviour = {}) => {
  const remote = await serveSubgraphs(fakeSubgraphs(behaviour));
  return { ...remote, fixture: openGateway({ dataSources: remote.dataSources }) };
};

describe('subgraphs in processes of their own', () => {
  test('answer as they do in process', async () => {
    await using remote = await openProcesses();
    const local = openGateway();
    const answer = await remote.fixture.ask(query);
    expect(answer.json.errors).toBeUndefined();
    expect(answer.body).toBe((await local.ask(query)).body);
  });

  test('tell their errors as they do in process', async () => {
    const behaviour = { search: away, media: away };
    await using remote = await openProcesses(behaviour);
    const local = openGateway();
    Object.assign(local.behaviour, behaviour);
    expect((await remote.fixture.ask(query)).json).toEqual((await local.ask(query)).json);
  });

  test('that are away leave one error at their place, and the rest of the answer comes', async () => {
    await using remote = await openProcesses();
    await remote.servers.search?.close();
    expect((await remote.fixture.ask(query)).json).toMatchObject({
      errors: [
        { path: ['suggest'], extensions: { code: 'UNAVAILABLE' } },
        { path: ['content', 'related'], extensions: { code: 'UNAVAILABLE' } },
      ],
      data: { viewer: { id: 'courier' }, suggest: null, content: { leadMedia: { altText: 'Alt m0' }, related: null } },
    });
  });
});

describe('an answer that is none', () => {
  const unavailable = [{ path: ['suggest'], extensions: { code: 'UNAVAILABLE' } }];
  const askOther = async (answer: Parameters<typeof createServer>[1], maxBytes?: number) => {
    using other = await openOther(answer);
    await using remote = await openProcesses();
    const search = sourceAt('search', other.origin, remote.pool, maxBytes);
    const dataSources = { ...remote.dataSources, search };
    const fixture = openGateway({ dataSources });
    return (await fixture.ask('{ suggest(prefix: "h") { text } viewer { id } }')).json;
  };

  test.each<[string, Parameters<typeof createServer>[1]]>([
    ['not JSON', (_, response) => response.end('<html>')],
    ['of another shape', (_, response) => response.end('{"data":[],"errors":"none"}')],
    [
      'with errors that have no code',
      (_, response) => response.end('{"data":null,"errors":[{"message":"db-7 is away"}]}'),
    ],
    ['a status of another kind', (_, response) => response.writeHead(502).end('{"data":{}}')],
    ['cut off in the middle', (request) => request.socket.destroy()],
  ])('%s is UNAVAILABLE at its place', async (_, answer) => {
    expect(await askOther(answer)).toMatchObject({ errors: unavailable, data: { viewer: { id: 'courier' } } });
  });

  test('longer than allowed is UNAVAILABLE at its place', async () => {
    const long = JSON.stringify({ data: { suggest: [{ text: 'x'.repeat(2_000), count: 1 }] } });
    expect(await askOther((_, response) => response.end(long), 1_000)).toMatchObject({ errors: unavailable });
    expect(await askOther((_, response) => response.end(long), 4_000)).toMatchObject({ data: { suggest: [{}] } });
  });

  test('on a kept connection that was just closed is asked for again', async () => {
    let requests = 0;
    const json = await askOther((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('{"data":{"suggest":[]}}');
    });
    expect([requests, json]).toEqual([2, { data: { suggest: [], viewer: { id: 'courier' } } }]);
  });
});

test('entities that are not those asked for are not merged into the wrong records', async () => {
  const source = createDataSource('media', async () => ({ data: { _entities: [{ id: 'b', altText: 'of b' }] } }));
  const fixture = openGateway();
  const subgraphs = fakeSubgraphs({});
  const { localDataSource } = await import('../../../gateway/execution/localDataSource.ts');
  const gateway = openGateway({
    dataSources: {
      content: localDataSource(subgraphs.content),
      search: localDataSource(subgraphs.search),
      media: source,
    },
  });
  const asked = '{ content(id: "a0") { headline leadMedia { altText } } }';
  expect((await fixture.ask(asked)).json).toMatchObject({ data: { content: { leadMedia: { altText: 'Alt m0' } } } });
  expect((await gateway.ask(asked)).json).toMatchObject({
    errors: [{ extensions: { code: 'INTERNAL' } }],
    data: { content: { headline: 'Headline 0', leadMedia: { altText: null } } },
  });
});
