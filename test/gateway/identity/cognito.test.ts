import { createHmac, createSign, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../../gateway/identity/cognito.ts';
import { unauthenticated } from '../../../gateway/identity/unauthenticated.ts';
import type { SigningKey } from './issuer.ts';
import { ISSUER, openIssuer, outcomeOf, person, rsaPair, START, service, sign } from './issuer.ts';

const refused = `UNAUTHENTICATED: ${unauthenticated().message}`;
const seconds = START / 1_000;

let good: SigningKey;
let foreign: SigningKey;
beforeAll(async () => {
  good = await rsaPair('one');
  foreign = { ...(await rsaPair('one')) };
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const RS256 = { alg: 'RS256', kid: 'one' };

/** A token put together by hand, so that it may be as wrong as it likes. */
const forged = (
  header: unknown,
  signature: (input: string) => Uint8Array | string,
  claims: unknown = person,
): string => {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${Buffer.from(signature(input)).toString('base64url')}`;
};
const rsa = (digest: string) => (input: string) => createSign(digest).update(input).sign(good.privateKey);
const signature = rsa('sha256');
const without = (...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(person).filter(([name]) => !names.includes(name)));
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Each a token, or claims that the right key signs. */
const refusals: Readonly<Record<string, (() => string | Promise<string>) | Readonly<Record<string, unknown>>>> = {
  // Who signed it, and how.
  'alg none without a signature': () => forged({ alg: 'none', kid: 'one' }, () => ''),
  'alg None with the signature of another': () => forged({ alg: 'None', kid: 'one' }, signature),
  'alg HS256 with the public key as its secret': () =>
    forged({ alg: 'HS256', kid: 'one' }, (input) =>
      createHmac('sha256', good.publicKey.export({ type: 'spki', format: 'pem' }))
        .update(input)
        .digest(),
    ),
  'alg HS256 with the modulus as its secret': () =>
    forged({ alg: 'HS256', kid: 'one' }, (input) =>
      createHmac('sha256', Buffer.from(good.jwk.n ?? '', 'base64url'))
        .update(input)
        .digest(),
    ),
  'alg RS384': () => forged({ ...RS256, alg: 'RS384' }, rsa('sha384')),
  'alg RS512': () => forged({ ...RS256, alg: 'RS512' }, rsa('sha512')),
  'alg PS256': () => sign(good, person, { alg: 'PS256' }),
  'alg ES256': () =>
    forged({ ...RS256, alg: 'ES256' }, (input) => signBytes('sha256', Buffer.from(input), ec.privateKey)),
  'alg in small letters': () => forged({ ...RS256, alg: 'rs256' }, signature),
  'no alg': () => forged({ kid: 'one' }, signature),
  'alg in a list': () => forged({ ...RS256, alg: ['RS256'] }, signature),
  'the signature of another key under this kid': () => sign(foreign),
  'the signature of other claims': () => forged(RS256, () => signature(`${part(RS256)}.${part(service)}`)),
  'an empty signature': () => forged(RS256, () => ''),
  'a signature cut short': () => forged(RS256, (input) => signature(input).subarray(0, 255)),
  'a signature followed by a byte': () => forged(RS256, (input) => Buffer.concat([signature(input), Buffer.of(0)])),

  // By which key it says it was signed.
  'no kid': () => forged({ alg: 'RS256' }, signature),
  'an empty kid': () => sign(good, person, { kid: '' }),
  'an unknown kid': () => sign(good, person, { kid: 'two' }),
  'a kid of the object’s own': () => sign(good, person, { kid: '__proto__' }),
  'a kid that is a path': () => sign(good, person, { kid: '../one' }),
  'a kid in a list': () => forged({ alg: 'RS256', kid: ['one'] }, signature),
  'a kid of three thousand letters': () => sign(good, person, { kid: 'o'.repeat(3_000) }),
  'a key of its own in the header': () => sign(foreign, person, { kid: 'own', jwk: foreign.jwk }),
  'a set of keys of its own by jku': () => sign(foreign, person, { kid: 'own', jku: 'https://evil.example/jwks.json' }),
  'a certificate of its own by x5u': () => sign(foreign, person, { kid: 'own', x5u: 'https://evil.example/cert' }),
  'an extension that must be understood': () => sign(good, person, { crit: ['private'], private: 1 }),
  'an extension that is understood elsewhere': () => forged({ ...RS256, crit: ['b64'], b64: true }, signature),
  'an empty list of extensions': () => forged({ ...RS256, crit: [] }, signature),
  'claims that are not encoded': () => forged({ ...RS256, crit: ['b64'], b64: false }, signature),

  // What it claims.
  'no iss': without('iss'),
  'another iss': { ...person, iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' },
  'iss with a slash behind': { ...person, iss: `${ISSUER}/` },
  'iss in other letters': { ...person, iss: ISSUER.toUpperCase() },
  'iss in a list': { ...person, iss: [ISSUER] },
  'iss of the object’s own': { ...person, iss: '__proto__' },
  'token_use id': { ...person, token_use: 'id' },
  'no token_use': without('token_use'),
  'the shape of an ID token': { ...without('client_id'), token_use: 'id', aud: 'desk' },
  'no exp': without('exp'),
  'exp null': { ...person, exp: null },
  'exp in text': { ...person, exp: String(person.exp) },
  'exp in fractions': { ...person, exp: person.exp + 0.5 },
  'exp beyond numbers': () => forgedText(JSON.stringify(person).replace(`"exp":${person.exp}`, '"exp":1e400')),
  'exp five seconds ago': { ...person, exp: seconds - 5 },
  'exp long ago': { ...person, exp: 1 },
  'nbf in six seconds': { ...person, nbf: seconds + 6 },
  'nbf in text': { ...person, nbf: 'now' },
  'no iat': without('iat'),
  'iat in six seconds': { ...person, iat: seconds + 6 },
  'iat of the day before yesterday': { ...person, iat: seconds - 2 * 86_400 },
  'no client_id': without('client_id'),
  'another client_id': { ...person, client_id: 'other' },
  'the client_id in aud': { ...without('client_id'), aud: 'desk' },
  'several client_ids': { ...person, client_id: ['desk', 'robot'] },
  'no sub': without('sub'),
  'an empty sub': { ...person, sub: '' },
  'groups that are no list': { ...person, 'cognito:groups': 'administrator' },
  'groups that are no texts': { ...person, 'cognito:groups': [{ name: 'administrator' }] },
  'a scope that is a list': { ...person, scope: ['masthead/write'] },
  'an empty subsidiary': { ...person, masthead_subsidiary: '' },
  'several subsidiaries': { ...person, masthead_subsidiary: ['courier', 'blatt'] },
  'claims that are a list': () => forgedText(JSON.stringify([person])),

  // How it is written.
  'nothing at all': () => '',
  'two parts': async () => (await sign(good)).split('.').slice(0, 2).join('.'),
  'four parts': async () => `${await sign(good)}.${part({})}`,
  'five parts, as if encrypted': async () => `${await sign(good)}.a.b`,
  'two signatures': async () => {
    const [protect, payload, one] = (await sign(good)).split('.');
    return JSON.stringify({
      payload,
      signatures: [
        { protected: protect, signature: one },
        { protected: protect, signature: one },
      ],
    });
  },
  'a signature written otherwise': async () => {
    const token = await sign(good);
    // 2 048 bits leave four bits of the last letter without meaning.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return token.slice(0, -1) + letters[letters.indexOf(token.at(-1) ?? '') + 1];
  },
  'base64 with padding': async () => `${await sign(good)}==`,
  'base64 of the other alphabet': async () => {
    for (let count = 0; ; count += 1) {
      const token = await sign(good, { ...person, jti: String(count) });
      if (/[-_]/.test(token)) return token.replaceAll('-', '+').replaceAll('_', '/');
    }
  },
  'a space within': async () => (await sign(good)).replace('.', ' .'),
  'a line break behind': async () => `${await sign(good)}\n`,
  'a header that is no JSON': () => `${Buffer.from('RS256').toString('base64url')}.${part(person)}.AAAA`,
  'a header that is a list': () => forged([RS256], signature),
  'more than 8 KB': () => sign(good, { ...person, padding: 'x'.repeat(8_192) }),
};

const forgedText = (claims: string): string => {
  const input = `${part(RS256)}.${Buffer.from(claims).toString('base64url')}`;
  return `${input}.${signature(input).toString('base64url')}`;
};

describe('an access token', () => {
  test('says who signed in, through which client and with which scopes and groups', async () => {
    const issuer = openIssuer([good]);
    expect(await issuer.tokens.claimsOf(await sign(good))).toEqual({
      subject: person.sub,
      client: 'desk',
      service: false,
      subsidiary: 'courier',
      scopes: ['masthead/write', 'openid'],
      groups: ['editor'],
      pool: issuer.pool,
    });
    expect(await issuer.tokens.claimsOf(await sign(good, service))).toMatchObject({
      subject: 'robot',
      service: true,
      subsidiary: undefined,
      groups: [],
    });
  });

  test.each([
    ['that ends in a second', { ...person, exp: seconds + 1 }],
    ['that ended four seconds ago', { ...person, exp: seconds - 4 }],
    ['that begins in five seconds', { ...person, nbf: seconds + 5, iat: seconds + 5 }],
    ['whose pool sent an empty scope', { ...person, scope: '' }],
    ['with claims that nobody here knows', { ...person, 'custom:colour': 'blue', aud: 'elsewhere' }],
  ])('%s is taken', async (_, claims) => {
    expect(await outcomeOf(openIssuer([good]).tokens.claimsOf(await sign(good, claims)))).toBe('ok');
  });

  test('put together by hand is taken where it is right, so that what is refused below is wrong in one thing', async () => {
    expect(await outcomeOf(openIssuer([good]).tokens.claimsOf(forged(RS256, signature)))).toBe('ok');
    expect(await outcomeOf(openIssuer([good]).tokens.claimsOf(forgedText(JSON.stringify(person))))).toBe('ok');
  });

  test('that names where its keys are is checked by the issuer’s own all the same', async () => {
    const issuer = openIssuer([good]);
    const elsewhere = { jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/cert', jwk: foreign.jwk };
    expect(await outcomeOf(issuer.tokens.claimsOf(await sign(good, person, elsewhere)))).toBe('ok');
    expect(issuer.asked).toHaveLength(1);
  });

  test.each(Object.keys(refusals))('with %s is refused, in the same words', async (name) => {
    const made = refusals[name];
    const token = typeof made === 'function' ? await made() : await sign(good, made);
    expect(await outcomeOf(openIssuer([good]).tokens.claimsOf(token))).toBe(refused);
  });

  test('of one pool’s key in another pool’s name is refused', async () => {
    const one = openIssuer([good]);
    const other = openIssuer([foreign], { issuer: 'https://other.example', clients: ['other'] });
    const tokens = createAccessTokens({ pools: [one.pool, other.pool], now: one.now });
    const claims = { ...person, iss: 'https://other.example', client_id: 'other' };
    expect(await outcomeOf(tokens.claimsOf(await sign(good)))).toBe('ok');
    expect(await outcomeOf(tokens.claimsOf(await sign(foreign, claims)))).toBe('ok');
    expect(await outcomeOf(tokens.claimsOf(await sign(good, claims)))).toBe(refused);
    expect(await outcomeOf(tokens.claimsOf(await sign(foreign)))).toBe(refused);
    expect(await outcomeOf(tokens.claimsOf(await sign(foreign, { ...claims, client_id: 'desk' })))).toBe(refused);
  });

  test('of a stranger’s issuer asks nobody for keys', async () => {
    const issuer = openIssuer([good]);
    await outcomeOf(issuer.tokens.claimsOf(await sign(good, { ...person, iss: 'https://evil.example' })));
    expect(issuer.asked).toEqual([]);
  });
});

describe('a token that was verified', () => {
  test('is remembered for a minute and not longer: by then its key may have been withdrawn', async () => {
    const issuer = openIssuer([good]);
    const token = await sign(good);
    const first = await issuer.tokens.claimsOf(token);
    issuer.advance(59_999);
    expect(await issuer.tokens.claimsOf(token)).toBe(first);
    issuer.advance(1);
    expect(await issuer.tokens.claimsOf(token)).not.toBe(first);
  });

  test('is not remembered beyond its end', async () => {
    const issuer = openIssuer([good]);
    const token = await sign(good, { ...person, exp: seconds + 10 });
    await issuer.tokens.claimsOf(token);
    issuer.advance(14_999);
    expect(await outcomeOf(issuer.tokens.claimsOf(token))).toBe('ok');
    issuer.advance(1);
    expect(await outcomeOf(issuer.tokens.claimsOf(token))).toBe(refused);
  });

  test('lends nothing to the same token with another signature', async () => {
    const issuer = openIssuer([good]);
    const token = await sign(good);
    await issuer.tokens.claimsOf(token);
    expect(await outcomeOf(issuer.tokens.claimsOf(`${token.slice(0, -4)}AAAA`))).toBe(refused);
  });
});
