import type { ExecutionResult } from 'graphql';
import type { AnswerCode } from '../platform/errors.ts';
import { inAnswerOrder } from './errorOrder.ts';
import type { ErrorScope, PublicError } from './errors.ts';
import { toPublicErrors } from './errors.ts';
import type { AnswerType } from './negotiation.ts';
import { contentTypes } from './negotiation.ts';
import { RateLimited } from './quota/headers.ts';
import type { GatewayResponse } from './request.ts';
import { HttpRefusal } from './request.ts';

/** The status of an answer without data, by the code of its first error. */
const statusOf: Readonly<Record<AnswerCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_REQUEST: 400,
  VALIDATION: 400,
  LIMIT_DEPTH: 400,
  LIMIT_ALIASES: 400,
  LIMIT_ROOT_FIELDS: 400,
  LIMIT_TOKENS: 400,
  LIMIT_COST: 400,
  BAD_CURSOR: 400,
  PERSISTED_QUERY_REQUIRED: 403,
  PERSISTED_QUERY_NOT_FOUND: 404,
  RATE_LIMITED: 429,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** What is wrong with the operation itself answers 200 under `application/json`, as clients of that type expect; who asks and what failed does not. */
const ofOperation: ReadonlySet<AnswerCode> = new Set([
  'VALIDATION',
  'LIMIT_DEPTH',
  'LIMIT_ALIASES',
  'LIMIT_ROOT_FIELDS',
  'LIMIT_TOKENS',
  'LIMIT_COST',
  'BAD_CURSOR',
  'PERSISTED_QUERY_NOT_FOUND',
]);

const respond = (status: number, type: AnswerType, body: object): GatewayResponse => ({
  status,
  headers: { 'content-type': contentTypes[type], 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const statusFor = (errors: readonly PublicError[], type: AnswerType): number => {
  const code = errors[0]?.extensions.code ?? 'INTERNAL';
  return type === 'application/json' && ofOperation.has(code) ? 200 : statusOf[code];
};

/** Whatever stands between us and a client understands no GraphQL, but it does understand this. */
const withRetryAfter = (response: GatewayResponse, error: PublicError | undefined): GatewayResponse => {
  const seconds = error?.extensions.retryAfter;
  if (seconds === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(seconds) } };
};

/** The answer to a request that did not run: errors and no data. */
export const refusalAnswer = (error: unknown, type: AnswerType, scope: ErrorScope): GatewayResponse => {
  const errors = toPublicErrors([error], scope);
  const response = withRetryAfter(respond(statusFor(errors, type), type, { errors }), errors[0]);
  if (error instanceof RateLimited) return { ...response, headers: { ...response.headers, ...error.headers } };
  if (!(error instanceof HttpRefusal)) return response;
  return { ...response, status: error.status, headers: { ...response.headers, ...error.headers } };
};

/**
 * The answer to an operation that ran. The gateway's own extensions stay inside: they tell of plans and subgraphs.
 * No data and no error means that the gateway gave up in silence: `INTERNAL`.
 */
export const executionAnswer = (result: ExecutionResult, type: AnswerType, scope: ErrorScope): GatewayResponse => {
  const { data = null, errors, extensions } = result;
  if (data === null && !errors?.length)
    return refusalAnswer(new Error('no data and no error', { cause: JSON.stringify(extensions) }), type, scope);
  if (!errors?.length) return respond(200, type, { data });
  const told = toPublicErrors(inAnswerOrder(errors, data), scope);
  if (data !== null) return respond(200, type, { errors: told, data });
  const isForLater = told[0]?.extensions.retryAfter !== undefined;
  const status = type === 'application/json' && !isForLater ? 200 : statusFor(told, type);
  return withRetryAfter(respond(status, type, { errors: told, data }), told[0]);
};
