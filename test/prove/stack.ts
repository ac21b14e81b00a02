import { createHash, createSecretKey } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import { createBodySigner, createTokenReader } from '../../gateway/execution/internalToken.ts';
import { createSubgraphHandler } from '../../gateway/execution/subgraphHandler.ts';
import { viewerToWire } from '../../gateway/execution/wire.ts';
import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { VisibilityTag } from '../../platform/viewer.ts';
import { visibilityTags } from '../../platform/viewer.ts';
import { person, rsaPair, sign } from '../gateway/identity/issuer.ts';
import { NOW } from '../support/builders.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';
import { saveCollection } from './collections.ts';
import type { PlainViewer } from './oracle.ts';
import { builtIn } from './oracle.ts';
import type { PlainContent, PlainLicence, PlainMedia, PlainWorld } from './plain.ts';
import type { Gateways, Served } from './served.ts';
import { oneGateway, SECRET } from './served.ts';

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

/** Everything between a client's socket and the records: one gateway, or several over one cache, in this process or in others. */
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

/** Opens a {@link Stack} over embedded backends, its clock standing at the fixtures' moment. */
export const openStack = async (gateways: Gateways = oneGateway()): Promise<Stack> => {
  await using held = new AsyncDisposableStack();
  const world = held.use(await openWorld({ shared: gateways.apart }));
  const now = (): number => NOW;
  const signingKey = await rsaPair('one');
  const apiKeys = createApiKeys({ secret: SECRET, directory: world.directory, now });
  const served = await gateways.open({ world, jwk: signingKey.jwk });
  for (const each of served) held.use(each);
  const open = ({ origin }: Served): Pool => {
    const pool = new Pool(origin, { connections: 4 });
    held.defer(() => pool.destroy());
    return pool;
  };
  const [first, ...others] = served;
  const client = open(first);
  const clients = [client, ...others.map(open)];
  let makers = 0;
  /** Each makes answers in its turn that the others then have. */
  const nextMaker = (): Pool => {
    makers += 1;
    return clients[makers % clients.length] ?? client;
  };
  /** Waits until what was answered is kept. */
  const kept = async (): Promise<void> => {
    for (const each of served) await each.kept();
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
      const maker = nextMaker();
      const asked = await byHash(maker);
      const cold = isUnknown(asked) ? await post(maker, { query, extensions, variables }) : asked;
      await kept();
      const warm: Answered[] = [];
      for (const each of [...clients, maker]) warm.push(await byHash(each));
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
  for (const each of plain.collections) await saveCollection(world, each);
  await world.index();
};
