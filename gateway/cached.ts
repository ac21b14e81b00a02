import { cacheHeaders } from './cache/headers.ts';
import { keptResponse } from './cache/response.ts';
import { negotiate } from './negotiation.ts';
import type { Pipeline } from './pipeline.ts';
import { VARY } from './pipeline.ts';
import { HIT_COST } from './quota/charge.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { isGraphPath, parseRequest } from './request.ts';
import type { RequestFacts } from './requestLog.ts';
import { logAnswered, noteHit } from './requestLog.ts';
import { VIEW_HEADER } from './views/narrow.ts';

/*
 * The short way, for an answer that this process holds:
 *
 *   key ──► who asks ──► which operation ──► the answer's name ──► its bytes
 *
 * Each of these must be in memory already, so that nothing is waited for, read or parsed but the request itself. Where one is not, or anything is unusual, it
 * says nothing, and the long way (`graph.ts`) finds out everything again, and tells the client what is wrong.
 */

/** Longest body that is looked at, in bytes: persisted operations come without their text. */
const LONGEST_BODY = 16 * 1024;

/** @returns a function that answers at once, or `undefined` where the long way must be gone; nothing has been charged then. */
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
}: Pipeline): ((request: GatewayRequest, id: string) => GatewayResponse | undefined) => {
  const answer = (request: GatewayRequest, id: string): GatewayResponse | undefined => {
    const { method, path, headers, body, rawHeaders } = request;
    if (!isGraphPath(path) || headers[VIEW_HEADER] !== undefined || body.byteLength > LONGEST_BODY) return undefined;
    const type = negotiate(headers.accept);
    const [best, ...others] = codingsTaken(headers['accept-encoding']);
    const caller = identity.known(rawHeaders);
    if (!type || !best || !caller) return undefined;
    const began = now();

    const params = parseRequest(request);
    const source = sources.known(params, caller);
    if (!source) return undefined;
    // What the long way checks of grants, operation and variables was checked when the answer was kept: they are all part of its name.
    const asked = { params, caller, source };
    const kept = answers.atOnce(asked);
    const response = kept && keptResponse(kept, { request, type, codings: [best, ...others], now: began, cdnTags });
    const charged =
      response && publishable.admitAtOnce(caller.key, request) && charging.chargeAtOnce(caller.key, HIT_COST);
    if (!response || !charged) return undefined;

    if (source.registered !== undefined) uses.note(caller.viewer, source.registered, headers);
    const facts: RequestFacts = {};
    noteHit(facts, asked, kept.value);
    logAnswered(log, { id, method, status: response.status, ms: now() - began }, facts);
    const more = {
      ...charged,
      ...cacheHeaders(facts),
      ...cors.headers(request, caller.key.publishable?.origins),
      vary: VARY,
    };
    return { ...response, headers: { ...response.headers, ...more } };
  };

  return (request, id) => {
    try {
      return answer(request, id);
    } catch {
      return undefined;
    }
  };
};
