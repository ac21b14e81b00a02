import { describe, expect, test } from 'vitest';
import { mayKeepAnswers, purgesCache } from '../../entrypoints/purging.ts';
import { loadConfig } from '../../platform/config.ts';

const SECRET = 'x'.repeat(32);
const secrets = { LINK_SECRET: SECRET, CURSOR_SECRET: SECRET, KEY_SECRET: SECRET, TOKEN_SECRET: SECRET };
const embedded = loadConfig({});
const redis = loadConfig({ CACHE: 'redis', REDIS_URL: 'redis://127.0.0.1', ...secrets });
const memoryOverDynamo = loadConfig({ RECORDS: 'dynamodb', ...secrets });

describe('answers are kept', () => {
  test.each([
    ['by one process over embedded records, which purges its own', embedded, 'allInOne', true, true],
    ['by a gateway beside others never in its memory alone', embedded, 'gateway', false, false],
    ['by every process in Redis, and purged by one that has all', redis, 'allInOne', true, true],
    ['by every process in Redis, and not purged by a gateway', redis, 'gateway', true, false],
    ['by no process in its memory over records that are shared', memoryOverDynamo, 'allInOne', false, false],
  ] as const)('%s', (_, config, host, kept, purges) => {
    expect([mayKeepAnswers(config, host), purgesCache(config, host)]).toEqual([kept, purges]);
  });

  test('and the worker purges what is shared alone', () => {
    expect([embedded, redis, memoryOverDynamo].map((config) => purgesCache(config, 'worker'))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
