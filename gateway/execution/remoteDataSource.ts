import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Dispatcher } from 'undici';
import { AnswerError } from '../../platform/errors.ts';
import type { RequestScope, SubgraphOperation } from '../../subgraphs/subgraph.ts';
import type { SubgraphDataSource } from './dataSource.ts';
import { createDataSource, missing, SUBGRAPH_TIMEOUT_MS } from './dataSource.ts';
import type { SignBody } from './internalToken.ts';
import { addTouched, viewerToWire, wireAnswer } from './wire.ts';

/** By what a subgraph is asked: undici's `Pool` or `Agent` is one. */
export interface Connections {
  request(options: Dispatcher.RequestOptions & { readonly origin: string }): Promise<Dispatcher.ResponseData>;
}

/** Where a subgraph in a process of its own is, and the connections to it. */
export interface RemoteDataSourceOptions {
  readonly name: string;
  /** Its origin, without a path. */
  readonly origin: string;
  /** Makes the token by which the subgraph knows the gateway. */
  readonly sign: SignBody;
  readonly connections: Connections;
  /** Longest answer taken, in bytes. Default 10 MB. */
  readonly maxBytes?: number | undefined;
}

const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
/** A kept connection that the other side closed just now: nothing was answered, so a read may be sent again. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const read = async (body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a chunk is not bytes');
    length += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString();
};

/** The answer's errors as if their resolvers had thrown them here; what it was made from is noted, and goes no further. */
const resultOf = (text: string, { touched }: RequestScope): ExecutionResult => {
  const { data, errors, extensions: said } = wireAnswer.parse(JSON.parse(text));
  if (touched.wanted) addTouched(said, touched);
  const result = data === undefined ? {} : { data };
  if (!errors) return result;
  return {
    ...result,
    errors: errors.map(({ message, path, extensions }) => {
      const originalError = new AnswerError(extensions.code, message, { retryAfterS: extensions.retryAfter });
      return new GraphQLError(message, path ? { path, originalError } : { originalError });
    }),
  };
};

/** A subgraph in a process of its own. An answer that does not come, or is none, leaves `UNAVAILABLE` at its place. */
export const remoteDataSource = (options: RemoteDataSourceOptions): SubgraphDataSource => {
  const { name, origin, sign, connections, maxBytes = MAX_ANSWER_BYTES } = options;
  const ask = async (body: string, scope: RequestScope): Promise<ExecutionResult> => {
    const response = await connections.request({
      origin,
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await sign(body)}` },
      body,
      signal: scope.signal,
      headersTimeout: SUBGRAPH_TIMEOUT_MS,
      bodyTimeout: SUBGRAPH_TIMEOUT_MS,
    });
    const text = await read(response.body, maxBytes);
    if (response.statusCode !== 200) throw new Error(`the answer has status ${response.statusCode}`);
    return resultOf(text, scope);
  };
  return createDataSource(name, async (operation: SubgraphOperation, scope: RequestScope) => {
    const { viewer, now, id, touched } = scope;
    const body = JSON.stringify({
      query: operation.query,
      operationName: operation.operationName,
      variables: operation.variables,
      extensions: { masthead: { viewer: viewerToWire(viewer), now, id, telling: touched.wanted } },
    });
    try {
      try {
        return await ask(body, scope);
      } catch (error) {
        if (!CLOSED.has(String(codeOf(error))) || operation.query.startsWith('mutation')) throw error;
        return await ask(body, scope);
      }
    } catch (error) {
      if (scope.signal.aborted) throw error;
      throw missing(new Error(`subgraph ${name} at ${origin} does not answer`, { cause: error }));
    }
  });
};
