import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { ApolloServer, BaseContext } from '@apollo/server';
import { HeaderMap } from '@apollo/server';

/** A listening Apollo Server. */
export interface ApolloHost {
  readonly port: number;
  stop(): Promise<void>;
}

/** Above the pauses between rounds: Apollo's own standalone host keeps Node's 5 seconds, which its gateway's client meets with a reset. */
const KEEP_ALIVE_MS = 65_000;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/**
 * Serves an Apollo Server on loopback in the way of its integrations: `executeHTTPGraphQLRequest` between node:http's request and answer, and nothing else.
 * @param contextOf - makes a request's context; it is given a reader of headers.
 */
export const hostApollo = async <Context extends BaseContext>(
  apollo: ApolloServer<Context>,
  contextOf: (header: (name: string) => string) => Context,
): Promise<ApolloHost> => {
  await apollo.start();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const answer = async (): Promise<void> => {
      const headers = new HeaderMap();
      for (const [name, value] of Object.entries(request.headers))
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
      const {
        status,
        headers: sent,
        body,
      } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method ?? 'GET',
          headers,
          search: new URL(request.url ?? '/', 'http://localhost').search,
          body: JSON.parse(await bodyOf(request)),
        },
        context: async () => contextOf((name) => headers.get(name) ?? ''),
      });
      if (body.kind === 'chunked') throw new Error('an answer in pieces was not asked for');
      response.writeHead(status ?? 200, {
        ...Object.fromEntries(sent),
        'content-length': Buffer.byteLength(body.string),
      });
      response.end(body.string);
    };
    answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await apollo.stop();
    },
  };
};
