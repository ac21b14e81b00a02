import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Client } from '@opensearch-project/opensearch';
import { describe, expect, it } from 'vitest';
import { and } from '../../../platform/search/filter.ts';
import { createOpenSearch } from '../../../platform/search/opensearch.ts';
import type { IndexSchema, Search } from '../../../platform/search/port.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Fake extends AsyncDisposable {
  readonly search: Search;
  readonly asked: readonly string[];
}

const schema: IndexSchema = { alias: 'news', fields: [{ name: 'owner', type: 'keyword' }] };
const query = { filter: and(), size: 1 } as const;

const json =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const refusal = (status: number, type: string): Answer =>
  json(status, { error: { type, reason: 'because', root_cause: [{ type, reason: 'because' }] }, status });
const none = json(200, { hits: { total: { value: 0 }, hits: [] } });
const silent: Answer = () => undefined;

/** A server that gives these answers one after another, the last one for ever. */
const fake = async (answers: readonly Answer[], timeoutMs = 5_000): Promise<Fake> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(Buffer.concat(chunks).toString());
      answer?.(request, response, asked.at(-1) ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = new Client({ node: `http://127.0.0.1:${port}` });
  return {
    search: createOpenSearch({ client, schema, timeoutMs }),
    asked,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      server.closeAllConnections();
      server.close();
    },
  };
};

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

describe('search by OpenSearch', () => {
  it.each([
    [429, 'circuit_breaking_exception'],
    [503, 'cluster_block_exception'],
  ])('asks again where the server says %i, and answers when it answers', async (status, type) => {
    await using server = await fake([refusal(status, type), refusal(status, type), none]);
    expect((await server.search.query(query)).total).toBe(0);
    expect(server.asked).toHaveLength(3);
  });

  it('makes an index that comes to find what is written twice a second', async () => {
    await using server = await fake([json(200, { acknowledged: true })]);
    await server.search.create('second');
    expect(JSON.parse(server.asked[0] ?? '{}')).toMatchObject({ settings: { refresh_interval: '500ms' } });
  });

  it.each([
    [429, 'rejected_execution_exception', 'THROTTLED', true, 3],
    [503, 'no_shard_available_action_exception', 'UNAVAILABLE', true, 3],
    [500, 'search_phase_execution_exception', 'UNAVAILABLE', true, 3],
    [403, 'security_exception', 'UNAVAILABLE', false, 1],
    [400, 'parsing_exception', 'INVALID', false, 1],
    [404, 'index_not_found_exception', 'NOT_FOUND', false, 1],
  ])('gives up on %i %s with %s', async (status, type, code, retryable, asked) => {
    await using server = await fake([refusal(status, type)]);
    expect(await failure(server.search.query(query))).toMatchObject({
      name: 'PortError',
      port: 'search',
      code,
      retryable,
      message: `search (opensearch): ${status} ${type} because`,
    });
    expect(server.asked).toHaveLength(asked);
  });

  it('spends a bounded number of retries while the server is in trouble', async () => {
    await using server = await fake([refusal(503, 'cluster_block_exception')]);
    const calls = 30;
    for (let call = 0; call < calls; call += 1) await failure(server.search.query(query));
    expect(server.asked.length).toBeGreaterThan(calls);
    expect(server.asked.length).toBeLessThanOrEqual(calls + 20);
  }, 60_000);

  it('gives up, once, on a server that does not answer in time', async () => {
    await using server = await fake([silent], 50);
    expect(await failure(server.search.query(query))).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(server.asked).toHaveLength(1);
  });

  it('stops waiting when its caller does', async () => {
    const stop = new AbortController();
    await using server = await fake([() => stop.abort(new Error('deadline'))]);
    expect(await failure(server.search.query(query, { signal: stop.signal }))).toMatchObject({
      code: 'UNAVAILABLE',
      cause: { message: 'deadline' },
    });
    expect(server.asked).toHaveLength(1);
  });

  it('fails while nobody listens, and answers as soon as somebody does', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    taken.close();
    await once(taken, 'close');
    const client = new Client({ node: `http://127.0.0.1:${port}` });
    const search = createOpenSearch({ client, schema });
    for (let call = 0; call < 3; call += 1)
      expect(await failure(search.query(query))).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    const server = createServer((request, response) => none(request, response, ''));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect((await search.query(query)).total).toBe(0);
    await client.close();
    server.closeAllConnections();
    server.close();
  });

  it('refuses an answer of another shape rather than taking it for no hits', async () => {
    await using server = await fake([json(200, { took: 1 })]);
    expect(await failure(server.search.query(query))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('sends again only the documents that the server had no room for', async () => {
    const item = (status: number) => ({
      index: { status, error: status < 300 ? undefined : { type: 'x', reason: 'y' } },
    });
    await using server = await fake([
      json(200, { items: [item(201), item(429), item(409), item(400)] }),
      json(200, { items: [item(200)] }),
    ]);
    const results = await server.search.index(
      ['a', 'b', 'c', 'd'].map((id) => ({ id, version: 1, fields: { owner: 'north' } })),
    );
    expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'a indexed',
      'b indexed',
      'c stale',
      'd failed',
    ]);
    expect(server.asked[1]?.match(/"_id":"[a-z]"/g)).toEqual(['"_id":"b"']);
  });

  it('says that documents stay unwritten where the server has no room for long', async () => {
    await using server = await fake([
      json(200, { items: [{ index: { status: 429, error: { type: 'es_rejected' } } }] }),
    ]);
    expect(await server.search.index([{ id: 'a', version: 1, fields: {} }])).toMatchObject([
      { id: 'a', outcome: 'failed', retryable: true },
    ]);
    expect(server.asked).toHaveLength(3);
  });

  it('names the option that is wrong', () => {
    const client = new Client({ node: 'http://127.0.0.1:1' });
    expect(() => createOpenSearch({ client, schema, timeoutMs: 0 })).toThrow('timeoutMs');
    expect(() => createOpenSearch({ client, schema, shards: 1.5 })).toThrow('shards');
    expect(() => createOpenSearch({ client, schema: { ...schema, alias: 'No' } })).toThrow('schema.alias');
    expect(() => createOpenSearch({ client, schema: { alias: 'a', fields: [] } })).toThrow('schema.fields');
  });
});
