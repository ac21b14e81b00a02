import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import { startHttpServer } from '../../entrypoints/http.ts';
import { answerCodec } from '../../gateway/cache/codec.ts';
import type { KeptAnswer } from '../../gateway/cache/entry.ts';
import { createBodySigner, createTokenReader } from '../../gateway/execution/internalToken.ts';
import { localDataSource } from '../../gateway/execution/localDataSource.ts';
import { createSubgraphHandler } from '../../gateway/execution/subgraphHandler.ts';
import { viewerToWire } from '../../gateway/execution/wire.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Caller } from '../../gateway/identity/caller.ts';
import { createAccessTokens } from '../../gateway/identity/cognito.ts';
import { createKeySet } from '../../gateway/identity/keySet.ts';
import { createAutomaticOperations } from '../../gateway/persisted/automatic.ts';
import { createRegisteredOperations } from '../../gateway/persisted/registered.ts';
import { createLevels } from '../../platform/cache/levels.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import type { Cache } from '../../platform/cache/port.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { VisibilityTag } from '../../platform/viewer.ts';
import { visibilityTags } from '../../platform/viewer.ts';
import { ISSUER, person, rsaPair, sign } from '../gateway/identity/issuer.ts';
import { NOW } from '../support/builders.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';
import type { PlainViewer } from './oracle.ts';
import { builtIn } from './oracle.ts';
import type { PlainContent, PlainLicence, PlainMedia, PlainWorld } from './plain.ts';

const SECRET = 'a secret of thirty-two bytes or more';
const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** A question over HTTP. */
export interface Asking {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly by: 'GET' | 'POST';
}

/** An answer as its bytes came. */
export interface Answered {
  readonly status: number;
  /** Names and values, without what names the request or its moment. */
  readonly headers: string;
  readonly body: string;
  /** Whether it came from the cache. */
  readonly isKept: boolean;
}

/** Everything between a client's socket and the records, in this process: one gateway, or several over one cache. */
export interface Stack extends AsyncDisposable {
  readonly world: World;
  /** Makes a viewer's house an application, a key and a token of it, and its view. */
  admit(viewer: PlainViewer): Promise<void>;
  ask(viewer: PlainViewer, asking: Asking): Promise<Answered>;
  /** Asks by the document's hash alone, over and over: as it is made the first time, then of each gateway as it may be kept. */
  askKept(viewer: PlainViewer, asking: Asking): Promise<readonly [Answered, ...Answered[]]>;
  /** Asks a subgraph's own handler, with a token as the gateway makes it. */
  askSubgraph(
    name: 'content' | 'media' | 'search',
    viewer: PlainViewer,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Answered>;
}

const VARYING = new Set(['date', 'x-request-id', 'ratelimit', 'age', 'x-cache', 'x-cache-reason']);
/** More points than any run asks for. */
const BOUNDLESS = 2 ** 31 - 1;

/** How much is asked is not what is proved here: the clock stands still, and a minute's quota would end. */
const boundless = (keys: ApiKeys): ApiKeys => {
  const without = ({ viewer, key }: Caller): Caller => ({
    viewer,
    key: { ...key, quota: BOUNDLESS, limits: { ...key.limits, cost: BOUNDLESS } },
  });
  return {
    ...keys,
    callerOf: async (values) => without(await keys.callerOf(values)),
    known: (value) => {
      const known = keys.known(value);
      return known && without(known);
    },
  };
};

const answeredBy = async ({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answered> => ({
  status: statusCode,
  headers: Object.entries(headers)
    .filter(([name]) => !VARYING.has(name))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n'),
  body: await body.text(),
  isKept: headers['x-cache'] === 'hit',
});

/** What was sent by its hash must be sent whole once. */
const isUnknown = ({ body }: Answered): boolean => body.includes('"PERSISTED_QUERY_NOT_FOUND"');

/**
 * Opens a {@link Stack} over embedded backends in memory, its clock standing at the fixtures' moment.
 * @param caches - a gateway for each; without them one gateway over a cache of its own.
 */
export const openStack = async (caches?: readonly [Cache, ...Cache[]]): Promise<Stack> => {
  await using held = new AsyncDisposableStack();
  const world = held.use(await openWorld());
  const now = (): number => NOW;
  const signingKey = await rsaPair('one');
  const keys = createKeySet({ issuer: ISSUER, load: async () => ({ keys: [signingKey.jwk] }), now, log: silentLog });
  const pool = { issuer: ISSUER, clients: [person.client_id], subsidiaries: undefined, keys };
  const apiKeys = createApiKeys({ secret: SECRET, directory: world.directory, now });
  const { content, media, search } = world.subgraphs;
  let requests = 0;
  const fills = new Set<Promise<unknown>>();
  const encode = (answer: KeptAnswer): Promise<Uint8Array> => {
    const encoding = answerCodec.encode(answer);
    fills.add(encoding);
    return encoding;
  };
  const openClient = async (given: Cache): Promise<Pool> => {
    const cache: Cache = {
      ...given,
      fill: (...fill) => {
        const filling = given.fill(...fill);
        fills.add(filling);
        return filling;
      },
    };
    const levels = createLevels({
      cache,
      codec: { ...answerCodec, encode },
      maxBytes: 50_000_000,
      now,
      log: silentLog,
    });
    held.defer(() => levels.close());
    const gateway = createGateway({
      supergraphSdl,
      dataSources: {
        content: localDataSource(content),
        media: localDataSource(media),
        search: localDataSource(search),
      },
      apiKeys: boundless(apiKeys),
      cache: createMemoryCache({ now, maxBytes: 1_000_000 }),
      levels,
      tokens: { accessTokens: createAccessTokens({ pools: [pool], now }), directory: world.directory },
      views: world.directory.views,
      registered: createRegisteredOperations({ records: world.records, now }),
      automatic: createAutomaticOperations({ records: world.records, now, log: silentLog }),
      uses: { note: () => undefined },
      log: silentLog,
      now,
      newId: () => {
        requests += 1;
        return `request-${requests}`;
      },
      allowedOrigins: [],
      ready: async () => true,
    });
    const server = held.use(
      await startHttpServer({
        handle: (request) => gateway.handle(request),
        host: '127.0.0.1',
        port: 0,
        log: silentLog,
      }),
    );
    const opened = new Pool(`http://127.0.0.1:${server.port}`, { connections: 4 });
    held.defer(() => opened.destroy());
    return opened;
  };
  const [first, ...others] = caches ?? [createMemoryCache({ now, maxBytes: 1_000_000 })];
  const client = await openClient(first);
  const clients = [client];
  for (const each of others) clients.push(await openClient(each));
  /** Waits until what was answered is kept: an answer's bytes, and where gateways share a cache, its fill after them. */
  const kept = async (): Promise<void> => {
    while (fills.size > 0) {
      const all = [...fills];
      await Promise.all(all);
      for (const each of all) fills.delete(each);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const internal = createSecretKey(Buffer.from(SECRET));
  const handlers = Object.fromEntries(
    Object.entries(world.subgraphs).map(
      ([name, subgraph]) =>
        [
          name,
          createSubgraphHandler(subgraph, silentLog, async () => true, createTokenReader(internal, name, now)),
        ] as const,
    ),
  );
  const credentials = new Map<string, Readonly<Record<string, string>>>();
  const keyOf = (viewer: PlainViewer): Readonly<Record<string, string>> => {
    const headers = credentials.get(viewer.name);
    if (!headers) throw new RangeError(`${viewer.name} was not admitted`);
    return headers;
  };
  const disposed = held.move();

  return {
    world,
    admit: async (viewer) => {
      const { organisation, application, channel, territory, view, role, scoring, narrowedFrom } = viewer;
      await world.directory.saveApplication({
        organisation,
        id: application,
        name: application,
        channel,
        ...(territory === undefined ? {} : { territory }),
      });
      if (!builtIn.some(({ name }) => name === view.name)) await defineView(world, view.name, view.tags, view.hidden);
      const { key } = await apiKeys.issue({
        organisation,
        application,
        view: narrowedFrom ?? view.name,
        scoring,
        grants: ['read', 'explore', 'apq', ...(narrowedFrom === undefined ? [] : (['narrow'] as const))],
      });
      const seconds = NOW / 1_000;
      const token =
        role &&
        (await sign(signingKey, {
          ...person,
          'cognito:groups': [role],
          masthead_subsidiary: organisation,
          iat: seconds - 60,
          auth_time: seconds - 60,
          exp: seconds + 3_600,
        }));
      credentials.set(viewer.name, {
        'x-api-key': key,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(narrowedFrom === undefined ? {} : { 'x-masthead-view': view.name }),
      });
    },
    ask: async (viewer, { query, variables, by }) => {
      const headers = keyOf(viewer);
      world.calls.length = 0;
      return answeredBy(
        by === 'GET'
          ? await client.request({
              method: 'GET',
              path: `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString()}`,
              headers,
            })
          : await client.request({
              method: 'POST',
              path: '/graphql',
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify({ query, variables }),
            }),
      );
    },
    askKept: async (viewer, { query, variables, by }) => {
      const headers = keyOf(viewer);
      const hash = createHash('sha256').update(query).digest('hex');
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
      world.calls.length = 0;
      const post = async (to: Pool, body: object): Promise<Answered> =>
        answeredBy(
          await to.request({
            method: 'POST',
            path: '/graphql',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        );
      const byHash = async (to: Pool): Promise<Answered> =>
        by === 'POST'
          ? post(to, { extensions, variables })
          : answeredBy(
              await to.request({
                method: 'GET',
                path: `/graphql/persisted/${hash}?${new URLSearchParams({ variables: JSON.stringify(variables) }).toString()}`,
                headers,
              }),
            );
      const asked = await byHash(client);
      const cold = isUnknown(asked) ? await post(client, { query, extensions, variables }) : asked;
      await kept();
      const warm: Answered[] = [];
      for (const each of [...clients, client]) warm.push(await byHash(each));
      return [cold, ...warm];
    },
    askSubgraph: async (name, viewer, query, variables) => {
      const { viewer: own } = await apiKeys.callerOf([keyOf(viewer)['x-api-key'] ?? '']);
      const view = await world.directory.views.named(viewer.view.name);
      const asks = { ...own, view: view ?? own.view, roles: viewer.role ? [viewer.role] : [] };
      const body = JSON.stringify({
        query,
        variables,
        extensions: { masthead: { viewer: viewerToWire(asks), now: NOW, id: 'straight' } },
      });
      const token = await createBodySigner(internal, name, now)(body);
      const answer = await handlers[name]?.({
        method: 'POST',
        path: '/graphql',
        query: '',
        headers: { 'content-type': 'application/json' },
        rawHeaders: ['authorization', `Bearer ${token}`],
        body: Buffer.from(body),
        signal: new AbortController().signal,
        remoteAddress: '127.0.0.1',
      });
      return {
        status: answer?.status ?? 0,
        headers: JSON.stringify(answer?.headers),
        body: String(answer?.body),
        isKept: false,
      };
    },
    [Symbol.asyncDispose]: () => disposed.disposeAsync(),
  };
};

const isTag = (text: string): text is VisibilityTag => visibilityTags.some((each) => each === text);

/** Defines a view that is not built in. */
export const defineView = async (
  world: World,
  name: string,
  tags: readonly string[],
  hidden: readonly string[],
): Promise<void> => void (await world.directory.views.define(name, { tags: tags.filter(isTag), hidden }));

/** Saves content as it came to be. */
export const saveContent = async (world: World, record: PlainContent): Promise<void> => {
  for (const { content, body, as, author, at } of record.versions) await world.saved(content, { body, as, author, at });
  const id = record.versions[0]?.content.id ?? '';
  if (record.takenDown !== undefined) await world.takeDown(id, record.takenDown);
};

/** Saves an asset. */
export const saveMedia = (world: World, { media }: PlainMedia): Promise<void> => world.saveMedia(media);

/** Saves a licence. */
export const saveLicence = (world: World, { channels, ...licence }: PlainLicence): Promise<void> =>
  world.directory.saveLicence({ ...licence, channels: [...new Set(channels)] });

/** Fills a stack with a whole world, and indexes it. */
export const fill = async ({ world }: Stack, plain: PlainWorld): Promise<void> => {
  for (const { id, kind, name } of plain.houses)
    await world.directory.saveOrganisation({
      id,
      kind,
      name,
      language: id === 'blatt' ? 'de' : 'en',
      ...(id === 'courier' ? { site: 'https://www.courier.example' } : {}),
    });
  for (const each of plain.packages) {
    const [owner = '', name = ''] = each.split('/');
    await world.directory.savePackage({ owner, name });
  }
  for (const each of plain.licences) await saveLicence(world, each);
  await world.saveTerms(...plain.terms);
  for (const each of plain.media) await saveMedia(world, each);
  for (const each of plain.content) await saveContent(world, each);
  await world.index();
};
