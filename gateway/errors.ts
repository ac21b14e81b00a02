import type { GraphQLFormattedError } from 'graphql';
import type { AnswerCode } from '../platform/errors.ts';
import { AnswerError, PortError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import { isAdded } from './execution/certain.ts';
import { InvalidOperation } from './operations.ts';

/** What a client is told of a failure: a message written for it, and one of the contract's codes. */
export interface PublicError extends GraphQLFormattedError {
  readonly extensions: {
    readonly code: AnswerCode;
    /** Whole seconds after which the same may be asked again, where that is known. */
    readonly retryAfter?: number;
  };
}

/** What {@link toPublicErrors} knows of the request. */
export interface ErrorScope {
  /** The request's id, which is told and logged. */
  readonly id: string;
  readonly log: Log;
  /** Whether the request's deadline has passed. */
  readonly late: boolean;
  /** Whether the errors go from a subgraph to the gateway, which reads `_entities` in their paths. Default false. */
  readonly inner?: boolean | undefined;
}

const MAX_ERRORS = 20;
const DEEPEST_CAUSE = 5;

const unavailable = 'This part of the answer is unavailable right now; try again.';
const late = 'This part of the answer took too long; ask for less, or try again.';
const internal = (id: string): string => `Something went wrong on our side. Ask about request ${id}.`;

type Path = readonly (string | number)[];

const field = (error: unknown, name: 'originalError' | 'path' | 'cause'): unknown =>
  typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;

/** What a resolver or adapter threw, under what graphql-js and the gateway wrapped around it. */
const rootOf = (error: unknown): unknown => {
  let root = error;
  for (let next = field(root, 'originalError'); next !== undefined; next = field(root, 'originalError')) root = next;
  return root;
};

/** A path in the client's own words: the planner's aliases (`name__alias_0`) mean the field, and what it could not place or the client did not ask ends where the client's answer does. */
const pathOf = (error: unknown, inner: boolean): Path | undefined => {
  const path = field(error, 'path');
  if (!Array.isArray(path)) return undefined;
  const parts = path.filter((part): part is string | number => typeof part === 'string' || typeof part === 'number');
  if (inner) return parts;
  const outside = parts.findIndex((part) => part === '@' || part === '_entities' || isAdded(part));
  return parts
    .slice(0, outside < 0 ? parts.length : outside)
    .map((part) => (typeof part === 'string' ? part.replace(/__alias_\d+$/, '') : part));
};

const codeOf = (root: unknown, scope: ErrorScope): AnswerCode => {
  if (root instanceof AnswerError) return root.code;
  if (root instanceof PortError && root.retryable) return scope.late ? 'TIMEOUT' : 'UNAVAILABLE';
  return 'INTERNAL';
};

const messageOf = (root: unknown, code: AnswerCode, scope: ErrorScope): string => {
  if (root instanceof AnswerError && code !== 'INTERNAL') return root.message;
  if (code === 'UNAVAILABLE') return unavailable;
  return code === 'TIMEOUT' ? late : internal(scope.id);
};

/** An error whole, as plain data for the log. */
const described = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return String(error);
  const cause = field(error, 'cause');
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error instanceof PortError ? { port: error.port, code: error.code } : {}),
    ...(cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: described(cause, depth + 1) }),
  };
};

const report = (root: unknown, code: AnswerCode, path: Path | undefined, { id, log }: ErrorScope): void => {
  const fields = { id, path, error: described(root) };
  if (code === 'INTERNAL') log.error(fields, 'a part of an answer failed');
  else if (code === 'UNAVAILABLE' || code === 'TIMEOUT') log.warn(fields, 'a part of an answer is missing');
};

/**
 * The one way from a failure to a client: codes of the contract and messages written for clients pass, all else is logged whole and told as `INTERNAL`.
 * One error stands for all entries of a list that failed alike; at most {@link MAX_ERRORS} are told.
 */
export const toPublicErrors = (errors: readonly unknown[], scope: ErrorScope): PublicError[] => {
  const told = new Map<string, PublicError>();
  const reported = new Set<unknown>();
  for (const error of errors) {
    const root = rootOf(error);
    const code = codeOf(root, scope);
    const path = pathOf(error, scope.inner ?? false);
    if (!reported.has(root)) {
      reported.add(root);
      report(root, code, path, scope);
    }
    const retryAfter = root instanceof AnswerError ? root.retryAfterS : undefined;
    const extensions = retryAfter === undefined ? { code } : { code, retryAfter };
    if (root instanceof InvalidOperation) {
      for (const reason of root.reasons) told.set(JSON.stringify(reason), { ...reason, extensions });
      continue;
    }
    const message = messageOf(root, code, scope);
    const alike = JSON.stringify([code, message, path?.map((part) => (typeof part === 'number' ? '@' : part))]);
    if (told.has(alike)) continue;
    told.set(alike, path ? { message, path, extensions } : { message, extensions });
  }
  return [...told.values()].slice(0, MAX_ERRORS);
};
