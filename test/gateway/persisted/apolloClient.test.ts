import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpServer } from '../../../entrypoints/http.ts';
import { startHttpServer } from '../../../entrypoints/http.ts';
import { createAutomaticOperations } from '../../../gateway/persisted/automatic.ts';
import { operationsTable } from '../../../gateway/persisted/items.ts';
import { pushOperations } from '../../../gateway/persisted/push.ts';
import { createRegisteredOperations } from '../../../gateway/persisted/registered.ts';
import type { Records } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { openGateway } from '../gatewayFixture.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const ME = gql`
  query Me {
    viewer {
      id
    }
  }
`;
const NAME = gql`
  query Name {
    viewer {
      name
    }
  }
`;
/** As Apollo Client sends it. */
const sent = print(new InMemoryCache().transformDocument(ME));
const data = { viewer: { __typename: 'Viewer', id: 'courier' } };

describe.each([false, true])('Apollo Client with its persisted-query link, by GET: %s', (useGETForHashedQueries) => {
  let records: Records;
  let server: HttpServer;

  beforeAll(async () => {
    const now = Date.now;
    records = createSqliteRecords({ file: ':memory:', tables: [operationsTable], now });
    await records.prepare();
    const { gateway } = openGateway({
      registered: createRegisteredOperations({ records, now }),
      automatic: createAutomaticOperations({ records, now, log: silentLog }),
    });
    const handle = async (request: Parameters<typeof gateway.handle>[0]) => gateway.handle(request);
    server = await startHttpServer({ handle, host: '127.0.0.1', port: 0, log: silentLog });
  });
  afterAll(async () => {
    await server.close();
    await records.close();
  });

  /** A client as an application makes it, and what it sends. */
  const clientOf = (key: string, query: DocumentNode) => {
    const requests: string[] = [];
    const http = new HttpLink({
      uri: `http://127.0.0.1:${server.port}/graphql`,
      headers: { 'x-api-key': key },
      fetch: async (input, init) => {
        if (typeof input !== 'string') throw new TypeError('Apollo Client asks addresses');
        const url = new URL(input);
        const body = typeof init?.body === 'string' ? init.body : JSON.stringify(Object.fromEntries(url.searchParams));
        requests.push(`${init?.method} ${'query' in JSON.parse(body) ? 'text' : 'hash'}`);
        return fetch(input, init);
      },
    });
    const link = ApolloLink.from([new PersistedQueryLink({ sha256, useGETForHashedQueries }), http]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    const ask = async () => (await client.query({ query, fetchPolicy: 'no-cache' })).data;
    return { ask, requests };
  };
  const method = useGETForHashedQueries ? 'GET' : 'POST';

  test('sends what is registered by its hash, with a key that may send nothing else', async () => {
    const given = [{ id: sha256(sent), text: sent, hash: sha256(sent), kind: 'query' as const }];
    await pushOperations({ organisation: 'courier', application: 'site' }, given, {
      records,
      now: Date.now,
      view: undefined,
      audited: () => ({ kind: 'put', table: operationsTable.name, item: { pk: 'AUDIT', sk: '1' } }),
    });
    const { ask, requests } = clientOf('registered', ME);
    expect([await ask(), await ask()]).toEqual([data, data]);
    expect(requests).toEqual([`${method} hash`, `${method} hash`]);
  });

  test('is told that a text is not taken by such a key', async () => {
    const { ask, requests } = clientOf('registered', NAME);
    await expect(ask()).rejects.toThrow('registered operations only');
    expect(requests).toEqual([`${method} hash`, 'POST text']);
  });

  test('sends a text once, and its hash from then on, with a key that may', async () => {
    const { ask, requests } = clientOf('automatic', NAME);
    const answer = { viewer: { __typename: 'Viewer', name: 'The Courier' } };
    expect([await ask(), await ask()]).toEqual([answer, answer]);
    expect(requests).toEqual([`${method} hash`, 'POST text', `${method} hash`]);
  });

  test('sends the text where it may neither', async () => {
    const { ask, requests } = clientOf('reader', NAME);
    await ask();
    await ask();
    expect(requests).toEqual([`${method} hash`, 'POST text', `${method} hash`, 'POST text']);
  });
});
