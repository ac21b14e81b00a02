import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { z } from 'zod';
import { answerUsage, work } from '../process.ts';
import { hostApollo } from './apolloHost.ts';
import { supergraphFile } from './services.ts';

interface Context {
  readonly viewer: string;
}

/** Apollo's gateway as its documentation has it: subgraphs over HTTP, who asks handed down in a header. */
work(z.object({ urls: z.record(z.string(), z.string()) }), async ({ urls }) => {
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    buildService: ({ name }) =>
      new RemoteGraphQLDataSource<Context>({
        url: urls[name] ?? '',
        willSendRequest: (options) => {
          // The gateway also asks without a request of a client, for its health checks.
          if ('incomingRequestContext' in options)
            options.request.http?.headers.set('x-viewer', options.context.viewer);
        },
      }),
  });
  const server = new ApolloServer<Context>({ gateway, introspection: false });
  const host = await hostApollo(server, (header) => ({ viewer: header('x-viewer') }));
  return { ready: { port: host.port }, answer: answerUsage, end: () => host.stop() };
});
