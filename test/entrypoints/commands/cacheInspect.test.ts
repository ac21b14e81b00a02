import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAnswerCodec } from '../../../gateway/cache/codec.ts';
import type { KeptAnswer } from '../../../gateway/cache/entry.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import type { Cache } from '../../../platform/cache/port.ts';
import { NOW } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';
import { idOfText, openFiles } from './manifests.ts';

const ME = 'query Me { viewer { id } }';
const NEWEST = 'query Newest($first: Int!) { latestContent(first: $first) { edges { node { headline } } } }';
const APP = '--application app --partner radio';
const NEWEST_ID = idOfText(NEWEST);

/** A partner's application with two operations, a key, and variables of the second in a file. */
const open = async (sharedCache?: Cache) => {
  const line = await openCommandLine((whole) => ({ ...whole, sharedCache }));
  const files = openFiles();
  await line.run('applications add app --partner radio --name App --channel app');
  const { id: key } = await line.key(`keys add ${APP} --view partner --grants read`);
  await line.run(`operations push ${files.manifest(ME, NEWEST)} ${APP}`);
  const variables = files.write('variables.json', '{"first":3}');
  return {
    key,
    run: async (command: string) => (await line.run(`cache inspect ${command}`)).out.split('\n'),
    json: (command: string) => line.json(`cache inspect ${command}`),
    refusal: (command: string) => line.refusal(`cache inspect ${command}`),
    newest: `${NEWEST_ID} --key ${key} --variables ${variables}`,
    [Symbol.asyncDispose]: async () => {
      files[Symbol.dispose]();
      await line[Symbol.asyncDispose]();
    },
  };
};

const kept = z.object({ keeping: z.object({ key: z.string() }) });

describe('cache inspect', () => {
  it('says why an answer is not kept', async () => {
    await using desk = await open();
    expect(await desk.run(`${idOfText(ME)} --key ${desk.key}`)).toEqual([
      'Me: not kept: Query.viewer is for one person alone',
    ]);
  });

  it('says how long one is kept, and that a process’s memory cannot be seen', async () => {
    await using desk = await open();
    const [first, second] = await desk.run(desk.newest);
    expect(first).toMatch(/^Newest: kept for 60 s at most, under [\w-]{43}$/);
    expect(second).toContain('in its own memory');
  });

  it('says what is there: its age and end, its sizes and what it was made from, and never its text', async () => {
    const cache = createMemoryCache({ now: () => NOW, maxBytes: 1_000_000 });
    await using desk = await open(cache);
    expect((await desk.run(desk.newest))[1]).toBe('It is not there now.');
    const { key } = kept.parse(await desk.json(desk.newest)).keeping;
    const answer = {
      organisation: 'radio',
      view: 'partner',
      viewVersion: 1,
      name: 'Newest',
      cost: 7,
      maxAge: 60,
      staleWhileRevalidate: 0,
      etag: 'W/"abc"',
      coding: 'identity' as const,
      body: Buffer.from('{"data":"a secret"}'),
    };
    const options = { tags: ['LATEST', 'org:radio'], startedAt: NOW - 5_000, ttlMs: 50_000 };
    const fill = async (of: KeptAnswer) => {
      const { bytes, forms } = await createAnswerCodec().encode(of);
      await cache.fill(key, bytes, { ...options, forms });
    };
    await fill(answer);
    const lines = await desk.run(desk.newest);
    expect(lines.slice(1)).toEqual(['made 5 s ago, over in 50 s; bytes: identity 19', 'made from: LATEST org:radio']);
    expect(JSON.stringify(await desk.json(desk.newest))).not.toContain('secret');
    await fill({ ...answer, body: Buffer.from(`{"data":"${'a'.repeat(2_000)}"}`) });
    expect((await desk.run(desk.newest))[1]).toMatch(/bytes: br \d+, gzip \d+, identity 2011$/);
    await fill({ ...answer, organisation: 'courier' });
    expect((await desk.run(desk.newest))[2]).toBe('It was made for another organisation or view: it is never sent.');
    await cache.fill(key, Buffer.from('nonsense'), options);
    expect((await desk.run(desk.newest))[1]).toContain('damaged');
  });

  it('is refused with one line', async () => {
    await using desk = await open();
    expect(await desk.refusal(`unknown --key ${desk.key}`)).toBe(
      'the application `app` of `radio` has no operation `unknown`',
    );
    expect(await desk.refusal(`${NEWEST_ID} --key ${desk.key}`)).toContain('this key cannot send it so: ');
    expect(await desk.refusal(`${NEWEST_ID} --key nobody`)).toBe('there is no key `nobody`');
    expect(await desk.refusal(NEWEST_ID)).toContain('--key is required');
  });
});
