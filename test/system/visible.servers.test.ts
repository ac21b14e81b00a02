import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { House } from './house.ts';
import { openHouse } from './house.ts';
import { freePort, runEntryPoint, temporaryFolder } from './masthead.ts';
import { configurationOver } from './realBackends.ts';
import { fillSmallWorld, saveStory, story } from './smallWorld.ts';

const QUESTION = '{ latestContent(first: 2) { edges { node { headline owner { name } } } } }';
const NOT_THERE_YET = '{ contentBySlug(subsidiary: "courier", slug: "lighthouse", language: "en") { headline } }';

/** An answer, and how it came to be. */
interface Told {
  readonly text: string;
  /** `hit` or `miss`. */
  readonly outcome: string | null;
}

/** Asks by the operation's hash, which is kept; with its text where the hash is not known yet. */
const askKept = async (url: string, key: string, query: string): Promise<Told> => {
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const send = (text: object) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ ...text, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
  const response = await send({});
  const known = await response.text();
  if (!known.includes('PERSISTED_QUERY_NOT_FOUND')) return { text: known, outcome: response.headers.get('x-cache') };
  await (await send({ query })).text();
  return askKept(url, key, query);
};

describe.skipIf(process.env.REAL_SERVERS !== '1')('two processes that keep answers in Redis', () => {
  const stack = new AsyncDisposableStack();
  let house: House;
  let urls: readonly string[];
  let key: string;

  /** Asks until an answer holds the text. */
  const untilNew = async (url: string, query: string, text: string): Promise<void> => {
    for (;;) if ((await askKept(url, key, query)).text.includes(text)) return;
  };
  const bothAsk = (query: string): Promise<Told[]> => Promise.all(urls.map((url) => askKept(url, key, query)));

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    const { REDIS_URL = '' } = process.env;
    const env = configurationOver({ REDIS_URL }, folder.path);
    house = stack.use(await openHouse(env));
    await fillSmallWorld(house);
    const issued = await house.apiKeys.issue({
      organisation: 'courier',
      application: 'site',
      view: 'newsroom',
      grants: ['read', 'explore', 'apq'],
    });
    key = issued.key;
    const start = async (): Promise<string> => {
      const port = await freePort();
      const running = stack.use(runEntryPoint('start.ts', [], { ...env, PORT: String(port), LOG_LEVEL: 'warn' }));
      await running.printed('Masthead listens');
      return `http://localhost:${port}`;
    };
    urls = [await start(), await start()];
  }, 120_000);
  afterAll(() => stack.disposeAsync(), 60_000);

  it('answer anew what a third one changes, each time, and neither goes back to what was', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      await bothAsk(QUESTION);
      const headline = `Changed for the ${turn}. time`;
      await saveStory(house, story('playhouse', 15, { headline }));
      await Promise.all(urls.map((each) => untilNew(each, QUESTION, headline)));
      for (const { text } of [...(await bothAsk(QUESTION)), ...(await bothAsk(QUESTION))])
        expect(text).toContain(headline);
    }
    // Once both have purged and indexed the last change.
    await vi.waitFor(
      async () => expect((await bothAsk(QUESTION)).map(({ outcome }) => outcome)).toEqual(['hit', 'hit']),
      { timeout: 30_000 },
    );
  });

  it('answer with what was not there when it was asked for first', async () => {
    for (const { text } of await bothAsk(NOT_THERE_YET)) expect(text).toBe('{"data":{"contentBySlug":null}}');
    await saveStory(house, story('lighthouse', 40));
    await Promise.all(urls.map((each) => untilNew(each, NOT_THERE_YET, 'Harbour lighthouse')));
    await Promise.all(urls.map((each) => untilNew(each, QUESTION, 'Harbour lighthouse')));
  });

  it('answer with the new name of a house, which each of them remembers for a while', async () => {
    await Promise.all(urls.map((each) => untilNew(each, QUESTION, 'The Courier')));
    await house.services.directory.saveOrganisation({
      id: 'courier',
      kind: 'subsidiary',
      name: 'The New Courier',
      language: 'en',
    });
    await Promise.all(urls.map((each) => untilNew(each, QUESTION, 'The New Courier')));
    for (const { text } of await bothAsk(QUESTION)) expect(text).toContain('The New Courier');
  });
});
