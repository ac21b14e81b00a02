import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { signalOf } from '../../entrypoints/http/leaving.ts';

/** What the signal says that is asked for when the response is over. */
const afterwards = async (end: 'client' | 'server'): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer((_, response) => {
    response.once('close', () => resolve(signalOf(response).aborted));
    if (end === 'server') response.end();
    else client.destroy();
  });
  await using _ = server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return await promise;
};

test('a client that left before its answer is told of also to who asks afterwards', async () => {
  expect(await afterwards('client')).toBe(true);
});

test('one that has its answer has not left', async () => {
  expect(await afterwards('server')).toBe(false);
});
