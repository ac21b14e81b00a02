import { LRUCache } from 'lru-cache';
import { AnswerError } from '../platform/errors.ts';
import { isLook } from '../platform/methods.ts';
import type { WorkingPlace } from '../platform/workingPlace.ts';
import { OPERATION_ID } from './persisted/items.ts';
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
  /** The connection over which it came, one object for each, where the host has any. */
  readonly connection?: object | undefined;
  /** What the request takes up of its host, where that counts. */
  readonly place?: WorkingPlace | undefined;
}

/** The answer for the host to send. */
export interface GatewayResponse {
  readonly status: number;
  /** Names in lower case; the host adds the length. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a HEAD too, as GET would have it: the host sends its length alone. */
  readonly body: Uint8Array | string;
  /** To be called once the body has been handed on and nobody looks at it any more: its memory is used again. A host that never calls it costs no more than that. */
  readonly sent?: (() => void) | undefined;
}

/** A GraphQL request, well-formed as GraphQL over HTTP wants it. */
export interface GraphQLParams {
  /** The document's text; there unless `id` is. */
  readonly query: string | undefined;
  /** What a persisted operation is called by. Beside `query` it is to be the SHA-256 of it. */
  readonly id: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** By GET or HEAD: a mutation is refused. */
  readonly readOnly: boolean;
}

/** Under it each persisted operation has an address of its own, `/graphql/persisted/<id>?variables=…`, as CDNs want it. */
const PERSISTED_PATH = '/graphql/persisted/';

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

const checkedId = (value: unknown, name: string): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && OPERATION_ID.test(value)) return value;
  throw new HttpRefusal(400, `\`${name}\` must be 1 to 256 printable ASCII characters, without spaces.`);
};

/** The id in Apollo's form. */
const hashIn = (persistedQuery: unknown): string | undefined => {
  if (persistedQuery === undefined) return undefined;
  if (!isMap(persistedQuery) || persistedQuery.version !== 1 || persistedQuery.sha256Hash === undefined)
    throw new HttpRefusal(400, '`extensions.persistedQuery` must be an object with `version` 1 and `sha256Hash`.');
  return checkedId(persistedQuery.sha256Hash, 'extensions.persistedQuery.sha256Hash');
};

/** What the request calls an operation by. */
const idIn = (query: unknown, documentId: unknown, hash: string | undefined): string | undefined => {
  const id = checkedId(documentId, 'documentId');
  if (id !== undefined && query !== undefined)
    throw new HttpRefusal(400, 'Send an operation by `documentId` or in `query`, not both.');
  if (id !== undefined && hash !== undefined && id !== hash)
    throw new HttpRefusal(400, '`documentId` and `extensions.persistedQuery.sha256Hash` name different operations.');
  return id ?? hash;
};

const paramsOf = (given: Record<string, unknown>, readOnly: boolean): GraphQLParams => {
  const query = optional(given.query);
  const operationName = optional(given.operationName);
  const variables = optional(given.variables);
  const extensions = optional(given.extensions);
  if (operationName !== undefined && typeof operationName !== 'string')
    throw new HttpRefusal(400, '`operationName` must be a string.');
  if (variables !== undefined && !isMap(variables)) throw new HttpRefusal(400, '`variables` must be an object.');
  if (isTooMuch(variables)) throw new HttpRefusal(400, `\`variables\` holds more than ${MAX_VALUES} values.`);
  if (extensions !== undefined && !isMap(extensions)) throw new HttpRefusal(400, '`extensions` must be an object.');
  const id = idIn(query, optional(given.documentId), hashIn(optional(extensions?.persistedQuery)));
  if (query === undefined ? id === undefined : typeof query !== 'string' || query.trim() === '')
    throw new HttpRefusal(400, '`query` must be a string that holds an operation.');
  return {
    query: typeof query === 'string' ? query : undefined,
    id,
    operationName: operationName === '' ? undefined : operationName,
    variables,
    readOnly,
  };
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

const isPersistedPath = (path: string): boolean => path.startsWith(PERSISTED_PATH);

/** Whether a path is one of the graph's. */
export const isGraphPath = (path: string): boolean => path === '/graphql' || isPersistedPath(path);

/** What bodies of persisted operations say, by their text: whoever asks again sends the same. What they say is looked at and never changed. */
export type KnownBodies = LRUCache<string, GraphQLParams>;

/** Longest body that is known again, in characters. */
const LONGEST_KNOWN = 4_000;
/** Characters of all bodies that are known. */
const MOST_KNOWN = 1_000_000;

/** Makes {@link KnownBodies}, of which there is none. */
export const createKnownBodies = (): KnownBodies =>
  new LRUCache({ maxSize: MOST_KNOWN, sizeCalculation: (_, text) => text.length });

const PARAMETERS = ['query', 'operationName', 'variables', 'extensions', 'documentId'];

const parametersIn = (query: string): Record<string, unknown> => {
  const given: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (!PARAMETERS.includes(name)) continue;
    if (name in given) throw new HttpRefusal(400, `\`${name}\` is given twice.`);
    given[name] = name === 'variables' || name === 'extensions' ? parseJson(value || 'null', `\`${name}\``) : value;
  }
  return given;
};

/** Of an operation that has its own address. */
const fromPath = ({ path, query }: GatewayRequest): GraphQLParams => {
  const { operationName, variables, ...others } = parametersIn(query);
  const [surplus] = Object.keys(others);
  if (surplus !== undefined) throw new HttpRefusal(400, `The address names the operation: leave \`${surplus}\` out.`);
  let documentId: string;
  try {
    documentId = decodeURIComponent(path.slice(PERSISTED_PATH.length));
  } catch {
    throw new HttpRefusal(400, 'The address is not well-formed.');
  }
  return paramsOf({ documentId, operationName, variables }, true);
};

const fromBody = (request: GatewayRequest, bodies: KnownBodies | undefined): GraphQLParams => {
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
  const known = bodies?.get(text);
  if (known) return known;
  const body = parseJson(text, 'The body');
  if (Array.isArray(body)) throw new HttpRefusal(400, 'Send one operation a request: batches are not taken.');
  if (!isMap(body)) throw new HttpRefusal(400, 'The body must be an object with `query`.');
  const params = paramsOf(body, false);
  // Longer ones bring the operation's text.
  if (params.query === undefined && text.length <= LONGEST_KNOWN) bodies?.set(text, params);
  return params;
};

/**
 * Reads a GraphQL request from the query of GET and HEAD or the body of POST.
 * @param bodies - those that were read before, and this one afterwards.
 * @throws {@link HttpRefusal}: 400, 405, 413, 414 or 415.
 */
export const parseRequest = (request: GatewayRequest, bodies?: KnownBodies): GraphQLParams => {
  if (request.body.byteLength > MAX_BODY_BYTES)
    throw new HttpRefusal(413, `The body is too large: at most ${MAX_BODY_BYTES / 1024} KB.`);
  if (request.query.length > MAX_BODY_BYTES) throw new HttpRefusal(414, 'The query is too long: send it by POST.');
  const isOfPath = isPersistedPath(request.path);
  if (isLook(request.method)) return isOfPath ? fromPath(request) : paramsOf(parametersIn(request.query), true);
  if (isOfPath) throw new HttpRefusal(405, 'Ask by GET.', { allow: 'GET, HEAD, OPTIONS' });
  if (request.method === 'POST') return fromBody(request, bodies);
  throw new HttpRefusal(405, 'Ask by GET or POST.', { allow: 'GET, HEAD, POST, OPTIONS' });
};
