import { printSchema } from 'graphql';
import { AnswerError } from '../../platform/errors.ts';
import { isLook } from '../../platform/methods.ts';
import { hasMatch } from '../cache/etag.ts';
import { createAsking } from '../identity/asking.ts';
import type { Pipeline } from '../pipeline.ts';
import type { GatewayRequest, GatewayResponse } from '../request.ts';
import { HttpRefusal } from '../request.ts';
import { VIEW_HEADER } from './narrow.ts';
import type { ViewSchema } from './viewSchemas.ts';

/** Where code generators and editors find the schema. */
export const SDL_PATH = '/schema.graphql';

/** What it costs: as much as to look into the schema by introspection. */
const COST = 100;

const VARY = `Origin, x-api-key, Authorization, ${VIEW_HEADER}`;

/** Answers `GET /schema.graphql`: the graph as the view of who asks shows it, as SDL, for keys with the grant `explore`. */
export const createSdl = (pipeline: Pipeline) => {
  const { cors, schemas, charging } = pipeline;
  const callerOf = createAsking(pipeline);
  const texts = new WeakMap<ViewSchema, string>();
  const textOf = (seen: ViewSchema): string => {
    const text = texts.get(seen) ?? `${printSchema(seen.schema)}\n`;
    texts.set(seen, text);
    return text;
  };

  const answer = async (request: GatewayRequest): Promise<GatewayResponse> => {
    if (!isLook(request.method))
      throw new HttpRefusal(405, 'Ask for the schema by GET.', { allow: 'GET, HEAD, OPTIONS' });
    const { viewer, key } = await callerOf(request);
    if (!viewer.grants.includes('explore'))
      throw new AnswerError('FORBIDDEN', 'This key may not look into the schema: it needs the grant `explore`.');
    const charged = await charging.charge(key, COST);
    const seen = schemas.of(viewer.view);
    const etag = `"${seen.hash}"`;
    const headers = { etag, 'cache-control': 'private, no-cache', ...charged };
    const condition = request.headers['if-none-match'];
    if (condition !== undefined && hasMatch(condition, etag)) return { status: 304, headers, body: '' };
    const type = { 'content-type': 'application/graphql; charset=utf-8' };
    return { status: 200, headers: { ...headers, ...type }, body: textOf(seen) };
  };

  /** @throws what `refusalAnswer` tells. */
  return async (request: GatewayRequest): Promise<GatewayResponse> => {
    const preflight = cors.preflight(request);
    if (preflight) return preflight;
    const response = await answer(request);
    return { ...response, headers: { ...response.headers, ...cors.headers(request), vary: VARY } };
  };
};
