import { createHash } from 'node:crypto';
import { AnswerError } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { within } from '../execution/within.ts';
import type { Caller, KeyTerms } from '../identity/caller.ts';
import type { GraphQLParams } from '../request.ts';
import type { AutomaticOperations } from './automatic.ts';
import type { RegisteredOperation, RegisteredOperations } from './registered.ts';

/** The document that a request means. */
export interface Source {
  readonly text: string;
  /** SHA-256 of the text of a persisted one, lower-case hex; `undefined`: the request brought the text, and nothing else is known of it. */
  readonly persisted: string | undefined;
  /** The id by which a registered one was found. */
  readonly registered?: string;
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
/** The hash alone is Apollo's form, with its algorithm before it that of GraphQL over HTTP's persisted documents. */
const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/;
const sha256In = (id: string): string | undefined => SHA256.exec(id)?.[1];

const required = (): AnswerError =>
  new AnswerError(
    'PERSISTED_QUERY_REQUIRED',
    'This key may send registered operations only, by their id and without their text.',
  );
/** In the words by which clients know that they may send the text: Apollo's and others compare them. */
const notFound = (): AnswerError => new AnswerError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const slow = (): AnswerError => new AnswerError('UNAVAILABLE', 'Operations cannot be looked up right now; try again.');

type Named = Pick<GraphQLParams, 'query' | 'id'>;

/** Finds what requests mean. */
export interface Sources {
  /**
   * At once where nothing must be read.
   * @throws {@link AnswerError} `PERSISTED_QUERY_REQUIRED`, `PERSISTED_QUERY_NOT_FOUND`, `BAD_REQUEST`, `RATE_LIMITED`, `UNAVAILABLE`.
   */
  find(params: Named, caller: Caller): Source | Promise<Source>;
  /** A persisted operation that comes without its text and is in memory; `undefined` says nothing about any other. */
  known(params: Named, caller: Caller): Source | undefined;
}

const isHeld = ({ grants }: Viewer): boolean => grants.includes('persisted-only');
const isAutomatic = ({ grants }: Viewer): boolean => !grants.includes('persisted-only') && grants.includes('apq');

const ofRegistered = ({ id, text, hash }: RegisteredOperation): Source => ({ text, persisted: hash, registered: id });

/**
 * Finds what a request means: the text that it brings; the operation that its application has registered under the id that it names; or, for keys with the
 * grant `apq`, the text that was sent with this hash before.
 */
export const createSources = ({ registered, automatic, charge }: SourceOptions): Sources => {
  const lookUp = async (
    id: string,
    { viewer, key }: Caller,
    looked: ReturnType<RegisteredOperations['find']>,
  ): Promise<Source> => {
    const operation = await looked;
    if (operation) return ofRegistered(operation);
    const hash = sha256In(id);
    const text = isAutomatic(viewer) && hash !== undefined ? await automatic.find(viewer, hash) : undefined;
    if (text !== undefined) return { text, persisted: hash };
    await charge(key, 1);
    throw notFound();
  };

  return {
    find: ({ query, id }, caller) => {
      const { viewer } = caller;
      if (isHeld(viewer) && (query !== undefined || id === undefined)) throw required();
      if (query === undefined) {
        if (id === undefined) throw new AnswerError('BAD_REQUEST', 'The request names no operation.');
        const known = registered.find(viewer, id);
        if (known && !(known instanceof Promise)) return ofRegistered(known);
        return within(lookUp(id, caller, known), TIMEOUT_MS, undefined, slow);
      }
      if (id === undefined) return { text: query, persisted: undefined };
      const hash = createHash('sha256').update(query).digest('hex');
      if (hash !== sha256In(id)) throw new AnswerError('BAD_REQUEST', '`sha256Hash` is not the SHA-256 of `query`.');
      if (!isAutomatic(viewer)) return { text: query, persisted: undefined };
      return { text: query, persisted: hash, keep: () => automatic.keep(viewer, hash, query) };
    },
    known: ({ query, id }, { viewer }) => {
      if (query !== undefined || id === undefined) return undefined;
      const operation = registered.known(viewer, id);
      if (operation) return ofRegistered(operation);
      const hash = isAutomatic(viewer) ? sha256In(id) : undefined;
      const text = hash === undefined ? undefined : automatic.known(viewer, hash);
      return text === undefined ? undefined : { text, persisted: hash };
    },
  };
};
