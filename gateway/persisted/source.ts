import { createHash } from 'node:crypto';
import { AnswerError } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { within } from '../execution/within.ts';
import type { GraphQLParams } from '../request.ts';
import type { RegisteredOperation, RegisteredOperations } from './registered.ts';

/** The document that a request means. */
export interface Source {
  readonly text: string;
  /** SHA-256 of the text of a persisted one, lower-case hex; `undefined`: the request brought the text. */
  readonly persisted: string | undefined;
}

/** What {@link createSources} needs. */
export interface SourceOptions {
  readonly registered: RegisteredOperations;
}

/** Longest wait for a look-up, in milliseconds. Others may wait for the same one, so it is left, not ended. */
const TIMEOUT_MS = 2_000;

const required = (): AnswerError =>
  new AnswerError(
    'PERSISTED_QUERY_REQUIRED',
    'This key may send registered operations only, by their id and without their text.',
  );
/** In the words by which clients know that they may send the text: Apollo's and others compare them. */
const notFound = (): AnswerError => new AnswerError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const slow = (): AnswerError =>
  new AnswerError('UNAVAILABLE', 'Registered operations cannot be looked up right now; try again.');

const sourceOf = (operation: RegisteredOperation | undefined): Source => {
  if (!operation) throw notFound();
  return { text: operation.text, persisted: operation.hash };
};

/** Finds what a request means: the text that it brings, or the operation that its application has registered under the id that it names. */
export const createSources =
  ({ registered }: SourceOptions) =>
  /**
   * At once where nothing must be read.
   * @throws {@link AnswerError} `PERSISTED_QUERY_REQUIRED`, `PERSISTED_QUERY_NOT_FOUND`, `BAD_REQUEST`, `UNAVAILABLE`.
   */
  ({ query, id }: Pick<GraphQLParams, 'query' | 'id'>, viewer: Viewer): Source | Promise<Source> => {
    if (viewer.grants.includes('persisted-only') && (query !== undefined || id === undefined)) throw required();
    if (query === undefined) {
      if (id === undefined) throw new AnswerError('BAD_REQUEST', 'The request names no operation.');
      const found = registered.find(viewer, id);
      return found instanceof Promise ? within(found, TIMEOUT_MS, undefined, slow).then(sourceOf) : sourceOf(found);
    }
    if (id !== undefined && createHash('sha256').update(query).digest('hex') !== id)
      throw new AnswerError('BAD_REQUEST', '`sha256Hash` is not the SHA-256 of `query`.');
    return { text: query, persisted: undefined };
  };
