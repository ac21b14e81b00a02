import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Consumption } from '../port.ts';
import type { Client } from './client.ts';

// The library's own script, begun as production's same-slot check asks for.
const INCREMENT = `#!lua
redis.call('SET', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local consumed = redis.call('INCRBY', KEYS[1], ARGV[1])
local ttl = redis.call('PTTL', KEYS[1])
if ttl == -1 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  ttl = 1000 * ARGV[2]
end
return {consumed, ttl}
`;

export interface Limiter {
  consume(
    key: string,
    points: number,
    window: { readonly limit: number; readonly windowMs: number },
  ): Promise<Consumption>;
}

/** Windows shared by all processes. Fails where Redis does. */
export const createLimiter = (client: Client, keyPrefix: string): Limiter => {
  // One a pair of limit and length: keys hand these in, the library wants them when it is made.
  const limiters = new LRUCache<string, RateLimiterRedis>({ max: 1_000 });
  return {
    async consume(key, points, { limit, windowMs }) {
      const name = `${limit}/${windowMs}`;
      let limiter = limiters.get(name);
      if (limiter === undefined) {
        limiter = new RateLimiterRedis({
          storeClient: client,
          keyPrefix,
          points: limit,
          duration: windowMs / 1_000,
          customIncrTtlLuaScript: INCREMENT,
        });
        limiters.set(name, limiter);
      }
      const answer = await limiter.consume(key, points).catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused;
        throw refused;
      });
      return {
        allowed: answer.consumedPoints <= limit,
        remaining: Math.max(0, limit - answer.consumedPoints),
        resetMs: Math.max(0, answer.msBeforeNext),
      };
    },
  };
};
