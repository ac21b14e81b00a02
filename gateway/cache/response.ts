import type { Held } from '../../platform/cache/levels/answer.ts';
import { isLook } from '../../platform/methods.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { AnswerType } from '../negotiation.ts';
import { contentTypes } from '../negotiation.ts';
import type { GatewayRequest, GatewayResponse } from '../request.ts';
import type { CdnTags } from './cdnTags.ts';
import { inCoding } from './compress.ts';
import type { Coding } from './encoding.ts';
import type { KeptAnswer } from './entry.ts';
import { hasMatch } from './etag.ts';
import { mayBeShared } from './sharing.ts';

/** What is sent. */
export type Sendable = Pick<Held<KeptAnswer>, 'value' | 'startedAt' | 'tags'>;

/** To whom. */
export interface Sending {
  readonly request: Pick<GatewayRequest, 'method' | 'headers'>;
  readonly viewer: Pick<Viewer, 'view'>;
  readonly type: AnswerType;
  /** What the client takes, the best first; at least one. */
  readonly codings: readonly [Coding, ...Coding[]];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Where a CDN purges by tags. */
  readonly cdnTags: CdnTags | undefined;
}

const NOTHING = new Uint8Array();

const respond = (
  answer: Sendable,
  coding: Coding,
  body: Uint8Array,
  { request, viewer, type, now, cdnTags }: Sending,
): GatewayResponse => {
  const { method, headers: given } = request;
  const { value, startedAt } = answer;
  const { etag, maxAge, staleWhileRevalidate } = value;
  const scope = mayBeShared(viewer, request) ? 'public' : 'private';
  const stale = staleWhileRevalidate > 0 ? `, stale-while-revalidate=${staleWhileRevalidate}` : '';
  const headers: Record<string, string> = {
    // The whole life, from which whoever keeps it takes off the age (RFC 9111, 4.2).
    'cache-control': `${scope}, max-age=${maxAge}${stale}`,
    age: String(Math.max(0, Math.floor((now - startedAt) / 1_000))),
  };
  // Tags of what came from Redis are parsed when somebody asks for them.
  if (cdnTags) headers['cache-tag'] = cdnTags.headerOf(answer.tags);
  if (isLook(method)) {
    headers.etag = etag;
    const known = given['if-none-match'];
    // Of the representation it tells nothing: whoever has it may have it in another coding.
    if (known !== undefined && hasMatch(known, etag)) return { status: 304, headers, body: NOTHING };
  }
  headers['content-type'] = contentTypes[type];
  if (coding !== 'identity') headers['content-encoding'] = coding;
  return { status: 200, headers, body };
};

/**
 * A kept answer as it is sent: by GET and HEAD with its tag, and without its body where the client has it.
 * @returns `undefined` where it is in a coding that the client does not take.
 */
export const keptResponse = (answer: Sendable, sending: Sending): GatewayResponse | undefined => {
  const { coding, body } = answer.value;
  return sending.codings.includes(coding) ? respond(answer, coding, body, sending) : undefined;
};

/** The same in whatever coding the client takes. @param answer - in the coding that it likes best, or as it is. */
export const keptResponseInAny = async (answer: Sendable, sending: Sending): Promise<GatewayResponse> => {
  const [best] = sending.codings;
  return keptResponse(answer, sending) ?? respond(answer, best, await inCoding(answer.value.body, best), sending);
};
