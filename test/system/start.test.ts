import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Masthead } from './masthead.ts';
import { ask, freePort, runEntryPoint, startMasthead, temporaryFolder } from './masthead.ts';

const listSchema = z.object({
  latestContent: z.object({
    edges: z.array(
      z.object({ node: z.object({ id: z.string(), headline: z.string(), owner: z.object({ id: z.string() }) }) }),
    ),
  }),
});
const LIST = '{ latestContent(first: 100) { edges { node { id headline owner { id } } } } }';

const listOf = async (masthead: Masthead, key?: string) => {
  const { data, errors } = await masthead.ask(LIST, key === undefined ? {} : { key });
  expect(errors).toEqual([]);
  return listSchema.parse(data).latestContent.edges.map(({ node }) => node);
};

describe('a first start', () => {
  const stack = new AsyncDisposableStack();
  let folder: { readonly path: string };
  let masthead: Masthead;

  beforeAll(async () => {
    folder = stack.use(await temporaryFolder());
    masthead = stack.use(await startMasthead(folder.path));
  }, 180_000);
  afterAll(() => stack.disposeAsync());

  it('fills in both newspapers and prints three keys', () => {
    expect(masthead.keys.map(({ name }) => name)).toEqual(['The Harbour Courier', 'Alpenblatt', 'Tidewater News App']);
  });

  it('prints three curl lines that work when pasted', () => {
    const lines = masthead
      .output()
      .split('\n')
      .filter((line) => line.trim().startsWith('curl '));
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const { stdout, status } = spawnSync('bash', ['-c', line.trim()], { encoding: 'utf8' });
      expect(status).toBe(0);
      const answer = z.looseObject({ data: z.record(z.string(), z.unknown()) }).parse(JSON.parse(stdout));
      expect(answer).not.toHaveProperty('errors');
      expect(Object.values(answer.data)).not.toContain(null);
    }
  });

  it('shows each newspaper its own stories, and the partner those that it licenses', async () => {
    const [courier, alpenblatt, partner] = masthead.keys;
    const own = await listOf(masthead, courier?.key);
    expect(new Set(own.map(({ owner }) => owner.id))).toEqual(new Set(['harbour-courier']));
    expect(own.length).toBeGreaterThan(20);
    const others = await listOf(masthead, alpenblatt?.key);
    expect(new Set(others.map(({ owner }) => owner.id))).toEqual(new Set(['alpenblatt']));
    expect((await listOf(masthead, partner?.key)).map(({ id }) => id)).toEqual(own.map(({ id }) => id));
  });

  it('answers across all three subgraphs in one request', async () => {
    const { data, errors } = await masthead.ask(
      '{ search(query: "harbour", first: 5, filter: { kinds: [CONTENT] }) { totalCount edges { highlights { html } node { ... on Content { headline body { wordCount } leadMedia { altText renditions(widths: [320]) { url width } original { url } } related(first: 2) { headline } } } } } }',
    );
    expect(errors).toEqual([]);
    const { search } = z
      .object({
        search: z.object({
          totalCount: z.number(),
          edges: z.array(
            z.object({
              node: z.object({
                headline: z.string(),
                leadMedia: z.unknown(),
                related: z.array(z.object({ headline: z.string() })),
              }),
            }),
          ),
        }),
      })
      .parse(data);
    expect(search.totalCount).toBeGreaterThan(3);
    expect(search.edges).toHaveLength(5);
    expect(search.edges.some(({ node }) => node.leadMedia !== null && node.related.length === 2)).toBe(true);
  });

  it('serves originals and renditions by their links: bytes, ranges, and nothing without the signature', async () => {
    const { data } = await masthead.ask(
      '{ latestContent(first: 20) { edges { node { leadMedia { contentType sizeInBytes original { url } renditions(widths: [320], crop: SQUARE) { url width height } } } } } }',
    );
    const asset = z.object({
      contentType: z.string(),
      sizeInBytes: z.number(),
      original: z.object({ url: z.string() }),
      renditions: z.array(z.object({ url: z.string(), width: z.number(), height: z.number() })),
    });
    const [first] = z
      .object({
        latestContent: z.object({
          edges: z.array(z.object({ node: z.object({ leadMedia: asset.nullable().catch(null) }) })),
        }),
      })
      .parse(data)
      .latestContent.edges.flatMap(({ node }) => node.leadMedia ?? []);
    if (!first) throw new Error('no story has a picture');

    const whole = await fetch(first.original.url);
    expect([whole.status, whole.headers.get('content-type'), (await whole.bytes()).length]).toEqual([
      200,
      first.contentType,
      first.sizeInBytes,
    ]);
    const part = await fetch(first.original.url, { headers: { range: 'bytes=0-99' } });
    expect([part.status, (await part.bytes()).length]).toEqual([206, 100]);
    expect((await fetch(first.original.url.replace(/signature=[^&]{3}/, 'signature=AAA'))).status).toBe(403);

    const [rendition] = first.renditions;
    if (!rendition) throw new Error('no rendition is offered');
    expect([rendition.width, rendition.height]).toEqual([320, 320]);
    const picture = await fetch(rendition.url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await fetch(rendition.url)).status).toBe(200);
    expect((await fetch(rendition.url.replace('square-320', 'square-640'))).status).toBe(404);
  });

  it('refuses every wrong credential with one and the same 401', async () => {
    const key = masthead.keys[0]?.key ?? '';
    const answers = await Promise.all(
      [
        undefined,
        '',
        'nonsense',
        `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`,
        key.replace(/^mh_./, (start) => (start === 'mh_a' ? 'mh_b' : 'mh_a')),
      ].map((wrong) => ask(masthead.url, wrong, '{ viewer { id } }')),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.errors.map(({ message, extensions }) => [message, extensions.code])).toEqual(
        answers[0]?.errors.map(({ message, extensions }) => [message, extensions.code]),
      );
    }
  });
});

describe('what an operator can mend ends a start with one line', () => {
  const expectOneLine = async (
    env: Readonly<Record<string, string>>,
    line: RegExp,
    args: readonly string[] = [],
  ): Promise<void> => {
    await using running = runEntryPoint('start.ts', args, { LOG_LEVEL: 'warn', ...env });
    expect(await running.ended).toBe(1);
    expect(
      running
        .output()
        .trim()
        .split('\n')
        .filter((each) => each.startsWith('masthead: ')),
    ).toHaveLength(1);
    expect(running.output()).toMatch(line);
    expect(running.output()).not.toMatch(/^\s+at /m);
  };

  it('a port in use', async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    try {
      await expectOneLine(
        { DATA_DIR: folder.path, PORT: String(typeof address === 'object' ? address?.port : 0) },
        /port \d+ on 127\.0\.0\.1 is in use/,
      );
    } finally {
      other.close();
    }
  }, 180_000);

  it('a data folder that cannot be written', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    await expectOneLine({ DATA_DIR: join(folder.path, 'file', 'below'), PORT: '0' }, /cannot be written \(ENOTDIR\)/);
  });

  it('a data folder of a later version', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'version.json'), '{"version": 99}');
    await expectOneLine({ DATA_DIR: folder.path, PORT: '0' }, /comes from a later version of Masthead/);
  });

  it('a folder that is not Masthead’s is never removed by --fresh', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'letter.txt'), 'mine');
    await expectOneLine({ DATA_DIR: folder.path, PORT: '0' }, /not a data folder of Masthead/, ['--fresh']);
  });

  it('every fault of the configuration at once', async () => {
    await using running = runEntryPoint('start.ts', [], { PORT: 'http', SEARCH: 'opensearch', RECORDS: 'oracle' });
    expect(await running.ended).toBe(1);
    for (const name of ['PORT', 'RECORDS', 'OPENSEARCH_URL']) expect(running.output()).toContain(`${name}:`);
  });

  it('an unknown option', async () => {
    await using folder = await temporaryFolder();
    await expectOneLine({ DATA_DIR: folder.path, PORT: '0' }, /--fresh/, ['--frsh']);
  });
});

describe('a later start', () => {
  it('imports nothing again, keeps its keys, and --fresh begins anew', async () => {
    await using folder = await temporaryFolder();
    const first = await startMasthead(folder.path);
    const before = await listOf(first);
    expect(await first.stop()).toBe(0);
    {
      await using second = await startMasthead(folder.path);
      expect(second.output()).not.toContain('First start');
      expect(second.keys).toEqual(first.keys);
      expect(await listOf(second)).toEqual(before);
    }
    await using third = await startMasthead(folder.path, { args: ['--fresh'] });
    expect(third.output()).toContain('First start');
    expect(third.keys[0]?.key).not.toBe(first.keys[0]?.key);
    // Ids come from where records came from: the same export makes the same ones.
    expect((await listOf(third)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  }, 300_000);

  it('goes on where a first start was killed', async () => {
    await using folder = await temporaryFolder();
    {
      await using broken = runEntryPoint('start.ts', [], {
        DATA_DIR: folder.path,
        PORT: String(await freePort()),
        LOG_LEVEL: 'warn',
      });
      await broken.printed('First start');
      await broken.stop('SIGKILL');
    }
    await using masthead = await startMasthead(folder.path);
    expect((await listOf(masthead)).length).toBeGreaterThan(20);
  }, 300_000);
});

describe('a stop', () => {
  /** Eight clients that ask without a pause. `begun`: each has its connection and an answer; one that still waits to be accepted is cut when a server stops listening. */
  const load = (masthead: Masthead, until: Promise<unknown>) => {
    const over = new AbortController();
    void until.then(() => over.abort());
    const failed: string[] = [];
    let answered = 0;
    const client = async (begins: () => void): Promise<void> => {
      while (!over.signal.aborted) {
        try {
          const { status, errors } = await masthead.ask(LIST);
          if (status !== 200 || errors.length > 0) failed.push(`${status} ${JSON.stringify(errors)}`);
          else answered += 1;
          begins();
        } catch (error) {
          // A connection that is refused after the server stopped listening is no request that failed.
          const cause = error instanceof Error ? error.cause : undefined;
          const refused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
          if (!refused) failed.push(`${String(error)} ${String(cause)}`);
          begins();
          return;
        }
      }
    };
    const clients = Array.from({ length: 8 }, () => {
      const { promise: first, resolve } = Promise.withResolvers<void>();
      return { first, over: client(resolve) };
    });
    return {
      begun: Promise.all(clients.map(({ first }) => first)),
      ended: Promise.all(clients.map((each) => each.over)).then(() => ({ answered, failed })),
    };
  };

  it('by SIGTERM under load fails no request, ends with 0, and keeps the data; so does kill -9 for the data', async () => {
    await using folder = await temporaryFolder();
    const masthead = await startMasthead(folder.path);
    const before = await listOf(masthead);
    const loaded = load(masthead, masthead.ended);
    await loaded.begun;
    const code = await masthead.stop('SIGTERM');
    const { answered, failed } = await loaded.ended;
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(8);
    expect(code).toBe(0);

    const again = await startMasthead(folder.path);
    expect(await listOf(again)).toEqual(before);
    const killed = load(again, again.ended);
    await killed.begun;
    await again.stop('SIGKILL');
    await killed.ended;

    await using last = await startMasthead(folder.path);
    expect(await listOf(last)).toEqual(before);
  }, 300_000);
});
