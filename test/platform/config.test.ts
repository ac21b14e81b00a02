import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configVariables, loadConfig } from '../../platform/config.ts';
import { OperatorError } from '../../platform/errors.ts';

const faultsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    return error instanceof OperatorError
      ? error.message
          .split('\n')
          .slice(1)
          .map((line) => line.trim())
      : [];
  }
  return [];
};
const secret = 's'.repeat(32);
const secrets = { LINK_SECRET: secret, CURSOR_SECRET: secret, KEY_SECRET: secret, TOKEN_SECRET: secret };

describe('the configuration', () => {
  test('is embedded and complete where the environment is empty', () => {
    expect(loadConfig({})).toMatchObject({
      records: 'sqlite',
      queue: 'sqlite',
      objects: 'files',
      search: 'sqlite',
      cache: 'memory',
      cacheMemoryBytes: 64 * 1024 * 1024,
      embedded: true,
      host: '127.0.0.1',
      port: 4000,
      dataDir: '.masthead',
      secrets: undefined,
      pools: [],
      tokenSigningKey: undefined,
      tokenVerifyingKey: undefined,
      allowedOrigins: [],
    });
  });

  test('is frozen, its parts too', () => {
    const config = loadConfig({ ...secrets, ALLOWED_ORIGINS: 'https://a.example' });
    expect([config, config.secrets, config.allowedOrigins, config.subgraphUrls].every(Object.isFrozen)).toBe(true);
  });

  test('takes an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', RECORDS: ' ', KEY_SECRET: '', BUCKET: '' }).port).toBe(4000);
  });

  test('names every fault at once, a line for each variable, those between variables too', () => {
    const faults = faultsOf({ PORT: '70000', RECORDS: 'mysql', SEARCH: 'opensearch', CACHE: 'redis', OBJECTS: 's3' });
    expect(faults.map((fault) => fault.slice(0, fault.indexOf(':'))).sort()).toEqual(
      [
        'BUCKET',
        'CURSOR_SECRET',
        'KEY_SECRET',
        'LINK_SECRET',
        'OPENSEARCH_URL',
        'PORT',
        'RECORDS',
        'REDIS_URL',
        'TOKEN_SECRET',
      ].sort(),
    );
    expect(faults).toContain('RECORDS: must be one of sqlite, dynamodb');
  });

  test('never shows a value', () => {
    const short = 'hunter2-hunter2';
    const faults = faultsOf({
      ...secrets,
      KEY_SECRET: short,
      REDIS_URL: `http://user:${short}@cache`,
      LOG_LEVEL: short,
    });
    expect(faults).toHaveLength(3);
    expect(faults.join('\n')).not.toContain(short);
  });

  test('wants all four secrets once one adapter is not embedded, or one of them is given', () => {
    expect(faultsOf({ RECORDS: 'dynamodb' })).toHaveLength(4);
    expect(faultsOf({ KEY_SECRET: secret })).toHaveLength(3);
    expect(loadConfig({ RECORDS: 'dynamodb', ...secrets })).toMatchObject({
      embedded: false,
      secrets: { key: secret },
    });
  });

  test('wants all that telling a CDN takes, and only where it is told', () => {
    const edge = { EDGE_PURGE_URL: 'https://cdn.example/purge', EDGE_PURGE_SECRET: secret, CDN_TAG_SECRET: secret };
    expect(loadConfig({ EDGE: 'http', ...edge })).toMatchObject({
      edge: 'http',
      edgePurges: { url: 'https://cdn.example/purge', secret },
      embedded: true,
    });
    expect(loadConfig(edge).edgePurges).toBeUndefined();
    for (const name of Object.keys(edge))
      expect(faultsOf({ EDGE: 'http', ...edge, [name]: '' })).toEqual([`${name}: is required with EDGE=http`]);
  });

  test('wants exactly one address of Redis', () => {
    const redis = { ...secrets, CACHE: 'redis' };
    expect(faultsOf(redis)).toHaveLength(1);
    expect(faultsOf({ ...redis, REDIS_URL: 'redis://h', REDIS_CLUSTER_NODES: 'a:1' })).toHaveLength(1);
    expect(loadConfig({ ...redis, REDIS_URL: 'redis://h:6379' }).redis).toEqual({ url: 'redis://h:6379' });
    expect(loadConfig({ ...redis, REDIS_CLUSTER_NODES: 'a:1, b:2' }).redis).toEqual({ nodes: ['a:1', 'b:2'] });
  });

  const pool = { issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a', clients: ['desk'] };
  const poolsOf = (...pools: object[]) => loadConfig({ COGNITO_POOLS: JSON.stringify(pools) }).pools;

  test('finds the keys of a user pool below its issuer, or where it is told', () => {
    const jwks = 'http://127.0.0.1:4566/eu-central-1_a/.well-known/jwks.json';
    expect(poolsOf(pool)).toEqual([{ ...pool, jwks: `${pool.issuer}/.well-known/jwks.json`, subsidiaries: undefined }]);
    expect(poolsOf({ ...pool, jwks, subsidiaries: ['courier'] })).toEqual([
      { ...pool, jwks, subsidiaries: ['courier'] },
    ]);
  });

  test.each([
    ['is no JSON', 'hunter2', 'must be JSON'],
    ['is no list', '{}', 'is not as it should be'],
    ['has a pool without clients', JSON.stringify([{ ...pool, clients: [] }]), '0.clients is not as it should be'],
    ['has a pool with what is not known', JSON.stringify([{ ...pool, client: 'hunter2' }]), '0 is not as it should be'],
    [
      'would fetch keys in the clear',
      JSON.stringify([{ ...pool, jwks: 'http://keys.example/hunter2' }]),
      '0.jwks must be an https address (http on this machine alone)',
    ],
    ['has an issuer twice', JSON.stringify([pool, { ...pool, clients: ['other'] }]), 'an issuer stands in two pools'],
    [
      'has a client twice',
      JSON.stringify([pool, { ...pool, issuer: 'https://other.example' }]),
      'a client stands there twice',
    ],
  ])('refuses a list of user pools that %s', (_, text, fault) => {
    expect(faultsOf({ COGNITO_POOLS: text })).toEqual([`COGNITO_POOLS: ${fault}`]);
  });

  test('takes the halves of an Ed25519 key pair, each in its place and no other key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const [signing, verifying] = [
      privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    ];
    const config = loadConfig({ TOKEN_SIGNING_KEY: signing, TOKEN_VERIFYING_KEY: verifying });
    expect([config.tokenSigningKey?.type, config.tokenVerifyingKey?.type]).toEqual(['private', 'public']);
    expect(faultsOf({ TOKEN_SIGNING_KEY: verifying, TOKEN_VERIFYING_KEY: signing })).toHaveLength(2);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const faults = faultsOf({
      TOKEN_SIGNING_KEY: other.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    });
    expect(faults).toEqual(['TOKEN_SIGNING_KEY: must be the private half of an Ed25519 key, DER in base64']);
  });

  test('refuses what is no origin', () => {
    expect(faultsOf({ ALLOWED_ORIGINS: 'https://a.example,https://b.example/path' })).toHaveLength(1);
  });
});

test('docs/operators/configuration.md has a row for each variable, with its values and default', () => {
  const described = z.object({
    properties: z.record(
      z.string(),
      z.object({ description: z.string(), default: z.string().optional(), enum: z.array(z.string()).optional() }),
    ),
  });
  const { properties } = described.parse(z.toJSONSchema(configVariables, { io: 'input', unrepresentable: 'any' }));
  const code = (text: string): string => `\`${text}\``;
  const rows = Object.entries(properties).map(([name, field]) => {
    const values = field.enum ? `${field.enum.map(code).join(', ')}. ` : '';
    return `| ${code(name)} | ${values}${field.description} | ${field.default ? code(field.default) : ''} |`;
  });
  const page = readFileSync(new URL('../../docs/operators/configuration.md', import.meta.url), 'utf8');
  expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
});
