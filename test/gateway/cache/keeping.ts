import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createAnswerCodec } from '../../../gateway/cache/codec.ts';
import type { KeptAnswer } from '../../../gateway/cache/entry.ts';
import type { GatewayOptions } from '../../../gateway/handler.ts';
import type { RegisteredOperations } from '../../../gateway/persisted/registered.ts';
import type { GatewayRequest, GatewayResponse } from '../../../gateway/request.ts';
import type { Encoded } from '../../../platform/cache/levels/answer.ts';
import type { Levels } from '../../../platform/cache/levels.ts';
import { createLevels } from '../../../platform/cache/levels.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import type { Cache } from '../../../platform/cache/port.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { WorkingPlace } from '../../../platform/workingPlace.ts';
import type { GatewayFixture } from '../gatewayFixture.ts';
import { openGateway } from '../gatewayFixture.ts';

/** What a request for a persisted operation may say. */
export interface Wanted {
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly place?: WorkingPlace;
}

/** A gateway that keeps answers, over a clock that a test moves. */
export interface Keeping extends GatewayFixture {
  readonly clock: { time: number };
  readonly cache: Cache;
  readonly levels: Levels<KeptAnswer>;
  /** What the levels have warned of. */
  readonly warned: readonly string[];
  /** Sends an operation by its hash; every text counts as registered. */
  readonly get: (text: string, wanted?: Wanted) => Promise<GatewayResponse>;
  /** Waits until what was answered is kept. */
  readonly kept: () => Promise<void>;
}

export const openKeeping = (options: Partial<GatewayOptions> = {}): Keeping => {
  const clock = { time: Date.parse('2026-11-02T08:00:00.000Z') };
  const now = (): number => clock.time;
  const cache = createMemoryCache({ now, maxBytes: 10_000_000 });
  const fills = new Set<Promise<unknown>>();
  const encode = (answer: KeptAnswer): Promise<Encoded> => {
    const encoding = createAnswerCodec().encode(answer);
    fills.add(encoding);
    return encoding;
  };
  const warned: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warned.push(message) };
  const levels = createLevels({ cache, codec: { ...createAnswerCodec(), encode }, maxBytes: 10_000_000, now, log });
  onTestFinished(() => levels.close());
  const texts = new Map<string, string>();
  const known: RegisteredOperations['known'] = (_, id) => {
    const text = texts.get(id);
    return text === undefined ? undefined : { id, text, hash: id };
  };
  const fixture = openGateway({ now, cache, levels, registered: { find: known, known }, ...options });
  const get: Keeping['get'] = (text, wanted = {}) => {
    const { key = 'explorer', headers, method = 'POST', variables, operationName, place } = wanted;
    const hash = createHash('sha256').update(text).digest('hex');
    texts.set(hash, text);
    const params = { documentId: hash, variables, operationName };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params))
      if (value !== undefined) query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    const common: Partial<GatewayRequest> = { method, headers: { 'x-api-key': key, ...headers }, place };
    return method !== 'POST'
      ? fixture.send({ ...common, query: query.toString() })
      : fixture.send({
          ...common,
          headers: { ...common.headers, 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(params)),
        });
  };
  return {
    ...fixture,
    clock,
    cache,
    levels,
    warned,
    get,
    kept: async () => {
      await Promise.all(fills);
      // What follows a fill's bytes waits for nothing outside.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

/** What came of the cache. */
export const outcomeOf = ({ headers }: GatewayResponse): string | undefined => headers['x-cache'];
