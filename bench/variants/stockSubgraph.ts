import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { z } from 'zod';
import { viewerFromWire, wireRequest } from '../../gateway/execution/wire.ts';
import { randomId } from '../../platform/ids.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { subgraphNames } from '../../schema/sdl.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import { answerUsage, work } from '../process.ts';
import { hostApollo } from './apolloHost.ts';
import { openSeeded } from './services.ts';
import { variantTask } from './task.ts';

const wireViewer = wireRequest.shape.extensions.shape.masthead.shape.viewer;

/** One subgraph as Apollo's documentation has it: `@apollo/server` over the schema of `buildSubgraphSchema`, with our resolvers, stores and record predicate. */
work(variantTask.extend({ name: z.enum(subgraphNames) }), async ({ dataDir, name }) => {
  const open = await openSeeded(dataDir);
  const subgraph = open.services.subgraphs[name];
  const server = new ApolloServer<object>({
    schema: subgraph.schema,
    introspection: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const never = new AbortController().signal;
  const host = await hostApollo(server, (header) => {
    const viewer = wireViewer.parse(JSON.parse(header('x-viewer')));
    return subgraph.contextFor({
      viewer: viewerFromWire(viewer),
      now: Date.now(),
      signal: never,
      log: silentLog,
      id: randomId(),
      touched: createTouched(),
    });
  });
  return {
    ready: { port: host.port },
    answer: answerUsage,
    end: async () => {
      await host.stop();
      await open[Symbol.asyncDispose]();
    },
  };
});
