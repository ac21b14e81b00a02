import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { House } from './house.ts';
import { askGateway, askOver, askUntil, gapsIn, insideNamed, openHouse } from './house.ts';
import type { Running } from './masthead.ts';
import { freePort, runEntryPoint, temporaryFolder } from './masthead.ts';
import { fillSmallWorld, issueKey, questions, saveStory, story, wrongQuestion } from './smallWorld.ts';

const names = ['content', 'media', 'search'] as const;
type Name = (typeof names)[number];

/** What each subgraph alone gives, and whose questions need nothing of it. */
const alone: Readonly<
  Record<Name, { readonly question: string; readonly gap: string; readonly others: readonly Name[] }>
> = {
  content: {
    question: '{ latestContent(first: 1) { edges { node { id } } } }',
    gap: 'latestContent: UNAVAILABLE',
    others: ['search'],
  },
  media: {
    question: '{ latestContent(first: 1) { edges { node { leadMedia { altText } } } } }',
    gap: 'latestContent.edges.node.leadMedia.altText: UNAVAILABLE',
    others: ['content', 'search'],
  },
  search: {
    question: '{ suggest(prefix: "har") { text } }',
    gap: 'suggest: UNAVAILABLE',
    others: ['content', 'media'],
  },
};

describe('gateway, subgraphs and worker as processes of their own', () => {
  const stack = new AsyncDisposableStack();
  const running = new Map<string, Running>();
  let env: Readonly<Record<string, string>>;
  let ports: Readonly<Record<Name | 'gateway', number>>;
  let house: House;
  let url: string;
  let keys: { readonly courier: string; readonly radio: string };

  const start = async (name: Name): Promise<void> => {
    const child = stack.use(runEntryPoint('subgraph.ts', [], { ...env, SUBGRAPH: name, PORT: String(ports[name]) }));
    running.set(name, child);
    await child.printed(`${name}: http://127.0.0.1:${ports[name]}`);
  };

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    ports = {
      gateway: await freePort(),
      content: await freePort(),
      media: await freePort(),
      search: await freePort(),
    };
    url = `http://localhost:${ports.gateway}`;
    env = { DATA_DIR: folder.path, PUBLIC_URL: url, LOG_LEVEL: 'error' };
    house = stack.use(await openHouse(env));
    await fillSmallWorld(house);
    keys = { courier: await issueKey(house.apiKeys), radio: await issueKey(house.apiKeys, 'radio') };
    const gateway = stack.use(
      runEntryPoint('gateway.ts', [], {
        ...env,
        PORT: String(ports.gateway),
        ...Object.fromEntries(
          names.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports[name]}`]),
        ),
      }),
    );
    running.set('gateway', gateway);
    const worker = stack.use(runEntryPoint('worker.ts', [], { ...env, LOG_LEVEL: 'info' }));
    running.set('worker', worker);
    await Promise.all([
      ...names.map(start),
      gateway.printed(`gateway: ${url}/graphql`),
      worker.printed('following the change feed'),
    ]);
  }, 120_000);
  afterAll(() => stack.disposeAsync());

  it('answer every question whole', async () => {
    for (const [name, question] of Object.entries(questions))
      expect((await askOver(url, keys.courier, question)).errors, name).toEqual([]);
  });

  it.each(['courier', 'radio'] as const)('answer %s byte for byte as all in one does', async (organisation) => {
    const local = house.gateway();
    const key = keys[organisation];
    for (const question of [...Object.values(questions), wrongQuestion]) {
      const answers = async () => [await askOver(url, key, question), await askGateway(local, key, question)] as const;
      let [remote, inProcess] = await answers();
      // Links end on a grid: one that ended just between the two differs once.
      if (remote.body !== inProcess.body) [remote, inProcess] = await answers();
      expect([remote.status, remote.body]).toEqual([inProcess.status, inProcess.body]);
    }
  });

  it('serve originals and renditions by the links they give', async () => {
    const { data } = await askOver(url, keys.courier, questions.list ?? '');
    const links = [...JSON.stringify(data).matchAll(/"url":"([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(1);
    for (const link of links.slice(0, 2)) {
      const answer = await fetch(link);
      expect([answer.status, answer.headers.get('content-type')?.split('/')[0]]).toEqual([200, 'image']);
      await answer.arrayBuffer();
    }
  });

  it('find what another process wrote, carried to the index by the worker', async () => {
    await saveStory(house, story('lighthouse', 50));
    const question = '{ search(query: "lighthouse") { edges { node { ... on Content { slug } } } } }';
    const found = await askUntil(
      () => askOver(url, keys.courier, question),
      ({ body }) => body.includes('"slug":"lighthouse"'),
    );
    expect(found.data).toEqual({ search: { edges: [{ node: { slug: 'lighthouse' } }] } });
  });

  it.each(names)('miss one part and no more while %s is killed, and have it again when it is back', async (name) => {
    const { question, gap, others } = alone[name];
    await running.get(name)?.stop('SIGKILL');
    const away = await askOver(url, keys.courier, question);
    expect(gapsIn(away)).toEqual([gap]);
    expect(insideNamed(away)).toEqual([]);
    for (const other of others)
      expect((await askOver(url, keys.courier, alone[other].question)).errors, other).toEqual([]);
    await start(name);
    const back = await askUntil(
      () => askOver(url, keys.courier, question),
      ({ errors }) => errors.length === 0,
    );
    expect(back.errors).toEqual([]);
  });

  it('end with 0 when they are asked to', async () => {
    for (const [name, process] of running) expect([name, await process.stop('SIGTERM')]).toEqual([name, 0]);
  });
});

describe.concurrent('a subgraph alone', () => {
  it.each([
    [
      'that would be reached from elsewhere',
      { SUBGRAPH: 'media', HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost' },
      'HOST',
    ],
    ['without a name', { PUBLIC_URL: 'http://localhost' }, 'SUBGRAPH'],
    ['that does not know where clients reach media', { SUBGRAPH: 'media' }, 'PUBLIC_URL'],
  ])('%s does not start, and says why in one line', async (_, env, variable) => {
    await using folder = await temporaryFolder();
    await using child = runEntryPoint('subgraph.ts', [], { DATA_DIR: folder.path, PORT: '0', ...env });
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(new RegExp(`^masthead: .*${variable}.*\n$`));
  });
});

describe('a gateway alone', () => {
  it('does not start without its subgraphs’ addresses, and says which in one line', async () => {
    await using folder = await temporaryFolder();
    await using child = runEntryPoint('gateway.ts', [], {
      DATA_DIR: folder.path,
      PORT: '0',
      SUBGRAPH_CONTENT_URL: 'http://127.0.0.1:1',
    });
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(/^masthead: SUBGRAPH_MEDIA_URL is required.*\n$/);
  });
});
