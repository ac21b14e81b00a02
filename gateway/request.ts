import { AnswerError } from '../platform/errors.ts';
import { isTooMuch, MAX_VALUES } from './variables.ts';

/** A request as its host hands it over: plain data, not Fetch's classes, which would cost more than a cached answer does. */
export interface GatewayRequest {
  /** In capitals. */
  readonly method: string;
  /** Percent-encoded, as it came. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names and values in turn as they came, so that repeated headers are seen. */
  readonly rawHeaders: readonly string[];
  /** Empty where there is none; a host that stops reading at {@link MAX_BODY_BYTES} hands over one byte more. */
  readonly body: Uint8Array;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  readonly remoteAddress: string | undefined;
}

/** The answer for the host to send. */
export interface GatewayResponse {
  readonly status: number;
  /** Names in lower case; the host adds the length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/** A GraphQL request, well-formed as GraphQL over HTTP wants it. */
export interface GraphQLParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** By GET: a mutation is refused. */
  readonly readOnly: boolean;
}

/** Largest body taken, in bytes. */
export const MAX_BODY_BYTES = 512 * 1024;

/** A request that is wrong before GraphQL begins, with the status that HTTP has for it. */
export class HttpRefusal extends AnswerError {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super('BAD_REQUEST', message);
    this.status = status;
    this.headers = headers;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const JSON_TYPE = /^application\/json(?:\s*;\s*charset\s*=\s*"?utf-?8"?)?\s*$/i;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const optional = (value: unknown): unknown => (value === null ? undefined : value);

const paramsOf = (given: Record<string, unknown>, readOnly: boolean): GraphQLParams => {
  const query = given.query;
  const operationName = optional(given.operationName);
  const variables = optional(given.variables);
  const extensions = optional(given.extensions);
  if (operationName !== undefined && typeof operationName !== 'string')
    throw new HttpRefusal(400, '`operationName` must be a string.');
  if (variables !== undefined && !isMap(variables)) throw new HttpRefusal(400, '`variables` must be an object.');
  if (isTooMuch(variables)) throw new HttpRefusal(400, `\`variables\` holds more than ${MAX_VALUES} values.`);
  if (extensions !== undefined && !isMap(extensions)) throw new HttpRefusal(400, '`extensions` must be an object.');
  if (extensions?.persistedQuery !== undefined)
    throw new HttpRefusal(400, 'Persisted queries are not offered yet: send the operation itself in `query`.');
  if (typeof query !== 'string' || query.trim() === '')
    throw new HttpRefusal(400, '`query` must be a string that holds an operation.');
  return { query, operationName: operationName === '' ? undefined : operationName, variables, readOnly };
};

const parseJson = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpRefusal(
      400,
      `${what} must be JSON: ${error instanceof SyntaxError ? error.message.slice(0, 120) : 'it is not'}.`,
    );
  }
};

const fromQuery = (query: string): GraphQLParams => {
  const given: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (!['query', 'operationName', 'variables', 'extensions'].includes(name)) continue;
    if (name in given) throw new HttpRefusal(400, `\`${name}\` is given twice.`);
    given[name] = name === 'variables' || name === 'extensions' ? parseJson(value || 'null', `\`${name}\``) : value;
  }
  return paramsOf(given, true);
};

const fromBody = (request: GatewayRequest): GraphQLParams => {
  const type = request.headers['content-type'];
  if (type === undefined || !JSON_TYPE.test(type))
    throw new HttpRefusal(415, 'Send `content-type: application/json`, in UTF-8.', {
      'accept-post': 'application/json',
    });
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new HttpRefusal(415, 'Send the body without `content-encoding`.');
  let text: string;
  try {
    text = utf8.decode(request.body);
  } catch {
    throw new HttpRefusal(400, 'The body must be UTF-8.');
  }
  const body = parseJson(text, 'The body');
  if (Array.isArray(body)) throw new HttpRefusal(400, 'Send one operation a request: batches are not taken.');
  if (!isMap(body)) throw new HttpRefusal(400, 'The body must be an object with `query`.');
  return paramsOf(body, false);
};

/**
 * Reads a GraphQL request from GET's query or POST's body.
 * @throws {@link HttpRefusal}: 400, 405, 413, 414 or 415.
 */
export const parseRequest = (request: GatewayRequest): GraphQLParams => {
  if (request.body.byteLength > MAX_BODY_BYTES)
    throw new HttpRefusal(413, `The body is too large: at most ${MAX_BODY_BYTES / 1024} KB.`);
  if (request.query.length > MAX_BODY_BYTES) throw new HttpRefusal(414, 'The query is too long: send it by POST.');
  if (request.method === 'GET') return fromQuery(request.query);
  if (request.method === 'POST') return fromBody(request);
  throw new HttpRefusal(405, 'Ask by GET or POST.', { allow: 'GET, POST, OPTIONS' });
};
