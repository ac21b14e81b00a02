import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { fetchKeySet } from '../../entrypoints/keySets.ts';

const fetchFrom = async (answer: RequestListener): Promise<unknown> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no address');
  try {
    return await fetchKeySet(`http://127.0.0.1:${address.port}/jwks.json`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

test('a key set is fetched as JSON', async () => {
  expect(await fetchFrom((_, response) => response.end('{"keys":[]}'))).toEqual({ keys: [] });
});

test.each<[string, RequestListener]>([
  ['a page', (_, response) => response.end('<html>')],
  ['another status', (_, response) => response.writeHead(503).end('{"keys":[]}')],
  [
    'another address',
    ({ url }, response) => {
      if (url === '/elsewhere') response.end('{"keys":[]}');
      else response.writeHead(302, { location: '/elsewhere' }).end();
    },
  ],
  ['more than 256 KB', (_, response) => response.end(JSON.stringify({ keys: ['x'.repeat(256 * 1024)] }))],
  ['half of it', (request, response) => response.write('{"keys":', () => request.socket.destroy())],
  ['nothing within 1.5 s', () => undefined],
])('an issuer that answers with %s has none', async (_, answer) => {
  await expect(fetchFrom(answer)).rejects.toThrow(/./);
});
