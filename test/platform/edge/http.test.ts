import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttpEdge } from '../../../platform/edge/http.ts';
import type { Canned } from '../objects/cannedServer.ts';
import { serveCanned } from '../objects/cannedServer.ts';

const SECRET = 'what the CDN and the newsroom know';
const AT = Date.parse('2026-11-02T12:00:00.500Z');

const open = async (...answers: readonly Canned[]) => {
  const server = await serveCanned(...answers);
  const url = `${server.endpoint}/purge?site=a`;
  return { server, edge: createHttpEdge({ url, secret: SECRET, fetch, now: () => AT, timeoutMs: 60_000 }) };
};

const namesIn = (body: string): readonly string[] =>
  z.strictObject({ names: z.array(z.string()) }).parse(JSON.parse(body)).names;

describe('purges are sent', () => {
  test('by POST, each name once, signed with their time', async () => {
    const { server, edge } = await open({ status: 202, body: 'taken' });
    await using _ = server;
    await edge.purge(['a', 'b17', 'a']);
    const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: '' }, ...others] = server.asked;
    expect([method, url, headers['content-type'], others]).toEqual(['POST', '/purge?site=a', 'application/json', []]);
    expect(namesIn(body)).toEqual(['a', 'b17']);
    const seconds = Math.floor(AT / 1_000);
    const expected = createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
    expect(headers['x-masthead-signature']).toBe(`t=${seconds},v1=${expected}`);
  });

  test('a thousand names at a time, until all are taken', async () => {
    const { server, edge } = await open({ status: 204 });
    await using _ = server;
    const names = Array.from({ length: 2_001 }, (_each, index) => `n${index}`);
    await edge.purge(names);
    expect(server.asked.map(({ body }) => namesIn(body).length)).toEqual([1_000, 1_000, 1]);
    expect(server.asked.flatMap(({ body }) => namesIn(body))).toEqual(names);
  });

  test.each<[string, Canned, string]>([
    ['that fails', { status: 500 }, 'UNAVAILABLE'],
    ['that knows no such address', { status: 404 }, 'UNAVAILABLE'],
    ['that leads elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'UNAVAILABLE'],
    ['that takes no more', { status: 429 }, 'THROTTLED'],
  ])('and an answer %s is no success', async (_what, answer, code) => {
    const { server, edge } = await open(answer);
    await using _ = server;
    await expect(edge.purge(['a'])).rejects.toMatchObject({ port: 'edge', code, retryable: true });
    expect(server.asked).toHaveLength(1);
  });

  test('and nobody who listens is no success either; the error names no secret', async () => {
    const { server, edge } = await open({ status: 204 });
    await server[Symbol.asyncDispose]();
    const error: unknown = await edge.purge(['a']).catch((each: unknown) => each);
    expect(error).toMatchObject({ port: 'edge', code: 'UNAVAILABLE', retryable: true });
    expect(String(error)).not.toContain(SECRET);
  });

  test('and whoever stops waits for no answer', async () => {
    const stop = new AbortController();
    const edge = createHttpEdge({
      url: 'http://cdn.example/',
      secret: SECRET,
      now: () => AT,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
          stop.abort();
        }),
    });
    await expect(edge.purge(['a'], { signal: stop.signal })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
