import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { startHttpServer } from '../../entrypoints/http.ts';
import { createBodySigner, createTokenReader } from '../../gateway/execution/internalToken.ts';
import { localDataSource } from '../../gateway/execution/localDataSource.ts';
import { createSubgraphHandler } from '../../gateway/execution/subgraphHandler.ts';
import { viewerToWire } from '../../gateway/execution/wire.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import { createAccessTokens } from '../../gateway/identity/cognito.ts';
import { createKeySet } from '../../gateway/identity/keySet.ts';
import { createAutomaticOperations } from '../../gateway/persisted/automatic.ts';
import { createRegisteredOperations } from '../../gateway/persisted/registered.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
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
}

/** Everything between a client's socket and the records, in one process. */
export interface Stack extends AsyncDisposable {
  readonly world: World;
  /** Makes a viewer's house an application, a key and a token of it, and its view. */
  admit(viewer: PlainViewer): Promise<void>;
  ask(viewer: PlainViewer, asking: Asking): Promise<Answered>;
  /** Asks a subgraph's own handler, with a token as the gateway makes it. */
  askSubgraph(
    name: 'content' | 'media' | 'search',
    viewer: PlainViewer,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Answered>;
}

const VARYING = new Set(['date', 'x-request-id', 'ratelimit']);
/** More points than any run asks for. */
const BOUNDLESS = 2 ** 31 - 1;

/** How much is asked is not what is proved here: the clock stands still, and a minute's quota would end. */
const boundless = (keys: ApiKeys): ApiKeys => ({
  ...keys,
  callerOf: async (values) => {
    const { viewer, key } = await keys.callerOf(values);
    return { viewer, key: { ...key, quota: BOUNDLESS, limits: { ...key.limits, cost: BOUNDLESS } } };
  },
});

/** Opens a {@link Stack} over embedded backends in memory, its clock standing at the fixtures' moment. */
export const openStack = async (): Promise<Stack> => {
  await using held = new AsyncDisposableStack();
  const world = held.use(await openWorld());
  const now = (): number => NOW;
  const signingKey = await rsaPair('one');
  const keys = createKeySet({ issuer: ISSUER, load: async () => ({ keys: [signingKey.jwk] }), now, log: silentLog });
  const pool = { issuer: ISSUER, clients: [person.client_id], subsidiaries: undefined, keys };
  const apiKeys = createApiKeys({ secret: SECRET, directory: world.directory, now });
  const { content, media, search } = world.subgraphs;
  let requests = 0;
  const gateway = createGateway({
    supergraphSdl,
    dataSources: { content: localDataSource(content), media: localDataSource(media), search: localDataSource(search) },
    apiKeys: boundless(apiKeys),
    cache: createMemoryCache({ now, maxBytes: 1_000_000 }),
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
    await startHttpServer({ handle: (request) => gateway.handle(request), host: '127.0.0.1', port: 0, log: silentLog }),
  );
  const client = new Pool(`http://127.0.0.1:${server.port}`, { connections: 4 });
  held.defer(() => client.destroy());

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
        grants: ['read', 'explore', ...(narrowedFrom === undefined ? [] : (['narrow'] as const))],
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
      const answer =
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
            });
      return {
        status: answer.statusCode,
        headers: Object.entries(answer.headers)
          .filter(([name]) => !VARYING.has(name))
          .map(([name, value]) => `${name}: ${String(value)}`)
          .join('\n'),
        body: await answer.body.text(),
      };
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
      return { status: answer?.status ?? 0, headers: JSON.stringify(answer?.headers), body: String(answer?.body) };
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
): Promise<void> => void (await world.directory.views.define(name, tags.filter(isTag), hidden));

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
