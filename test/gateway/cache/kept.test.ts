import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { WorkingPlace } from '../../../platform/workingPlace.ts';
import { everythingTag, organisationTag } from '../../../subgraphs/tags.ts';
import { keysOf, viewerWith } from '../gatewayFixture.ts';
import type { Wanted } from './keeping.ts';
import { openKeeping, outcomeOf } from './keeping.ts';

const story = 'query Story($id: ID!) { content(id: $id) { headline leadMedia { altText } } }';
const variables = { id: 'a1' };

describe('an answer of a persisted operation', () => {
  test('is made once and sent as often as it is asked for, the same to the byte', async () => {
    const { get, kept, behaviour, levels } = openKeeping();
    let made = 0;
    behaviour.touch = () => {
      made += 1;
    };
    const cold = await get(story, { variables });
    await kept();
    const before = made;
    const warm = await get(story, { variables });
    expect([outcomeOf(cold), outcomeOf(warm)]).toEqual(['miss', 'hit']);
    expect(String(warm.body)).toBe(String(cold.body));
    expect(made).toBe(before);
    expect(levels.counts.hits.memory).toBe(1);
  });

  test('tells how old it is and how long it may be kept', async () => {
    const { get, kept, clock } = openKeeping();
    const cold = await get(story, { variables });
    await kept();
    clock.time += 12_900;
    const warm = await get(story, { variables });
    expect([cold, warm].map(({ headers }) => [headers['cache-control'], headers.age])).toEqual([
      ['private, max-age=60', '0'],
      ['private, max-age=60', '12'],
    ]);
    expect(warm.headers).toMatchObject({
      vary: 'Origin, Accept, Accept-Encoding, x-api-key, Authorization, x-masthead-view',
      'x-content-type-options': 'nosniff',
    });
    expect(warm.headers['x-request-id']).not.toBe(cold.headers['x-request-id']);
  });

  test('is over when its policy says so, or earlier when what it was made from does', async () => {
    const { get, kept, clock, behaviour } = openKeeping();
    const outcomeAfter = async (ms: number): Promise<string | undefined> => {
      clock.time += ms;
      const outcome = outcomeOf(await get(story, { variables }));
      await kept();
      return outcome;
    };
    expect([await outcomeAfter(0), await outcomeAfter(59_999), await outcomeAfter(1)]).toEqual(['miss', 'hit', 'miss']);
    const end = clock.time + 60_000 + 5_000;
    behaviour.touch = (touched) => touched.endBy(end, 'shown');
    expect([await outcomeAfter(60_000), await outcomeAfter(4_999), await outcomeAfter(1)]).toEqual([
      'miss',
      'hit',
      'miss',
    ]);
  });

  test('is not kept where something in it was known before a purge of it', async () => {
    const { get, kept, cache, clock, behaviour } = openKeeping();
    const knownAt = clock.time;
    behaviour.touch = (touched) => touched.knownSince(knownAt);
    clock.time += 1;
    await cache.purge(['content']);
    clock.time += 5_000;
    for (const outcome of ['miss', 'miss']) {
      expect(outcomeOf(await get(story, { variables }))).toBe(outcome);
      await kept();
    }
    behaviour.touch = (touched) => touched.knownSince(knownAt + 2);
    for (const outcome of ['miss', 'hit']) {
      expect(outcomeOf(await get(story, { variables }))).toBe(outcome);
      await kept();
    }
    // Its life is that of the answer, not of what is older in it.
    clock.time += 59_999;
    expect(outcomeOf(await get(story, { variables }))).toBe('hit');
  });

  test('is told shorter for what its reader sees end, and not for what it may not see yet', async () => {
    const { get, behaviour, clock } = openKeeping();
    behaviour.touch = (touched) => touched.endBy(clock.time + 5_000, 'hidden');
    expect((await get(story, { variables })).headers['cache-control']).toBe('private, max-age=60');
    behaviour.touch = (touched) => touched.endBy(clock.time + 5_500, 'shown');
    expect((await get(story, { variables: { id: 'b2' } })).headers['cache-control']).toBe('private, max-age=5');
  });

  test.each([
    ['one of what it was made from', 'content'],
    ['its organisation', organisationTag('courier')],
    ['everything', everythingTag],
  ])('is gone when %s is purged', async (_, tag) => {
    const { get, kept, cache, clock } = openKeeping();
    await get(story, { variables });
    await kept();
    clock.time += 1;
    await cache.purge([tag]);
    expect(outcomeOf(await get(story, { variables }))).toBe('miss');
  });

  test('costs one point, and who made it pays what it costs', async () => {
    const { get, kept, answered } = openKeeping();
    const left = async (): Promise<number> =>
      Number(/r=(\d+)/.exec((await get(story, { variables })).headers.ratelimit ?? '')?.[1]);
    const cold = await left();
    await kept();
    expect(1_000_000 - cold).toBeGreaterThan(1);
    expect(cold - (await left())).toBe(1);
    expect(
      answered.map(({ cache, cost, operation, name, outcome }) => [cache, cost, operation, name, outcome]),
    ).toEqual(['miss', 'hit'].map((cache) => [cache, 1_000_000 - cold, answered[0]?.operation, 'Story', 'OK']));
  });

  test('is no other’s: by variables, operation, name, view, application’s grants, limits', async () => {
    const { get, kept } = openKeeping({
      apiKeys: keysOf({ partner: { ...viewerWith(['explore', 'read']), organisation: 'tribune' } }),
    });
    const two = 'query A { content(id: "a1") { headline } } query B { content(id: "a1") { slug } }';
    const all: [string, Wanted][] = [
      [story, { variables }],
      [story, { variables: { id: 'a2' } }],
      [story, { variables, key: 'reader' }],
      [story, { variables, key: 'trusted' }],
      [story, { variables, key: 'partner' }],
      [`${story} `, { variables }],
      [two, { operationName: 'A' }],
      [two, { operationName: 'B' }],
    ];
    const ask = async (): Promise<[string | undefined, string][]> => {
      const answers: [string | undefined, string][] = [];
      for (const [text, wanted] of all) {
        const response = await get(text, wanted);
        await kept();
        answers.push([outcomeOf(response), String(response.body)]);
      }
      return answers;
    };
    const cold = await ask();
    expect(cold.map(([outcome]) => outcome)).toEqual(all.map(() => 'miss'));
    expect(await ask()).toEqual(cold.map(([, body]) => ['hit', body]));
  });

  test('is found where processes share it, at the price of a hit, and looked for again where it is not there', async () => {
    const one = openKeeping();
    await one.get(story, { variables });
    await one.kept();
    let isThere = false;
    const levels: typeof one.levels = {
      ...one.levels,
      peek: () => undefined,
      find: async (key) => (isThere ? one.levels.peek(key) : undefined),
    };
    const two = openKeeping({ levels });
    const outcomes: (string | undefined)[] = [];
    // The key is known from the second request on.
    for (isThere of [false, false, true]) {
      const { headers } = await two.get(story, { variables });
      outcomes.push(headers['x-cache'], headers['x-cache-reason'], /r=(\d+)/.exec(headers.ratelimit ?? '')?.[1]);
    }
    expect(outcomes).toEqual(['hit', 'memory', '999999', 'hit', 'memory', '999998', 'hit', 'redis', '999997']);
  });

  test('is also found by who is not remembered, and in another order of its variables', async () => {
    const many = 'query ($a: ID!, $b: ID!) { a: content(id: $a) { id } b: content(id: $b) { id } }';
    const { get, kept } = openKeeping();
    const forgetful = openKeeping({ apiKeys: { ...keysOf({}), known: () => undefined } });
    for (const keeping of [{ get, kept }, forgetful]) {
      await keeping.get(many, { variables: { a: 'a1', b: 'a2' } });
      await keeping.kept();
      expect(outcomeOf(await keeping.get(many, { variables: { b: 'a2', a: 'a1' } }))).toBe('hit');
    }
  });

  test('is sent in the coding that the client likes best', async () => {
    const { get, kept, behaviour } = openKeeping();
    behaviour.content = () => ({ headline: 'A long day at the harbour. '.repeat(100), leadMedia: null });
    const cold = await get(story, { variables, headers: { 'accept-encoding': 'gzip, br' } });
    await kept();
    expect(cold.headers['content-encoding']).toBeUndefined();
    const sent = async (acceptEncoding: string): Promise<[string | undefined, string]> => {
      const { headers, body } = await get(story, {
        variables,
        headers: { 'accept-encoding': acceptEncoding },
      });
      const coding = headers['content-encoding'];
      if (coding === 'br') return [coding, brotliDecompressSync(body).toString()];
      return [coding, coding === 'gzip' ? gunzipSync(body).toString() : String(body)];
    };
    const plain = String(cold.body);
    expect(await sent('gzip, deflate, br')).toEqual(['br', plain]);
    expect(await sent('gzip')).toEqual(['gzip', plain]);
    expect(await sent('identity, gzip;q=0.5')).toEqual([undefined, plain]);
    expect(await sent('zstd')).toEqual([undefined, plain]);
  });

  test('is compressed for a client that refuses it as it is, and refused where it refuses everything', async () => {
    const { get } = openKeeping();
    const { headers, body } = await get(story, { variables, headers: { 'accept-encoding': 'gzip, identity;q=0' } });
    expect([headers['content-encoding'], JSON.parse(gunzipSync(body).toString())]).toEqual([
      'gzip',
      { data: { content: { headline: 'Headline 1', leadMedia: { altText: 'Alt m1' } } } },
    ]);
    expect((await get(story, { variables, headers: { 'accept-encoding': '*;q=0' } })).status).toBe(406);
  });

  test('is the same in either media type', async () => {
    const { get, kept } = openKeeping();
    await get(story, { variables });
    await kept();
    const accept = 'application/graphql-response+json';
    const modern = await get(story, { variables, headers: { accept } });
    expect([outcomeOf(modern), modern.headers['content-type']]).toEqual(['hit', `${accept}; charset=utf-8`]);
  });
});

describe('by GET', () => {
  test('an answer has a tag, cold and warm, and a client that has it is told so', async () => {
    const { get, kept } = openKeeping();
    const cold = await get(story, { variables, method: 'GET' });
    await kept();
    const etag = cold.headers.etag ?? '';
    expect(etag).toMatch(/^W\/"/);
    const warm = await get(story, { variables, method: 'GET' });
    expect([outcomeOf(warm), warm.headers.etag]).toEqual(['hit', etag]);
    const again = await get(story, { variables, method: 'GET', headers: { 'if-none-match': `"x", ${etag}` } });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
    expect(again.headers).toMatchObject({ 'cache-control': 'private, max-age=60', age: '0', vary: warm.headers.vary });
    expect(again.headers).not.toHaveProperty('content-type');
    const other = await get(story, { variables, method: 'GET', headers: { 'if-none-match': '"x"' } });
    expect([other.status, String(other.body)]).toEqual([200, String(warm.body)]);
  });

  test('HEAD tells what GET would, cold and warm', async () => {
    const { get, kept } = openKeeping();
    const ask = (method: 'GET' | 'HEAD', more?: Record<string, string>) =>
      get(story, { variables, method, ...(more && { headers: more }) });
    const cold = await ask('HEAD');
    await kept();
    const [head, plain] = [await ask('HEAD'), await ask('GET')];
    expect([outcomeOf(cold), outcomeOf(head), outcomeOf(plain)]).toEqual(['miss', 'hit', 'hit']);
    const { 'x-request-id': _, ratelimit: __, ...told } = plain.headers;
    expect(head.headers).toMatchObject(told);
    expect((await ask('HEAD', { 'if-none-match': head.headers.etag ?? '' })).status).toBe(304);
  });

  test('by POST it has none: the tag would be another resource’s', async () => {
    const { get } = openKeeping();
    const { status, headers } = await get(story, { variables, headers: { 'if-none-match': '*' } });
    expect([status, headers.etag]).toEqual([200, undefined]);
  });
});

describe('an answer is not kept', () => {
  const reasonOf = async (
    keeping: ReturnType<typeof openKeeping>,
    text: string,
    wanted?: Wanted,
  ): Promise<(string | undefined)[]> => {
    const first = await keeping.get(text, wanted);
    await keeping.kept();
    const second = await keeping.get(text, wanted);
    expect(outcomeOf(second)).toBe(outcomeOf(first));
    expect(first.headers['cache-control']).toBe('no-store');
    expect(second.headers.etag).toBeUndefined();
    return [outcomeOf(first), first.headers['x-cache-reason']];
  };

  test.each<[string, string, Wanted, string]>([
    ['that is the user’s own', '{ viewer { id } }', {}, 'Query.viewer is for one person alone'],
    ['that looks into the schema', '{ __schema { queryType { name } } }', {}, 'it looks into the schema'],
    ['of a working copy', '{ content(id: "a1", preview: true) { id } }', {}, 'it asks for working copies'],
    [
      'of a working copy, by its variables',
      'query ($p: Boolean) { content(id: "a1", preview: $p) { id } }',
      { variables: { p: true } },
      'it asks for working copies',
    ],
    [
      'read past every cache',
      'query ($v: Int) { content(id: "a1", minVersion: $v) { id } }',
      { variables: { v: 2 } },
      'it reads past every cache, by `minVersion`',
    ],
    ['that holds nothing', '{ __typename }', {}, 'it asks for nothing that is kept'],
  ])('%s', async (_, text, wanted, reason) => {
    expect(await reasonOf(openKeeping(), text, wanted)).toEqual(['bypass', reason]);
  });

  test('that came as text', async () => {
    const keeping = openKeeping();
    const { headers } = await keeping.ask('{ content(id: "a1") { headline } }');
    expect([headers['x-cache'], headers['x-cache-reason']]).toEqual([
      'bypass',
      'it came as text: answers of persisted operations alone are kept',
    ]);
  });

  test.each<[string, (keeping: ReturnType<typeof openKeeping>) => void, string]>([
    [
      'with errors',
      ({ behaviour }) => {
        behaviour.media = () => {
          throw new Error('away');
        };
      },
      'it holds errors',
    ],
    [
      'of which a part says so',
      ({ behaviour }) => {
        behaviour.touch = (touched) => touched.neverKeep('a part of it says nothing of what it is made from');
      },
      'a part of it says nothing of what it is made from',
    ],
    [
      'that is about to change',
      ({ behaviour, clock }) => {
        behaviour.touch = (touched) => touched.endBy(clock.time + 0.5, 'shown');
      },
      'it changes at this moment',
    ],
  ])('%s', async (_, prepare, reason) => {
    const keeping = openKeeping();
    prepare(keeping);
    expect(await reasonOf(keeping, story, { variables })).toEqual(['miss', reason]);
  });

  test('and who may not look into the schema is not told why', async () => {
    const { headers } = await openKeeping().get('{ viewer { id } }', { key: 'reader' });
    expect([headers['x-cache'], headers['x-cache-reason']]).toEqual(['bypass', undefined]);
  });
});

describe('what is asked of a kept answer as of every other', () => {
  test('a key', async () => {
    const { get, kept } = openKeeping();
    await get(story, { variables });
    await kept();
    expect((await get(story, { variables, key: 'nobody' })).status).toBe(401);
  });

  test('variables that fit: what does not fit is never taken for what does', async () => {
    const text = 'query ($n: Int) { latestContent(first: $n) { edges { cursor } } }';
    const keeping = openKeeping();
    const { get, kept } = keeping;
    const { status } = await get(text, { variables: { n: null } });
    await kept();
    const hash = createHash('sha256').update(text).digest('hex');
    const { body } = await keeping.send({
      method: 'POST',
      headers: { 'x-api-key': 'explorer', 'content-type': 'application/json' },
      // Beyond what numbers hold, which JSON would write as null.
      body: Buffer.from(`{"documentId":"${hash}","variables":{"n":1e999}}`),
    });
    expect([status, String(body)]).toEqual([200, expect.stringContaining('VALIDATION')]);
  });

  test('points', async () => {
    const { get, kept } = openKeeping();
    const asked = { variables, key: 'poor' };
    await get(story, asked);
    await kept();
    const statuses: number[] = [];
    for (let count = 0; count < 201; count += 1) statuses.push((await get(story, asked)).status);
    expect(statuses.indexOf(429)).toBeGreaterThan(150);
    expect(new Set(statuses.slice(statuses.indexOf(429)))).toEqual(new Set([429]));
  });
});

describe('one execution', () => {
  test('serves a thousand who ask at once, and only who executes keeps a place', async () => {
    const { get, behaviour, levels } = openKeeping();
    let made = 0;
    behaviour.content = () => {
      made += 1;
      return { id: 'a1', headline: 'Once', leadMedia: null };
    };
    const places = new Set<object>();
    const asks = Array.from({ length: 1_000 }, () => {
      const own = {};
      places.add(own);
      const place: WorkingPlace = { leave: () => void places.delete(own), take: () => void places.add(own) };
      return get(story, { variables, place });
    });
    const answers = await Promise.all(asks);
    expect(places.size).toBe(1);
    expect(made).toBe(1);
    expect(new Set(answers.map(({ body }) => String(body))).size).toBe(1);
    expect(answers.filter((answer) => outcomeOf(answer) === 'miss')).toHaveLength(1);
    expect(levels.counts.executions).toBe(1);
  });

  test('that fails serves its asker alone', async () => {
    const { get, behaviour } = openKeeping();
    let made = 0;
    behaviour.content = () => {
      made += 1;
      if (made === 1) throw new Error('broken');
      return { id: 'a1', headline: 'Mended', leadMedia: null };
    };
    const answers = await Promise.all(Array.from({ length: 3 }, () => get(story, { variables })));
    expect(answers.filter(({ body }) => String(body).includes('errors'))).toHaveLength(1);
  });
});

describe('a planted answer', () => {
  test.each(['organisation', 'view', 'viewVersion'] as const)(
    'that was made for another %s is never sent, and is reported',
    async (part) => {
      const other = openKeeping();
      await other.get(story, { variables });
      await other.kept();
      const stolen = { organisation: 'tribune', view: 'partner', viewVersion: 9 };
      const planted = openKeeping({
        levels: {
          ...other.levels,
          peek: (key) => {
            const held = other.levels.peek(key);
            return held && { ...held, value: { ...held.value, [part]: stolen[part] } };
          },
          ask: async (key, execute, signal) => {
            const answered = await other.levels.ask(key, execute, signal);
            return answered.storable ? { ...answered, value: { ...answered.value, [part]: stolen[part] } } : answered;
          },
        },
      });
      planted.behaviour.content = () => ({ id: 'a1', headline: 'My own', leadMedia: null });
      for (let count = 0; count < 2; count += 1) {
        const { body, headers } = await planted.get(story, { variables });
        expect(String(body)).toContain('My own');
        expect(headers['x-cache']).toBe('miss');
      }
      expect(planted.logged.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(2);
    },
  );
});
