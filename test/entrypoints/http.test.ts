import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import { describe, expect, test, vi } from 'vitest';
import type { HttpServerOptions } from '../../entrypoints/http.ts';
import { startHttpServer } from '../../entrypoints/http.ts';
import type { GatewayRequest, GatewayResponse } from '../../gateway/request.ts';
import { createPool } from '../../platform/cache/redis/reader/pool.ts';
import { OperatorError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';

const echo = async ({ method, path, query, headers, body }: GatewayRequest): Promise<GatewayResponse> => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ method, path, query, type: headers['content-type'], length: body.byteLength }),
});
const open = (options: Partial<HttpServerOptions> = {}) =>
  startHttpServer({ handle: echo, host: '127.0.0.1', port: 0, log: silentLog, ...options });
const origin = ({ port }: { readonly port: number }): string => `http://127.0.0.1:${port}`;

/** Says bytes to a port and hears what comes back. */
const openSocket = async (port: number) => {
  const socket: Socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    heard += chunk;
  });
  await once(socket, 'connect');
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(heard)) await once(socket, 'data');
    return heard;
  };
  return { socket, until, [Symbol.dispose]: () => socket.destroy() };
};

describe('the bytes of an answer', () => {
  test('are told of by their length alone where HEAD asks', async () => {
    await using server = await open();
    const whole = await request(`${origin(server)}/some?thing`);
    const bytes = await whole.body.bytes();
    const head = await request(`${origin(server)}/some?thing`, { method: 'HEAD' });
    expect([head.statusCode, Number(head.headers['content-length']), (await head.body.bytes()).byteLength]).toEqual([
      200,
      bytes.byteLength + 'HEAD'.length - 'GET'.length,
      0,
    ]);
  });

  test('are told of once they have been handed on, and not before', async () => {
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    let isSent = false;
    const body = Buffer.alloc(50_000_000, 'x');
    const handle = ({ path }: GatewayRequest): GatewayResponse =>
      path === '/long'
        ? {
            status: 200,
            headers: {},
            body,
            sent: () => {
              isSent = true;
              resolve();
            },
          }
        : { status: 200, headers: {}, body: 'short' };
    await using server = await open({ handle });
    using client = await openSocket(server.port);
    client.socket.pause();
    client.socket.write('GET /long HTTP/1.1\r\nHost: x\r\n\r\n');
    await fetch(`${origin(server)}/short`).then((answer) => answer.text());
    await fetch(`${origin(server)}/short`).then((answer) => answer.text());
    expect(isSent).toBe(false);
    client.socket.resume();
    await sent;
  });

  test('are told of where the client has them already, or wants none', async () => {
    const told: string[] = [];
    const handle = ({ method }: GatewayRequest): GatewayResponse => ({
      status: method === 'HEAD' ? 200 : 304,
      headers: {},
      body: 'kept',
      sent: () => void told.push(method),
    });
    await using server = await open({ handle });
    await fetch(origin(server), { method: 'HEAD' });
    await fetch(origin(server));
    await vi.waitFor(() => expect(told).toEqual(['HEAD', 'GET']));
  });

  test('are nobody else’s while they are sent, in memory that is used again', async () => {
    const LENGTH = 900_000;
    const TIMES = 20;
    const pool = createPool(10_000_000);
    let answers = 0;
    const handle = (): GatewayResponse => {
      answers += 1;
      const mark = answers % 251;
      const body = pool.take(LENGTH).fill(mark);
      return { status: 200, headers: { mark: String(mark) }, body, sent: () => pool.giveBack(body) };
    };
    await using server = await open({ handle });
    const isWhole = (bytes: Buffer, mark: unknown): boolean => bytes.equals(Buffer.alloc(LENGTH, Number(mark)));
    // More than the system takes while nobody reads, so that one of them is half sent.
    const slow = connect(server.port, '127.0.0.1');
    const chunks: AsyncIterator<Buffer> = slow[Symbol.asyncIterator]();
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(TIMES));
    for (let times = 0; times < TIMES; times += 1) {
      const answer = await fetch(origin(server));
      expect(isWhole(Buffer.from(await answer.arrayBuffer()), answer.headers.get('mark'))).toBe(true);
    }
    let heard = Buffer.alloc(0);
    for (let times = 0; times < TIMES; times += 1) {
      let end = heard.indexOf('\r\n\r\n') + 4;
      while (end < 4 || heard.byteLength < end + LENGTH) {
        const { value } = await chunks.next();
        heard = Buffer.concat([heard, value]);
        end = heard.indexOf('\r\n\r\n') + 4;
      }
      const mark = /^mark: (\d+)/m.exec(heard.toString('latin1', 0, end))?.[1];
      expect(isWhole(heard.subarray(end, end + LENGTH), mark)).toBe(true);
      heard = heard.subarray(end + LENGTH);
    }
    slow.destroy();
  });
});

describe('a request', () => {
  test('is handed over plain and answered with its length', async () => {
    await using server = await open();
    const answer = await fetch(`${origin(server)}/graphql?a=%20b`, {
      method: 'POST',
      headers: { 'content-type': 'text/x' },
      body: 'é',
    });
    expect(answer.headers.get('content-length')).not.toBeNull();
    expect(await answer.json()).toEqual({
      method: 'POST',
      path: '/graphql',
      query: 'a=%20b',
      type: 'text/x',
      length: 2,
    });
  });

  test('of any length is read to one byte more than allowed, and its connection stays good', async () => {
    await using server = await open({ maxBodyBytes: 1_000 });
    using client = await openSocket(server.port);
    client.socket.write(`POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`);
    const length = /"length":(\d+)/.exec(await client.until(/"length":\d+/))?.[1];
    // A chunk is taken whole, so that a little more may be there.
    expect(Number(length)).toBeGreaterThan(1_000);
    expect(Number(length)).toBeLessThan(200_000);
    client.socket.write('GET /next HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await client.until(/next/)).toContain('"path":"/next"');
  });

  test('whose client goes away is told so', async () => {
    const { promise: heard, resolve } = Promise.withResolvers<unknown>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    await using server = await open({
      handle: async ({ signal }) => {
        signal.addEventListener('abort', () => resolve(signal.reason));
        reach();
        return new Promise(() => undefined);
      },
    });
    using client = await openSocket(server.port);
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await reached;
    client.socket.destroy();
    expect(await heard).toMatchObject({ message: 'the client is gone' });
  });

  test('that is answered at once, and with nothing new, has neither body nor length', async () => {
    await using server = await open({ handle: () => ({ status: 304, headers: { etag: 'W/"a"' }, body: 'none' }) });
    using client = await openSocket(server.port);
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const answer = await client.until(/\r\n\r\n/);
    expect(answer).toMatch(/^HTTP\/1\.1 304/);
    expect(answer).not.toMatch(/content-length|none/i);
  });

  test('that comes too slowly is given up after ten seconds, while others are answered', {
    timeout: 40_000,
  }, async () => {
    await using server = await open();
    using slow = await openSocket(server.port);
    const closed = once(slow.socket, 'close');
    slow.socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect((await fetch(`${origin(server)}/`)).status).toBe(200);
    expect(await slow.until(/^HTTP/)).toMatch(/^HTTP\/1\.1 408/);
    await closed;
  });
});

describe('a server with as much to do as it can', () => {
  /** Answers when it is told to. */
  const openBusy = async (options: Partial<HttpServerOptions> = {}) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const server = await open({
      admission: { maxInFlight: 1, maxConnections: 100 },
      handle: async (request) => {
        if (request.path !== '/slow') return echo(request);
        reach();
        await released;
        return echo(request);
      },
      ...options,
    });
    const slow = fetch(`${origin(server)}/slow`);
    await reached;
    return { server, release, slow, [Symbol.asyncDispose]: () => server.close() };
  };

  test('answers 503 with `Retry-After` before it reads a body, and is well again afterwards', async () => {
    await using busy = await openBusy();
    using client = await openSocket(busy.server.port);
    client.socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
    const answer = await client.until(/\}\}\]\}$/);
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n/);
    expect(answer).toContain('"extensions":{"code":"UNAVAILABLE"}');
    busy.release();
    expect((await busy.slow).status).toBe(200);
    expect((await fetch(`${origin(busy.server)}/graphql`)).status).toBe(200);
  });

  test('still answers health checks, and media while the graph is full', async () => {
    await using busy = await openBusy({
      mounts: { '/media': async () => ({ status: 200, headers: {}, body: undefined }) },
    });
    const statuses = await Promise.all(
      ['/health/live', '/media/a', '/graphql'].map(
        async (path) => (await fetch(`${origin(busy.server)}${path}`)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 503]);
    busy.release();
  });

  test('counts media apart: downloads that nobody takes never stop the graph', async () => {
    const stuck = new Readable({ read: () => undefined });
    stuck.push('the first frame');
    await using server = await open({
      admission: { maxInFlight: 1, maxConnections: 100 },
      mounts: { '/media': async () => ({ status: 200, headers: {}, body: stuck }) },
    });
    using first = await openSocket(server.port);
    first.socket.write('GET /media/film HTTP/1.1\r\nHost: x\r\n\r\n');
    await first.until(/^HTTP\/1\.1 200/);
    expect((await fetch(`${origin(server)}/media/other`)).status).toBe(503);
    expect((await fetch(`${origin(server)}/graphql`)).status).toBe(200);
    stuck.destroy();
  });

  test('has room for whoever only waits for another', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let waiting = 0;
    await using server = await open({
      admission: { maxInFlight: 1, maxConnections: 100 },
      handle: async (request) => {
        if (request.path !== '/waits') return echo(request);
        request.place?.leave();
        waiting += 1;
        if (waiting === 3) release();
        await released;
        return echo(request);
      },
    });
    const all = await Promise.all(['/waits', '/waits', '/waits'].map((path) => fetch(`${origin(server)}${path}`)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await fetch(`${origin(server)}/graphql`)).status).toBe(200);
  });

  test('answers only health checks on a connection too many, and closes it', async () => {
    await using server = await open({ admission: { maxInFlight: 10, maxConnections: 1 } });
    using first = await openSocket(server.port);
    first.socket.write('GET /graphql HTTP/1.1\r\nHost: x\r\n\r\n');
    await first.until(/200 OK/);
    for (const [path, status] of [
      ['/graphql', 503],
      ['/health/live', 200],
    ] as const) {
      using second = await openSocket(server.port);
      const closed = once(second.socket, 'close');
      second.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(await second.until(/\r\n\r\n/)).toMatch(
        new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*connection: close`, 'i'),
      );
      await closed;
    }
    first.socket.write('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await first.until(/again/)).toContain('"path":"/again"');
  });
});

describe('a client that is slow', () => {
  test.each([
    ['with its headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['with its body', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('%s is cut', async (_, sent) => {
    await using server = await open({ headersTimeoutMs: 100, requestTimeoutMs: 200 });
    using slow = await openSocket(server.port);
    const closed = once(slow.socket, 'close');
    slow.socket.write(sent);
    expect(await slow.until(/^HTTP/)).toMatch(/^HTTP\/1\.1 408/);
    await closed;
  });
});

describe('mounts', () => {
  const named = (name: string) => async (asked: { readonly path: string; readonly body: Readable }) => ({
    status: 200,
    headers: { 'x-mount': name },
    body: Readable.from([`${asked.path} `, await text(asked.body)]),
  });

  test('stream what lies below their prefix, the longest first', async () => {
    await using server = await open({ mounts: { '/media': named('media'), '/media/small': named('small') } });
    const at = async (path: string) => {
      const answer = await fetch(`${origin(server)}${path}`, { method: 'PUT', body: 'bytes' });
      return [answer.headers.get('x-mount'), await answer.text()];
    };
    expect(await at('/media/a%2Fb')).toEqual(['media', '/a%2Fb bytes']);
    expect(await at('/media/small/c')).toEqual(['small', '/c bytes']);
    expect(await at('/media')).toEqual(['media', ' bytes']);
    expect((await at('/mediathek'))[0]).toBeNull();
  });

  test('that break off in the middle end the connection, so that nobody takes a part for the whole', async () => {
    await using server = await open({
      mounts: {
        '/media': async () => ({
          status: 200,
          headers: { 'content-length': '10' },
          body: Readable.from(
            (async function* () {
              yield 'half';
              throw new Error('the disk is gone');
            })(),
          ),
        }),
      },
    });
    await expect(fetch(`${origin(server)}/media`).then((answer) => answer.text())).rejects.toThrow(TypeError);
  });
});

describe('closing', () => {
  test('under load lets every request that was sent be answered', async () => {
    const server = await open({
      handle: async (asked) => {
        await new Promise((resolve) => setImmediate(resolve));
        return echo(asked);
      },
    });
    const agent = new Agent({ connections: 8, pipelining: 1 });
    let answered = 0;
    let closing: Promise<void> | undefined;
    const refused: string[] = [];
    const load = async (): Promise<void> => {
      for (;;) {
        try {
          const { statusCode, body } = await request(origin(server), { dispatcher: agent });
          await body.dump();
          expect(statusCode).toBe(200);
          answered += 1;
          if (answered === 400) closing = server.close();
        } catch (error) {
          refused.push(error instanceof Error && 'code' in error ? String(error.code) : String(error));
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, load));
    await closing;
    await agent.close();
    expect(answered).toBeGreaterThanOrEqual(400);
    // A connection that cannot be made any more is the one thing that may happen to a client.
    expect(new Set(refused)).toEqual(new Set(['ECONNREFUSED']));
  });

  test('waits for an answer under way, and no longer than allowed', async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: release, resolve: finish } = Promise.withResolvers<void>();
    const server = await open({
      drainMs: 200,
      handle: async (asked) => {
        reach();
        if (asked.path !== '/quick') await (asked.path === '/slow' ? release : new Promise(() => undefined));
        return echo(asked);
      },
    });
    const slow = fetch(`${origin(server)}/slow`);
    const hanging = fetch(`${origin(server)}/never`).catch((error: unknown) => error);
    await reached;
    const closed = server.close();
    const isListening = (): Promise<boolean> =>
      fetch(`${origin(server)}/quick`).then(
        () => true,
        () => false,
      );
    let listens = true;
    while (listens) listens = await isListening();
    finish();
    expect((await slow).headers.get('connection')).toBe('close');
    await closed;
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  test('ends kept connections on which nothing comes', async () => {
    const server = await open();
    using client = await openSocket(server.port);
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/length/);
    const ended = once(client.socket, 'close');
    await server.close();
    await ended;
    expect(client.socket.destroyed).toBe(true);
  });
});

test('a port in use is one line that says what to do', async () => {
  await using server = await open();
  const failure = await open({ port: server.port }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OperatorError);
  expect(String(failure)).toBe(
    `OperatorError: port ${server.port} on 127.0.0.1 is in use: stop what listens there, or set PORT to another`,
  );
});
