import { describe, expect, it, vi } from 'vitest';
import { OperatorError } from '../../platform/errors.ts';
import type { FaultProxy } from '../faults/proxy.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import { openHouse } from './house.ts';
import { runEntryPoint, temporaryFolder } from './masthead.ts';
import { fillSmallWorld, small } from './smallWorld.ts';

const SECRET = 'a secret that is long enough for everything';
const secrets = { LINK_SECRET: SECRET, CURSOR_SECRET: SECRET, KEY_SECRET: SECRET, TOKEN_SECRET: SECRET };
const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

/** How each backend is chosen, where it would be, and what its line says. */
const backends = {
  records: {
    env: (url: string) => ({
      RECORDS: 'dynamodb',
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: url,
    }),
    line: /^records: DynamoDB does not answer: .*AWS_ENDPOINT_URL_DYNAMODB.*RECORDS=sqlite$/,
  },
  objects: {
    env: (url: string) => ({ OBJECTS: 's3', BUCKET: 'masthead-missing', AWS_ENDPOINT_URL_S3: url }),
    line: /^objects: the bucket masthead-missing cannot be reached: .*AWS_ENDPOINT_URL_S3.*OBJECTS=files$/,
  },
  search: {
    env: (url: string) => ({ SEARCH: 'opensearch', OPENSEARCH_URL: url.replace('//', '//user:password@') }),
    line: /^search: OpenSearch at http:\/\/127\.0\.0\.1:\d+ does not answer: start it, .*SEARCH=sqlite$/,
  },
  queue: {
    env: (url: string) => ({ QUEUE: 'sqs', AWS_ENDPOINT_URL_SQS: url }),
    line: /^queue: SQS does not answer: .*AWS_ENDPOINT_URL_SQS.*QUEUE=sqlite$/,
  },
  cache: {
    env: (url: string) => ({ CACHE: 'redis', REDIS_URL: url.replace('http', 'redis') }),
    line: /^cache: Redis does not answer: start it, look at REDIS_URL .*CACHE=memory$/,
  },
} as const;
const names = ['records', 'objects', 'search', 'queue', 'cache'] as const;

/** Nobody is behind it. */
const nobody = (): Promise<FaultProxy> => startFaultProxy({ target: { host: '127.0.0.1', port: 1 } });

it('takes a record down while the shared cache is away, and says which place does not confirm', async () => {
  await using folder = await temporaryFolder();
  const env = { ...secrets, DATA_DIR: folder.path };
  {
    await using house = await openHouse(env);
    await fillSmallWorld(house);
  }
  await using proxy = await nobody();
  await proxy.set({ mode: 'refuse' });
  const id = small.stories[0]?.id ?? '';
  await using child = runEntryPoint('cli.ts', ['takedown', id, '--reason', 'an injunction', '--within', '1'], {
    ...env,
    ...backends.cache.env(proxy.url),
    LOG_LEVEL: 'silent',
  });
  expect(await child.ended).toBe(1);
  expect(child.output()).toContain(`${id} is killed in version 2`);
  for (const place of ['live table', 'lists', 'index first'])
    expect(child.output()).toMatch(new RegExp(`^${place} +yes `, 'm'));
  expect(child.output()).toMatch(/^shared cache +no /m);
  await using house = await openHouse(env);
  expect((await house.services.contentStore.metas([id], { consistent: true }))[0]).toMatchObject({ live: false });
});

describe.concurrent('a start without a backend', () => {
  it.each(names)('ends with 1 and one line that says which and what to do: %s', async (name) => {
    await using folder = await temporaryFolder();
    await using proxy = await nobody();
    await proxy.set({ mode: 'refuse' });
    const { env, line } = backends[name];
    await using child = runEntryPoint('worker.ts', [], {
      ...aws,
      ...secrets,
      ...env(proxy.url),
      DATA_DIR: folder.path,
      LOG_LEVEL: 'error',
    });
    expect(await child.ended).toBe(1);
    const [first = '', ...more] = child.output().trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(first.replace('masthead: ', '')).toMatch(line);
  });

  it('names each, where none of the five makes sense and where all hang, in bounded time', async () => {
    await using folder = await temporaryFolder();
    await using opened = new AsyncDisposableStack();
    const env: Record<string, string> = { ...aws, ...secrets, DATA_DIR: folder.path };
    const proxies: FaultProxy[] = [];
    for (const name of names) {
      const proxy = opened.use(await nobody());
      proxies.push(proxy);
      Object.assign(env, backends[name].env(proxy.url));
    }
    // The SDK reads its own variables.
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    opened.defer(() => void vi.unstubAllEnvs());
    for (const mode of ['garbage', 'hang'] as const) {
      await Promise.all(proxies.map((proxy) => proxy.set({ mode })));
      const error: unknown = await openHouse(env).catch((thrown: unknown) => thrown);
      if (!(error instanceof OperatorError)) throw new Error('it started, or failed otherwise', { cause: error });
      const lines = error.message.split('\n');
      expect(lines).toHaveLength(names.length);
      for (const [index, name] of names.entries()) expect(lines[index]).toMatch(backends[name].line);
    }
  });
});
