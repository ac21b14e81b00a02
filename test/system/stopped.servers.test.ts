import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../../gateway/handler.ts';
import { backendNames, QUESTION, without } from './backendGaps.ts';
import type { House } from './house.ts';
import { askGateway, askUntil, gapsIn, insideNamed, openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import { configurationOver, pointSdkAt } from './realBackends.ts';
import { fillSmallWorld, issueKey, saveStory, story } from './smallWorld.ts';

const SERVERS = fileURLToPath(new URL('../servers/servers', import.meta.url));
const serverOf = { records: 'dynoxide', objects: 'versitygw', search: 'opensearch' } as const;

/** Servers of this test's own: nobody else's are stopped. */
const ownServers =
  (run: string) =>
  async (command: string, names: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(SERVERS, [command, ...names], {
      env: { ...process.env, MASTHEAD_SERVERS_RUN: run },
    });
    return stdout;
  };

describe.skipIf(process.env.REAL_SERVERS !== '1')('while a server is stopped', () => {
  const stack = new AsyncDisposableStack();
  const names = Object.values(serverOf);
  let servers: ReturnType<typeof ownServers>;
  let house: House;
  let gateway: Gateway;
  let key: string;

  const ask = (question: string) => askGateway(gateway, key, question);
  const askWhole = () =>
    askUntil(
      () => ask(QUESTION),
      ({ errors }) => errors.length === 0,
    );

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    const run = stack.use(await temporaryFolder());
    // OpenSearch runs as another user where this one is root.
    await chmod(run.path, 0o755);
    servers = ownServers(run.path);
    await servers('start', names);
    stack.defer(async () => void (await servers('clean', [])));
    const env = configurationOver(
      Object.fromEntries(
        [...(await servers('env', [])).matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
      ),
      folder.path,
    );
    stack.use(pointSdkAt(env));
    house = stack.use(await openHouse(env));
    await fillSmallWorld(house);
    key = await issueKey(house.apiKeys);
    gateway = house.gateway();
    const end = new AbortController();
    const following = house.services.consume('follow', end.signal);
    stack.defer(async () => {
      end.abort();
      await following;
    });
  }, 240_000);
  afterAll(() => stack.disposeAsync(), 60_000);

  it.each(backendNames)(
    '%s is missing and no more, and there again once it is started',
    async (name) => {
      const { gaps, data } = without[name];
      // From here on a key is remembered for less than half a minute.
      key = await issueKey(house.apiKeys);
      expect((await askWhole()).errors).toEqual([]);
      await servers('stop', [serverOf[name]]);
      const answer = await ask(QUESTION);
      expect(gapsIn(answer).join(' ')).toMatch(gaps);
      expect(answer.data).toEqual(data);
      expect(insideNamed(answer)).toEqual([]);
      expect(answer.took).toBeLessThan(6_000);
      await servers('start', [serverOf[name]]);
      expect((await askWhole()).errors).toEqual([]);
    },
    120_000,
  );

  it('the change feed is followed on, after all of them came back', async () => {
    await saveStory(house, story('lighthouse', 2));
    const found = await askUntil(
      () => ask('{ search(query: "lighthouse") { edges { node { ... on Content { slug } } } } }'),
      ({ body }) => body.includes('"slug":"lighthouse"'),
    );
    expect(found.data).toEqual({ search: { edges: [{ node: { slug: 'lighthouse' } }] } });
  });
});
