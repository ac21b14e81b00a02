import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fetchKeySet } from '../../../entrypoints/keySets.ts';
import type { AccessTokens } from '../../../gateway/identity/cognito.ts';
import { createAccessTokens } from '../../../gateway/identity/cognito.ts';
import { createKeySet } from '../../../gateway/identity/keySet.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { outcomeOf } from './issuer.ts';

const endpoint = process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? '';
const region = process.env.AWS_REGION ?? '';
const PASSWORD = 'Correct-Horse-9';

/** Cognito's own calls, without its SDK: they are JSON by POST. */
const call = async <T>(action: string, input: object, schema: z.ZodType<T>): Promise<T> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/20261102/${region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${action}: ${JSON.stringify(body)}`);
  return schema.parse(body);
};

const nothing = z.unknown();
const clientAnswer = z.object({
  UserPoolClient: z.object({ ClientId: z.string(), ClientSecret: z.string().optional() }),
});
const signInAnswer = z.object({ AuthenticationResult: z.object({ AccessToken: z.string(), IdToken: z.string() }) });

describe.skipIf(process.env.REAL_SERVERS !== '1')('a user pool of Cognito', () => {
  let person: z.infer<typeof signInAnswer>['AuthenticationResult'];
  let service: string;
  let robot: string;
  let desk: string;
  let tokens: AccessTokens;

  beforeAll(async () => {
    if (endpoint === '')
      throw new Error(
        'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER must be set: test/servers/servers start ministack && eval "$(test/servers/servers env)"',
      );
    const { UserPool } = await call(
      'CreateUserPool',
      { PoolName: `masthead-${Date.now()}` },
      z.object({ UserPool: z.object({ Id: z.string() }) }),
    );
    const pool = { UserPoolId: UserPool.Id };
    await call(
      'CreateResourceServer',
      { ...pool, Identifier: 'masthead', Name: 'Masthead', Scopes: [{ ScopeName: 'write', ScopeDescription: 'w' }] },
      nothing,
    );
    const forPeople = {
      ClientName: 'desk',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    };
    desk = (await call('CreateUserPoolClient', { ...pool, ...forPeople }, clientAnswer)).UserPoolClient.ClientId;
    const forServices = {
      ClientName: 'robot',
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['masthead/write'],
    };
    const client = (await call('CreateUserPoolClient', { ...pool, ...forServices }, clientAnswer)).UserPoolClient;
    robot = client.ClientId;

    await call('CreateGroup', { ...pool, GroupName: 'editor' }, nothing);
    const user = { ...pool, Username: 'ann' };
    await call('AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' }, nothing);
    await call('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true }, nothing);
    await call('AdminAddUserToGroup', { ...user, GroupName: 'editor' }, nothing);
    const signIn = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'ann', PASSWORD } };
    person = (await call('InitiateAuth', { ClientId: desk, ...signIn }, signInAnswer)).AuthenticationResult;

    const granted = await fetch(`${endpoint}/oauth2/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${robot}:${client.ClientSecret}`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials&scope=masthead%2Fwrite',
    });
    service = z.object({ access_token: z.string() }).parse(await granted.json()).access_token;

    const issuer = `https://cognito-idp.${region}.amazonaws.com/${UserPool.Id}`;
    // Its tokens bear the address of Amazon's, its keys are here: the two are configured apart.
    const load = (): Promise<unknown> => fetchKeySet(`${endpoint}/${UserPool.Id}/.well-known/jwks.json`);
    const keys = createKeySet({ issuer, load, now: Date.now, log: silentLog });
    tokens = createAccessTokens({
      pools: [{ issuer, clients: [desk, robot], subsidiaries: undefined, keys }],
      now: Date.now,
    });
  });

  test('gives people access tokens with their groups', async () => {
    expect(await tokens.claimsOf(person.AccessToken)).toMatchObject({
      client: desk,
      service: false,
      groups: ['editor'],
    });
  });

  test('gives services access tokens with their scopes, and neither groups nor a subsidiary', async () => {
    expect(await tokens.claimsOf(service)).toMatchObject({
      subject: robot,
      client: robot,
      service: true,
      subsidiary: undefined,
      scopes: ['masthead/write'],
      groups: [],
    });
  });

  test('gives people ID tokens too, which are not taken', async () => {
    expect(await outcomeOf(tokens.claimsOf(person.IdToken))).toMatch(/^UNAUTHENTICATED/);
  });
});
