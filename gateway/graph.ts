import type { ExecutionResult } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { Answered } from '../platform/cache/levels/answer.ts';
import { AnswerError } from '../platform/errors.ts';
import type { Viewer } from '../platform/viewer.ts';
import type { RequestScope } from '../subgraphs/subgraph.ts';
import type { Touched } from '../subgraphs/touched.ts';
import { createTouched, untouched } from '../subgraphs/touched.ts';
import { executionAnswer, refusalAnswer } from './answer.ts';
import type { Coding } from './cache/encoding.ts';
import type { KeptAnswer } from './cache/entry.ts';
import { cacheHeaders } from './cache/headers.ts';
import type { Asked } from './cache/keeping.ts';
import { reasonAgainst, toKeep } from './cache/kept.ts';
import type { KeepingPolicy } from './cache/policy.ts';
import type { Sendable, Sending } from './cache/response.ts';
import { keptResponseInAny } from './cache/response.ts';
import { checkCost } from './cost/cost.ts';
import { Deadline } from './deadline.ts';
import { createAsking } from './identity/asking.ts';
import type { AnswerType } from './negotiation.ts';
import { negotiate } from './negotiation.ts';
import type { Operation, SeenSchema } from './operations.ts';
import type { Source } from './persisted/source.ts';
import type { Pipeline } from './pipeline.ts';
import { VARY } from './pipeline.ts';
import { HIT_COST } from './quota/charge.ts';
import type { GatewayRequest, GatewayResponse, GraphQLParams } from './request.ts';
import { HttpRefusal, parseRequest } from './request.ts';
import type { RequestFacts } from './requestLog.ts';
import { logAnswered, noteHit } from './requestLog.ts';
import { answerIntrospection } from './views/introspection.ts';

/** A request that was read. */
interface Read extends Asked {
  readonly params: GraphQLParams;
  readonly source: Source;
}

/** What is to be run: all that can be refused has been. */
interface Ready extends Read {
  readonly seen: SeenSchema;
  readonly operation: Operation;
  readonly cost: number;
}

/** An answer that is paid for. */
interface Charged {
  readonly answered: Answered<KeptAnswer, ExecutionResult>;
  /** What the quota's headers say. */
  readonly charged: Readonly<Record<string, string>>;
}

/** How the answer is to come. */
interface Way {
  readonly id: string;
  readonly type: AnswerType;
  readonly codings: Sending['codings'];
}

const checkGrants = (viewer: Viewer): void => {
  if (!viewer.grants.includes('read')) throw new AnswerError('FORBIDDEN', 'This key may not read.');
};

const checkOperation = (operation: Operation, viewer: Viewer, readOnly: boolean): void => {
  if (readOnly && operation.definition.operation !== OperationTypeNode.QUERY)
    throw new HttpRefusal(405, 'Send mutations by POST.', { allow: 'POST' });
  if (operation.introspects && !viewer.grants.includes('explore'))
    throw new AnswerError('FORBIDDEN', 'This key may not look into the schema: it needs the grant `explore`.');
};

const withHeaders = (response: GatewayResponse, more: GatewayResponse['headers']): GatewayResponse => ({
  ...response,
  headers: { ...response.headers, ...more },
});

/** What the client takes of what there is. @throws {@link HttpRefusal} 406 */
const negotiated = (type: AnswerType | undefined, [best, ...others]: readonly Coding[]) => {
  if (!type) throw new HttpRefusal(406, 'Answers come as `application/graphql-response+json` or `application/json`.');
  if (!best) throw new HttpRefusal(406, 'Answers come as they are, or in gzip or br: `accept-encoding` takes none.');
  return { type, codings: [best, ...others] as const };
};

/**
 * Answers requests of the graph: request → identity → operation → cache → view → execution → answer.
 * @returns a function that never rejects.
 */
export const createGraph = (pipeline: Pipeline) => {
  const { cors, codingsTaken, cdnTags, publishable, sources, uses, answers, schemas, operations } = pipeline;
  const { costing, charging, execution, log, now, deadlineMs } = pipeline;

  const callerOf = createAsking(pipeline);

  const read = async (request: GatewayRequest, facts: RequestFacts): Promise<Read> => {
    const params = parseRequest(request);
    const caller = await callerOf(request);
    facts.caller = caller;
    await publishable.admit(caller.key, request);
    checkGrants(caller.viewer);
    const source = await sources.find(params, caller);
    if (source.registered !== undefined) uses.note(caller.viewer, source.registered, request.headers);
    return { params, caller, source };
  };

  const check = (asked: Read, facts: RequestFacts): Ready => {
    const { params, source } = asked;
    const { viewer, key } = asked.caller;
    const seen = schemas.of(viewer.view);
    const operation = operations.find(seen, source.text, params.operationName, key.limits);
    facts.operation = operation;
    checkOperation(operation, viewer, params.readOnly);
    operations.checkVariables(seen, operation, params.variables);
    const cost = costing.costOf(operation, params.variables);
    facts.cost = cost;
    checkCost(cost, key.limits.cost);
    return { ...asked, seen, operation, cost };
  };

  const execute = async ({ params, seen, operation }: Ready, scope: RequestScope, facts: RequestFacts) => {
    const run = (data: Operation) => execution.execute(data, params.variables, scope);
    const result = operation.introspects
      ? await answerIntrospection(operation, params.variables, seen.schema, run)
      : await run(operation);
    facts.errors = result.errors?.length ?? 0;
    return result;
  };

  /** Makes an answer anew that was sent once more though it was over: the key that asked pays for it, and its request, which is answered, no longer decides how long it may take. */
  const remake = async (ready: Ready, policy: KeepingPolicy, id: string) => {
    const { viewer, key } = ready.caller;
    await charging.charge(key, ready.cost);
    using deadline = new Deadline({ request: { signal: new AbortController().signal }, ms: deadlineMs, now });
    const scope: RequestScope = { viewer, now: now(), signal: deadline.signal, log, id, touched: createTouched() };
    return toKeep({ ...ready, policy, scope, result: await execute(ready, scope, {}) });
  };

  /** The answer as it is kept, made and perhaps kept, or made for this request alone; with the headers that tell of the quota. */
  const answerTo = async (
    ready: Ready,
    { request, coding, deadline, id }: { request: GatewayRequest; coding: Coding; deadline: Deadline; id: string },
    facts: RequestFacts,
  ): Promise<Charged> => {
    const { viewer, key: terms } = ready.caller;
    const scopeOf = (touched: Touched): RequestScope => {
      const { signal } = deadline;
      return { viewer, now: now(), signal, log, id, touched };
    };
    const keeping = answers.keepingOf(ready, ready.operation);
    if (!keeping.isKept) {
      facts.cache = { outcome: 'bypass', reason: keeping.reason };
      const charged = await charging.charge(terms, ready.cost);
      const value = await execute(ready, scopeOf(untouched), facts);
      return { answered: { storable: false, level: 'execution', value }, charged };
    }
    let charged: Charged['charged'] | undefined;
    const make = async (detached: boolean) => {
      if (detached) return remake(ready, keeping, id);
      charged ??= await charging.charge(terms, ready.cost);
      const scope = scopeOf(createTouched());
      const made = { ...ready, policy: keeping, scope, result: await execute(ready, scope, facts) };
      facts.cache = { outcome: 'miss', reason: reasonAgainst(made) };
      return toKeep(made);
    };
    const { signal, place } = request;
    // Whose answer is waited for has a deadline of its own.
    const answered = await answers.ask(keeping.key, viewer, make, { coding, signal, place });
    if (answered.level !== 'execution') facts.cache = { outcome: 'hit', reason: answered.level };
    return { answered, charged: charged ?? (await charging.charge(terms, HIT_COST)) };
  };

  const run = async (request: GatewayRequest, facts: RequestFacts, { id, type, codings }: Way) => {
    const asked = await read(request, facts);
    const { viewer } = asked.caller;
    const send = (answer: Sendable) =>
      keptResponseInAny(answer, { request, viewer, type, codings, now: now(), cdnTags });
    const [coding] = codings;
    const kept = answers.atOnce(asked, coding);
    if (kept) {
      noteHit(facts, asked, kept.value, 'memory');
      const charged = await charging.charge(asked.caller.key, HIT_COST);
      asked.source.keep?.();
      return withHeaders(await send(kept), charged);
    }
    using deadline = new Deadline({ request, ms: deadlineMs, now });
    const { answered, charged } = await answerTo(check(asked, facts), { request, coding, deadline, id }, facts);
    asked.source.keep?.();
    const response = answered.storable
      ? await send(answered)
      : executionAnswer(answered.value, type, { id, log, late: deadline.isPast });
    return withHeaders(response, charged);
  };

  /** @param id - the request's. */
  return async (request: GatewayRequest, id: string): Promise<GatewayResponse> => {
    const preflight = cors.preflight(request);
    if (preflight) return preflight;
    const began = now();
    const facts: RequestFacts = {};
    const { accept, 'accept-encoding': acceptEncoding } = request.headers;
    const type = negotiate(accept);
    let response: GatewayResponse;
    try {
      response = await run(request, facts, { id, ...negotiated(type, codingsTaken(acceptEncoding)) });
    } catch (error) {
      facts.refusal = error;
      response = refusalAnswer(error, type ?? 'application/json', { id, log, late: false });
    }
    const { status } = response;
    logAnswered(log, { id, method: request.method, status, ms: now() - began }, facts);
    return withHeaders(response, {
      ...cacheHeaders(facts),
      ...cors.headers(request, facts.caller?.key.publishable?.origins),
      vary: VARY,
    });
  };
};
