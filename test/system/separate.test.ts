import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBodySigner } from '../../gateway/execution/internalToken.ts';
import { viewerToWire } from '../../gateway/execution/wire.ts';
import { viewerOf } from '../support/viewers.ts';
import type { House } from './house.ts';
import { askGateway, askOver, askUntil, gapsIn, insideNamed, openHouse } from './house.ts';
import type { Running } from './masthead.ts';
import { freePort, runEntryPoint, temporaryFolder } from './masthead.ts';
import { fillSmallWorld, issueKey, questions, saveStory, story, wrongQuestion } from './smallWorld.ts';

const pair = generateKeyPairSync('ed25519');
const signingKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const verifyingKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

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
    const child = stack.use(
      runEntryPoint('subgraph.ts', [], {
        ...env,
        SUBGRAPH: name,
        HOST: '0.0.0.0',
        PORT: String(ports[name]),
        TOKEN_VERIFYING_KEY: verifyingKey,
      }),
    );
    running.set(name, child);
    await child.printed(`${name}: http://0.0.0.0:${ports[name]}`);
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
        TOKEN_SIGNING_KEY: signingKey,
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

  describe.each(names)('called directly, %s', (name) => {
    const body = JSON.stringify({
      query: '{ _service { sdl } }',
      extensions: { masthead: { viewer: viewerToWire(viewerOf()), now: 0, id: 'r' } },
    });
    const signedFor = (subgraph: Name, text = body, before = 0): Promise<string> =>
      createBodySigner(pair.privateKey, subgraph, () => Date.now() - before)(text);
    const call = async (token: string | undefined, text = body): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${ports[name]}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: text,
      });
      await answer.arrayBuffer();
      return answer.status;
    };

    it('answers the gateway’s own token', async () => {
      expect(await call(await signedFor(name))).toBe(200);
    });

    it.each<[string, () => Promise<number>]>([
      ['no token', () => call(undefined)],
      ['an expired one', async () => call(await signedFor(name, body, 61_000))],
      ['another subgraph’s', async () => call(await signedFor(name === 'media' ? 'search' : 'media'))],
      ['a good one on another body', async () => call(await signedFor(name), body.replace('courier', 'blatt'))],
      ['an API key', async () => call(keys.courier)],
    ])('answers 401 to %s', async (_, ask) => {
      expect(await ask()).toBe(401);
    });
  });

  it.skipIf(process.platform !== 'linux')('listen where they should, and the worker nowhere', async () => {
    const listening = async (child: Running | undefined): Promise<number> => {
      const folder = `/proc/${child?.pid}`;
      const files = await Promise.all(
        (await readdir(`${folder}/fd`)).map((fd) => readlink(`${folder}/fd/${fd}`).catch(() => '')),
      );
      const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`${folder}/net/${table}`, 'utf8')));
      // The fourth column is the state, of which 0A is LISTEN; the tenth the socket's inode.
      const rows = tables.flatMap((table) => table.split('\n').map((row) => row.trim().split(/\s+/)));
      return rows.filter((row) => row[3] === '0A' && files.includes(`socket:[${row[9]}]`)).length;
    };
    for (const name of names) expect([name, await listening(running.get(name))]).toEqual([name, 1]);
    expect(await listening(running.get('worker'))).toBe(0);
  });

  it('end with 0 when they are asked to', async () => {
    for (const [name, process] of running) expect([name, await process.stop('SIGTERM')]).toEqual([name, 0]);
  });
});

describe.concurrent('a subgraph alone', () => {
  it.each([
    [
      'that has the gateway’s half of the key',
      { SUBGRAPH: 'media', PUBLIC_URL: 'http://localhost', TOKEN_SIGNING_KEY: signingKey },
      'TOKEN_SIGNING_KEY',
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

  it('does not start with the subgraphs’ half of the key alone, and says so in one line', async () => {
    await using folder = await temporaryFolder();
    const urls = names.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, 'http://127.0.0.1:1']);
    await using child = runEntryPoint('gateway.ts', [], {
      DATA_DIR: folder.path,
      PORT: '0',
      TOKEN_VERIFYING_KEY: verifyingKey,
      ...Object.fromEntries(urls),
    });
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(/^masthead: TOKEN_SIGNING_KEY is required.*\n$/);
  });
});
