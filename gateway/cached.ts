import type { Held, Level } from '../platform/cache/levels/answer.ts';
import type { KeptAnswer } from './cache/entry.ts';
import { cacheHeaders } from './cache/headers.ts';
import type { Asked } from './cache/keeping.ts';
import type { Sending } from './cache/response.ts';
import { keptResponse } from './cache/response.ts';
import { negotiate } from './negotiation.ts';
import type { Source } from './persisted/source.ts';
import type { Pipeline } from './pipeline.ts';
import { VARY } from './pipeline.ts';
import { HIT_COST } from './quota/charge.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { createKnownBodies, isGraphPath, parseRequest } from './request.ts';
import type { RequestFacts } from './requestLog.ts';
import { logAnswered, noteHit } from './requestLog.ts';
import { VIEW_HEADER } from './views/narrow.ts';

/*
 * The short way, for an answer that this process holds, or that processes share:
 *
 *   key ──► who asks ──► which operation ──► the answer's name ──► its bytes
 *
 * Each of these must be in memory already, but for the bytes, which may lie in Redis: nothing else is waited for, and nothing parsed but the request itself.
 * Where one is not, or anything is unusual, it says nothing, and the long way (`graph.ts`) finds out everything again, and tells the client what is wrong.
 */

/** Longest body that is looked at, in bytes: persisted operations come without their text. */
const LONGEST_BODY = 16 * 1024;

/** What is found of a request at once. */
interface Found {
  readonly asked: Asked & { readonly source: Source };
  readonly sending: Sending;
}

/**
 * @returns a function that answers at once, or soon, or says `undefined`, at once or soon, where the long way must be gone; nothing has been charged then. It never throws
 * nor rejects.
 */
export const createCached = ({
  cors,
  codingsTaken,
  cdnTags,
  identity,
  publishable,
  sources,
  uses,
  answers,
  charging,
  log,
  now,
}: Pipeline): ((
  request: GatewayRequest,
  id: string,
) => GatewayResponse | undefined | Promise<GatewayResponse | undefined>) => {
  const bodies = createKnownBodies();

  const find = (request: GatewayRequest): Found | undefined => {
    const { path, headers, body, rawHeaders } = request;
    if (!isGraphPath(path) || headers[VIEW_HEADER] !== undefined || body.byteLength > LONGEST_BODY) return undefined;
    const type = negotiate(headers.accept);
    const [best, ...others] = codingsTaken(headers['accept-encoding']);
    const caller = identity.known(rawHeaders, request.connection);
    if (!type || !best || !caller) return undefined;
    const params = parseRequest(request, bodies);
    const source = sources.known(params, caller);
    // What the long way checks of grants, operation and variables was checked when the answer was kept: they are all part of its name.
    return (
      source && {
        asked: { params, caller, source },
        sending: { request, viewer: caller.viewer, type, codings: [best, ...others], now: now(), cdnTags },
      }
    );
  };

  const send = (
    { asked, sending }: Found,
    kept: Held<KeptAnswer>,
    level: Level,
    request: GatewayRequest,
    id: string,
  ): GatewayResponse | undefined => {
    const { caller, source } = asked;
    const response = keptResponse(kept, sending);
    const charged =
      response && publishable.admitAtOnce(caller.key, request, () => charging.chargeAtOnce(caller.key, HIT_COST));
    if (!response || !charged) return undefined;

    if (source.registered !== undefined) uses.note(caller.viewer, source.registered, request.headers);
    const facts: RequestFacts = {};
    noteHit(facts, asked, kept.value, level);
    logAnswered(log, { id, method: request.method, status: response.status, ms: now() - sending.now }, facts);
    const more = {
      ...charged,
      ...cacheHeaders(facts),
      ...cors.headers(request, caller.key.publishable?.origins),
      vary: VARY,
    };
    return { ...response, headers: { ...response.headers, ...more }, sent: kept.release };
  };

  return (request, id) => {
    try {
      const found = find(request);
      if (!found) return undefined;
      const kept = answers.held(found.asked, found.sending.codings[0]);
      if (!(kept instanceof Promise)) return kept && send(found, kept, 'memory', request, id);
      return kept.then((shared) => shared && send(found, shared, 'redis', request, id)).catch(() => undefined);
    } catch {
      return undefined;
    }
  };
};
