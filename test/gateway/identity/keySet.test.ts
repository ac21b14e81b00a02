import { beforeAll, describe, expect, test } from 'vitest';
import { createKeySet } from '../../../gateway/identity/keySet.ts';
import { unauthenticated } from '../../../gateway/identity/unauthenticated.ts';
import type { Log } from '../../../platform/telemetry.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { Issuer, SigningKey } from './issuer.ts';
import { ISSUER, openIssuer, outcomeOf, person, rsaPair, START, sign } from './issuer.ts';

const refused = `UNAUTHENTICATED: ${unauthenticated().message}`;
const unavailable = 'UNAVAILABLE: Tokens cannot be checked right now; try again.';
const minutes = 60_000;

let one: SigningKey;
let two: SigningKey;
beforeAll(async () => {
  [one, two] = await Promise.all([rsaPair('one'), rsaPair('two')]);
});

/** A token that lives a day, so that the clock may go on. */
const day = (key: SigningKey, kid = key.kid): Promise<string> =>
  sign(key, { ...person, exp: person.iat + 86_400 }, { kid });
const ask = async (issuer: Issuer, token: Promise<string>): Promise<string> =>
  outcomeOf(issuer.tokens.claimsOf(await token));

/** Most fetches within any one minute. */
const mostInAMinute = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + minutes).length));

describe('the keys of an issuer', () => {
  test('are fetched when first needed, once however many ask at once', async () => {
    const issuer = openIssuer([one, two]);
    expect(issuer.asked).toEqual([]);
    const answers = await Promise.all([one, two, one, two].map((key) => ask(issuer, sign(key))));
    expect(answers).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(issuer.asked).toHaveLength(1);
  });

  test('are fetched at most six times a minute whatever kids are tried, and good tokens pass meanwhile', async () => {
    const issuer = openIssuer([one]);
    const outcomes = new Set<string>();
    for (let count = 0; count < 10_000; count += 1) {
      issuer.advance(18);
      outcomes.add(await outcomeOf(issuer.pool.keys.keyFor(`guess-${count}`)));
      if (count % 500 === 0) outcomes.add(await ask(issuer, day(one)));
    }
    // Three minutes of them: no key, and no error.
    expect(outcomes).toEqual(new Set(['ok']));
    expect(await issuer.pool.keys.keyFor('guess')).toBeUndefined();
    expect(mostInAMinute(issuer.asked)).toBe(6);
  });

  test('let a token with an unknown kid be refused as any other', async () => {
    const issuer = openIssuer([one]);
    expect(await ask(issuer, day(one, 'guess'))).toBe(refused);
    expect(await ask(issuer, day(one))).toBe('ok');
  });

  test('serve while a fetch hangs: who has a known key does not wait', async () => {
    let asked = 0;
    let time = START;
    const keys = createKeySet({
      issuer: ISSUER,
      now: () => time,
      log: silentLog,
      load: () => {
        asked += 1;
        return asked === 1 ? Promise.resolve({ keys: [one.jwk] }) : new Promise(() => undefined);
      },
    });
    await keys.keyFor('one');
    time += 20 * minutes;
    void keys.keyFor('unknown');
    for (let count = 0; count < 3; count += 1) expect(await keys.keyFor('one')).toBeDefined();
    time += minutes;
    void keys.keyFor('another');
    expect(asked).toBe(2);
  });

  test('are kept for hours while the issuer is away, which is asked no more often for it', async () => {
    const issuer = openIssuer([one]);
    expect(await ask(issuer, day(one))).toBe('ok');
    issuer.away(true);
    for (let minute = 0; minute < 300; minute += 1) {
      issuer.advance(minutes);
      expect(await ask(issuer, day(one))).toBe('ok');
    }
    expect(mostInAMinute(issuer.asked)).toBeLessThanOrEqual(6);
  });

  test('that are not known cannot be checked while the issuer is away, which is said, and are found when it is back', async () => {
    const issuer = openIssuer([one]);
    issuer.away(true);
    expect(await ask(issuer, day(one))).toBe(unavailable);
    issuer.away(false);
    issuer.advance(9_999);
    expect(await ask(issuer, day(one))).toBe(unavailable);
    issuer.advance(1);
    expect(await ask(issuer, day(one))).toBe('ok');
    expect(issuer.asked).toHaveLength(2);
  });

  test('are replaced without a restart: a new one is found at once, a withdrawn one dies', async () => {
    const issuer = openIssuer([one]);
    await ask(issuer, day(one));
    issuer.advance(10_000);
    issuer.publish({ keys: [one.jwk, two.jwk] });
    expect(await ask(issuer, day(two))).toBe('ok');
    issuer.publish({ keys: [two.jwk] });
    issuer.advance(5 * minutes);
    // This one begins the fetch that finds its key withdrawn.
    await ask(issuer, day(one));
    await new Promise((resolve) => setImmediate(resolve));
    issuer.advance(minutes);
    expect(await ask(issuer, day(one))).toBe(refused);
    expect(await ask(issuer, day(two))).toBe('ok');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a page', '<html>'],
    ['no keys', { keys: [] }],
    ['a list', []],
    ['more than a hundred keys', { keys: Array.from({ length: 101 }, (_, n) => ({ kid: `k${n}` })) }],
  ])('stay what they were where the issuer answers with %s', async (_, set) => {
    const issuer = openIssuer([one]);
    await ask(issuer, day(one));
    issuer.publish(set);
    issuer.advance(6 * minutes);
    await ask(issuer, day(one));
    issuer.advance(6 * minutes);
    expect(await ask(issuer, day(one))).toBe('ok');
  });

  test('are fetched by a clock that was set back too', async () => {
    const issuer = openIssuer([one]);
    await ask(issuer, day(one));
    issuer.advance(-60 * minutes);
    await issuer.pool.keys.keyFor('new');
    expect(issuer.asked).toHaveLength(2);
  });

  test('that cannot be fetched are said to the operator, by their issuer and with the reason', async () => {
    const said: unknown[] = [];
    const log: Log = { ...silentLog, warn: (fields) => void said.push(fields) };
    const load = async (): Promise<unknown> =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('no route') }));
    const keys = createKeySet({ issuer: ISSUER, load, now: () => START, log });
    await outcomeOf(keys.keyFor('one'));
    expect(said).toEqual([{ issuer: ISSUER, error: 'fetch failed: no route' }]);
  });
});

describe('a key of a set', () => {
  test('that may not be used is passed over, and the others are used', async () => {
    const [short, three] = await Promise.all([rsaPair('short', 1_024), rsaPair('three', 2_048, 3)]);
    const wrong: Record<string, unknown> = {
      short: short.jwk,
      three: three.jwk,
      encryption: { ...two.jwk, kid: 'encryption', use: 'enc' },
      rs512: { ...two.jwk, kid: 'rs512', alg: 'RS512' },
      secret: { kty: 'oct', kid: 'secret', k: 'AAAA' },
      curve: { kty: 'EC', crv: 'P-256', kid: 'curve', x: 'AAAA', y: 'AAAA' },
      even: { ...two.jwk, kid: 'even', e: 'AQAC' },
      'one and zero': { ...two.jwk, kid: 'one and zero', e: 'AQ' },
      padded: { ...two.jwk, kid: 'padded', e: 'AAEAAQ' },
      'no modulus': { kty: 'RSA', kid: 'no modulus', e: 'AQAB', n: '' },
      'odd modulus': { ...two.jwk, kid: 'odd modulus', n: '!' },
      nothing: null,
    };
    const issuer = openIssuer([]);
    issuer.publish({ keys: [...Object.values(wrong), one.jwk] });
    for (const kid of Object.keys(wrong)) expect([kid, await issuer.pool.keys.keyFor(kid)]).toEqual([kid, undefined]);
    expect(await ask(issuer, day(one))).toBe('ok');
  });

  test('whose kid another has too is none', async () => {
    const issuer = openIssuer([]);
    issuer.publish({ keys: [one.jwk, { ...two.jwk, kid: 'one' }, two.jwk] });
    expect(await issuer.pool.keys.keyFor('one')).toBeUndefined();
    expect(await issuer.pool.keys.keyFor('two')).toBeDefined();
  });

  test('is public, whatever its issuer gave away', async () => {
    const issuer = openIssuer([]);
    issuer.publish({ keys: [{ ...one.privateKey.export({ format: 'jwk' }), kid: 'one' }] });
    expect((await issuer.pool.keys.keyFor('one'))?.type).toBe('public');
  });
});
