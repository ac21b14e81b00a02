import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import { answerUsage, work } from '../process.ts';

/** What a server could do at most: reads the request, parses nothing, and sends bytes that it has. `/n` asks for the n-th, which came in base64. */
work(z.object({ bodies: z.array(z.string()) }), async ({ bodies }) => {
  const ready = bodies.map((body) => Buffer.from(body, 'base64'));
  const server = createServer((request, response) => {
    const body = ready[Number(request.url?.slice(1))] ?? Buffer.alloc(0);
    request.on('data', () => undefined);
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
      response.end(body);
    });
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  return {
    ready: { port: typeof address === 'object' && address ? address.port : 0 },
    answer: answerUsage,
    end: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
});
