import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RENDITIONS_MOUNT } from '../../entrypoints/addresses.ts';
import type { Gateway } from '../../gateway/handler.ts';
import type { Fault } from '../faults/fault.ts';
import { backendNames, found, QUESTION, without } from './backendGaps.ts';
import type { House, Told } from './house.ts';
import { askGateway, askUntil, gapsIn, insideNamed, openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import type { SpoiltServers } from './realBackends.ts';
import { cleanUp, configurationOver, pointSdkAt, secrets, serversIn, spoilable } from './realBackends.ts';
import { fillSmallWorld, issueKey, questions, saveStory, small, story } from './smallWorld.ts';

const faults: readonly Fault[] = [
  { mode: 'refuse' },
  { mode: 'reset' },
  { mode: 'garbage' },
  { mode: 'cut', afterBytes: 60 },
  { mode: 'drip', intervalMs: 50 },
  { mode: 'hang' },
];

const bytesOf = async (body: Readable | Uint8Array | undefined): Promise<Uint8Array> =>
  body instanceof Readable ? Buffer.concat(await body.toArray()) : (body ?? new Uint8Array());

/** Links, their ends and cursors are each backend's own. */
const comparable = ({ data }: Told): unknown =>
  JSON.parse(
    JSON.stringify(data, (name, value: unknown) =>
      ['url', 'expiresAt', 'cursor', 'endCursor', 'startCursor'].includes(name) ? typeof value : value,
    ),
  );

describe.skipIf(process.env.REAL_SERVERS !== '1')('all in one on DynamoDB, S3, OpenSearch, SQS and Redis', () => {
  const stack = new AsyncDisposableStack();
  let real: SpoiltServers;
  let house: House;
  let gateway: Gateway;
  let key: string;

  const ask = (question: string) => askGateway(gateway, key, question);

  /** Asks the delivery for the picture in a shape, as a browser would through the host's mount. */
  const renditionOf = async (crop: string) => {
    const { data } = await ask(
      `{ mediaAsset(id: "${small.picture}") { renditions(widths: [160], crop: ${crop}) { url } } }`,
    );
    const [first] = z
      .object({ mediaAsset: z.object({ renditions: z.array(z.object({ url: z.string() })) }) })
      .parse(data).mediaAsset.renditions;
    const { pathname, search } = new URL(first?.url ?? '');
    return () =>
      house.services.renditions.handle({
        headers: {},
        method: 'GET',
        path: pathname.slice(RENDITIONS_MOUNT.length),
        query: search.slice(1),
        signal: new AbortController().signal,
      });
  };

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    real = stack.use(await spoilable(serversIn(process.env)));
    const env = configurationOver(real.servers, folder.path);
    stack.use(pointSdkAt(env));
    house = stack.use(await openHouse(env));
    stack.defer(() => cleanUp(env, house.backends));
    await fillSmallWorld(house);
    key = await issueKey(house.apiKeys);
    gateway = house.gateway();
  });
  afterAll(() => stack.disposeAsync());

  it('answers as on embedded backends', async () => {
    await using folder = await temporaryFolder();
    await using embedded = await openHouse({ ...secrets, DATA_DIR: folder.path });
    await fillSmallWorld(embedded);
    const other = embedded.gateway();
    const otherKey = await issueKey(embedded.apiKeys);
    for (const [name, question] of Object.entries(questions)) {
      const answer = await ask(question);
      expect(answer.errors, name).toEqual([]);
      expect(comparable(answer), name).toEqual(comparable(await askGateway(other, otherKey, question)));
    }
  });

  it('gives links to originals that S3 serves: bytes, ranges, and nothing without the signature', async () => {
    const { data } = await ask(`{ mediaAsset(id: "${small.picture}") { sizeInBytes original { url } } }`);
    const { mediaAsset } = z
      .object({ mediaAsset: z.object({ sizeInBytes: z.number(), original: z.object({ url: z.string() }) }) })
      .parse(data);
    const { url } = mediaAsset.original;
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get('content-type'), (await whole.bytes()).length]).toEqual([
      200,
      'image/jpeg',
      mediaAsset.sizeInBytes,
    ]);
    const part = await fetch(url, { headers: { range: 'bytes=0-9' } });
    expect([part.status, (await part.bytes()).length]).toEqual([206, 10]);
    expect((await fetch(url.replace(/X-Amz-Signature=.{4}/, 'X-Amz-Signature=0000'))).status).toBe(403);
  });

  it('makes renditions once and stores them', async () => {
    const rendition = await renditionOf('LANDSCAPE');
    const first = await rendition();
    expect([first.status, first.headers['content-type']]).toEqual([200, 'image/webp']);
    expect(first.body).toBeInstanceOf(Uint8Array);
    const again = await rendition();
    expect(again.status).toBe(200);
    // What is stored comes as a stream.
    if (!(again.body instanceof Readable)) throw new Error('it was made again');
    expect(Buffer.concat(await again.body.toArray())).toEqual(Buffer.from(await bytesOf(first.body)));
  });

  it('finds what is written after a catch-up of the feed', async () => {
    await saveStory(house, story('lighthouse', 2));
    await house.services.consume('catchUp', new AbortController().signal);
    const { data } = await ask('{ search(query: "lighthouse") { edges { node { ... on Content { slug } } } } }');
    expect(data).toEqual({ search: { edges: [{ node: { slug: 'lighthouse' } }] } });
  });

  it.each(backendNames)('goes on without %s', async (name) => {
    const proxy = real.proxies[name];
    const { gaps, data } = without[name];
    for (const fault of faults) {
      key = await issueKey(house.apiKeys);
      expect((await ask(QUESTION)).errors).toEqual([]);
      await proxy.set(fault);
      const answer = await ask(QUESTION);
      await proxy.set({ mode: 'pass' });
      expect(gapsIn(answer).join(' '), fault.mode).toMatch(gaps);
      expect(answer.errors, fault.mode).toHaveLength(gapsIn(answer).length);
      expect(answer.data, fault.mode).toEqual(data);
      expect(insideNamed(answer)).toEqual([]);
      expect(answer.took, fault.mode).toBeLessThan(6_000);
      const again = await askUntil(
        () => ask(QUESTION),
        ({ errors }) => errors.length === 0,
      );
      expect(again.errors, fault.mode).toEqual([]);
    }
  });

  it.each(faults)('calls no good key bad while keys cannot be looked up: $mode', async (fault) => {
    const fresh = await issueKey(house.apiKeys);
    // Looked up just now: it is remembered for less than half a minute.
    const known = await issueKey(house.apiKeys);
    await askGateway(gateway, known, '{ viewer { id } }');
    await real.proxies.records.set(fault);
    const unknown = await askGateway(gateway, fresh, '{ suggest(prefix: "har") { text } }');
    const remembered = await askGateway(gateway, known, '{ suggest(prefix: "har", first: 1) { text } }');
    await real.proxies.records.set({ mode: 'pass' });
    expect([unknown.status, gapsIn(unknown)]).toEqual([503, [': UNAVAILABLE']]);
    expect(insideNamed(unknown)).toEqual([]);
    expect(unknown.took).toBeLessThan(6_000);
    expect([remembered.status, remembered.data]).toEqual([200, { suggest: found.suggest }]);
    const again = await askUntil(
      () => askGateway(gateway, fresh, '{ viewer { id } }'),
      ({ errors }) => errors.length === 0,
    );
    expect(again.data).toEqual({ viewer: { id: 'courier' } });
  });

  it.each(faults)('answers 503 for a rendition that cannot be made: $mode', async (fault) => {
    const rendition = await renditionOf('SQUARE');
    await real.proxies.objects.set(fault);
    const began = performance.now();
    const { status, body } = await rendition();
    const took = performance.now() - began;
    await real.proxies.objects.set({ mode: 'pass' });
    expect([status, Buffer.from(await bytesOf(body)).toString()]).toEqual([
      503,
      'The picture is unavailable right now; try again.\n',
    ]);
    expect(took).toBeLessThan(12_000);
  });
});
