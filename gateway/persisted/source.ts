import { createHash } from 'node:crypto';
import { AnswerError } from '../../platform/errors.ts';
import { within } from '../execution/within.ts';
import type { Caller, KeyTerms } from '../identity/caller.ts';
import type { GraphQLParams } from '../request.ts';
import type { AutomaticOperations } from './automatic.ts';
import type { RegisteredOperations } from './registered.ts';

/** The document that a request means. */
export interface Source {
  readonly text: string;
  /** SHA-256 of the text of a persisted one, lower-case hex; `undefined`: the request brought the text, and nothing else is known of it. */
  readonly persisted: string | undefined;
  /** To be called once the operation has proven valid and is paid for: it is kept then, for requests that name its hash alone. */
  readonly keep?: () => void;
}

/** What {@link createSources} needs. */
export interface SourceOptions {
  readonly registered: RegisteredOperations;
  readonly automatic: AutomaticOperations;
  /** A look-up in vain costs a point. @throws `RateLimited` */
  readonly charge: (key: KeyTerms, cost: number) => Promise<unknown>;
}

/** Longest wait for a look-up, in milliseconds. Others may wait for the same one, so it is left, not ended. */
const TIMEOUT_MS = 2_000;
const SHA256 = /^[0-9a-f]{64}$/;

const required = (): AnswerError =>
  new AnswerError(
    'PERSISTED_QUERY_REQUIRED',
    'This key may send registered operations only, by their id and without their text.',
  );
/** In the words by which clients know that they may send the text: Apollo's and others compare them. */
const notFound = (): AnswerError => new AnswerError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const slow = (): AnswerError => new AnswerError('UNAVAILABLE', 'Operations cannot be looked up right now; try again.');

/**
 * Finds what a request means: the text that it brings; the operation that its application has registered under the id that it names; or, for keys with the
 * grant `apq`, the text that was sent with this hash before.
 */
export const createSources = ({ registered, automatic, charge }: SourceOptions) => {
  const lookUp = async (
    id: string,
    { viewer, key }: Caller,
    looked: ReturnType<RegisteredOperations['find']>,
    isAutomatic: boolean,
  ): Promise<Source> => {
    const operation = await looked;
    if (operation) return { text: operation.text, persisted: operation.hash };
    const text = isAutomatic && SHA256.test(id) ? await automatic.find(viewer, id) : undefined;
    if (text !== undefined) return { text, persisted: id };
    await charge(key, 1);
    throw notFound();
  };

  /**
   * At once where nothing must be read.
   * @throws {@link AnswerError} `PERSISTED_QUERY_REQUIRED`, `PERSISTED_QUERY_NOT_FOUND`, `BAD_REQUEST`, `RATE_LIMITED`, `UNAVAILABLE`.
   */
  return ({ query, id }: Pick<GraphQLParams, 'query' | 'id'>, caller: Caller): Source | Promise<Source> => {
    const { viewer } = caller;
    const isHeld = viewer.grants.includes('persisted-only');
    const isAutomatic = !isHeld && viewer.grants.includes('apq');
    if (isHeld && (query !== undefined || id === undefined)) throw required();
    if (query === undefined) {
      if (id === undefined) throw new AnswerError('BAD_REQUEST', 'The request names no operation.');
      const known = registered.find(viewer, id);
      if (known && !(known instanceof Promise)) return { text: known.text, persisted: known.hash };
      return within(lookUp(id, caller, known, isAutomatic), TIMEOUT_MS, undefined, slow);
    }
    if (id === undefined) return { text: query, persisted: undefined };
    if (createHash('sha256').update(query).digest('hex') !== id)
      throw new AnswerError('BAD_REQUEST', '`sha256Hash` is not the SHA-256 of `query`.');
    if (!isAutomatic) return { text: query, persisted: undefined };
    return { text: query, persisted: id, keep: () => automatic.keep(viewer, id, query) };
  };
};
