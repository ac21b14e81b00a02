import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startFaultProxy } from './proxy.ts';

const BODY = 'the whole answer, '.repeat(20_000);

/** An HTTP server that counts what reaches it, behind a fault proxy. */
async function serverBehindProxy() {
  let requests = 0;
  const server = createServer((incoming, response) => {
    requests += 1;
    incoming.resume().on('end', () => response.end(BODY));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: address.port } });
  return {
    proxy,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function get(url: string): Promise<string> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false }, resolve).on('error', reject).end();
  });
  return await text(incoming);
}

/** A bare connection that has sent a GET; `next` is what arrives next, `undefined` at the end. */
async function ask(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost: target\r\nconnection: close\r\n\r\n');
  const bytes = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    next: async () => {
      const step = await bytes.next();
      return step.done === true ? undefined : step.value;
    },
    rest: async () => {
      const parts: Buffer[] = [];
      for (let step = await bytes.next(); step.done !== true; step = await bytes.next()) parts.push(step.value);
      return Buffer.concat(parts).toString();
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

describe('a fault proxy', () => {
  it('passes requests and answers unaltered until a fault is set', async () => {
    await using behind = await serverBehindProxy();
    expect(await get(behind.proxy.url)).toBe(BODY);
    expect(behind.proxy.connections.accepted).toBe(1);
  });

  it('refuses connections, and takes them again on the same port', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'refuse' });
    await expect(get(behind.proxy.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await behind.proxy.set({ mode: 'pass' });
    expect(await get(behind.proxy.url)).toBe(BODY);
    expect(behind.proxy.connections.accepted).toBe(1);
  });

  it('resets new connections', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'reset' });
    await expect(get(behind.proxy.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(behind.requests()).toBe(0);
  });

  it.each(['reset', 'refuse'] as const)('breaks a standing connection with %s', async (mode) => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'hang' });
    using asked = await ask(behind.proxy.port);
    await behind.proxy.set({ mode });
    await expect(asked.next()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('lets nothing through while it hangs, and everything afterwards', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'hang' });
    using asked = await ask(behind.proxy.port);
    await expect.poll(() => behind.proxy.connections.open).toBe(1);
    expect(behind.requests()).toBe(0);
    await behind.proxy.set({ mode: 'pass' });
    expect(await asked.rest()).toContain(BODY);
    expect(behind.requests()).toBe(1);
  });

  it('hangs in the middle of an answer that has begun', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'drip', intervalMs: 60_000 });
    using asked = await ask(behind.proxy.port);
    expect(await asked.next()).toHaveLength(1);
    await behind.proxy.set({ mode: 'hang' });
    const rest = asked.rest();
    await behind.proxy.set({ mode: 'pass' });
    expect(await rest).toContain(BODY);
  });

  it('holds many connections at once, and lets each go on', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'hang' });
    const answers = Array.from({ length: 30 }, () => get(behind.proxy.url));
    await expect.poll(() => behind.proxy.connections.open).toBe(30);
    await behind.proxy.set({ mode: 'pass' });
    expect(new Set(await Promise.all(answers))).toEqual(new Set([BODY]));
    expect(behind.requests()).toBe(30);
  });

  it('delays an answer once, not each of its parts', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'delay', ms: 40 });
    const began = performance.now();
    expect(await get(behind.proxy.url)).toBe(BODY);
    expect(performance.now() - began).toBeGreaterThanOrEqual(39);
  });

  it('sends the request on at once while its answer is delayed', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'delay', ms: 60_000 });
    const answer = get(behind.proxy.url);
    await expect.poll(behind.requests).toBe(1);
    await behind.proxy.set({ mode: 'pass' });
    expect(await answer).toBe(BODY);
  });

  it('drips an answer a byte at a time', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'drip', intervalMs: 60_000 });
    using asked = await ask(behind.proxy.port);
    expect(await asked.next()).toEqual(Buffer.from('H'));
    await behind.proxy.set({ mode: 'drip', intervalMs: 5 });
    expect(await asked.next()).toEqual(Buffer.from('T'));
    await behind.proxy.set({ mode: 'pass' });
    expect(await asked.rest()).toMatch(/^(?:T)?P\/1\.1 200 OK/);
  });

  it('answers garbage without asking the target', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'garbage' });
    await expect(get(behind.proxy.url)).rejects.toMatchObject({ code: 'HPE_INVALID_CONSTANT' });
    expect(behind.requests()).toBe(0);
  });

  it('cuts an answer in the middle, after exactly so many bytes', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'cut', afterBytes: 70_000 });
    using asked = await ask(behind.proxy.port);
    expect(await asked.rest()).toHaveLength(70_000);
    await expect(get(behind.proxy.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('loses the whole answer of a request that was carried out', async () => {
    await using behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'cut', afterBytes: 0 });
    await expect(get(behind.proxy.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(behind.requests()).toBe(1);
  });

  it('resets a connection whose target is away', async () => {
    await using away = await startFaultProxy({ target: { host: '127.0.0.1', port: 1 } });
    await expect(get(away.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('leaves no connection behind', async () => {
    const behind = await serverBehindProxy();
    await behind.proxy.set({ mode: 'hang' });
    using asked = await ask(behind.proxy.port);
    await behind[Symbol.asyncDispose]();
    await expect(asked.next()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => behind.proxy.connections.open).toBe(0);
  });
});
