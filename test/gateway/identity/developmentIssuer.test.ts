import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { createAccessTokens } from '../../../gateway/identity/cognito.ts';
import { createDevelopmentIssuer, DEVELOPMENT_CLIENT } from '../../../gateway/identity/developmentIssuer.ts';
import { createKeySet } from '../../../gateway/identity/keySet.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { outcomeOf, person, rsaPair, START } from './issuer.ts';

const issuer = 'http://localhost:4000/identity';
const ann = { name: 'ann', subsidiary: 'courier', groups: ['editor'], scopes: ['masthead/write'] } as const;

test('a token of development has what Cognito’s have, and is taken as they are for an hour', async () => {
  let time = START;
  const now = (): number => time;
  const { privateKey } = await rsaPair('any');
  const own = createDevelopmentIssuer({ issuer, key: privateKey, now, newId: () => person.jti });
  const token = await own.token(ann);
  expect(Object.keys(decodeJwt(token)).sort()).toEqual(Object.keys(person).sort());
  expect(Object.keys(decodeProtectedHeader(token)).sort()).toEqual(['alg', 'kid']);
  const keys = createKeySet({ issuer, load: () => own.keySet(), now, log: silentLog });
  const pools = [{ issuer, clients: [DEVELOPMENT_CLIENT], subsidiaries: undefined, keys }];
  const tokens = createAccessTokens({ pools, now });
  expect(await tokens.claimsOf(token)).toMatchObject({
    subject: 'ann',
    service: false,
    subsidiary: 'courier',
    scopes: ['masthead/write'],
    groups: ['editor'],
  });
  time += 3_605_000;
  expect(await outcomeOf(tokens.claimsOf(token))).toMatch(/^UNAUTHENTICATED/);
});

test('what is published of the key is its public half alone', async () => {
  const { privateKey, jwk } = await rsaPair('any');
  const own = createDevelopmentIssuer({ issuer, key: privateKey, now: () => START, newId: () => 'id' });
  const { keys } = await own.keySet();
  expect(keys).toEqual([{ kty: 'RSA', n: jwk.n, e: jwk.e, kid: expect.any(String), use: 'sig', alg: 'RS256' }]);
});
