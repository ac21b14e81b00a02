import type { KeyObject } from 'node:crypto';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { SignBody } from '../../../gateway/execution/internalToken.ts';
import { bodyDigest, createBodySigner, createTokenReader } from '../../../gateway/execution/internalToken.ts';
import { createSubgraphHandler } from '../../../gateway/execution/subgraphHandler.ts';
import { viewerFromWire, viewerToWire, wireRequest } from '../../../gateway/execution/wire.ts';
import type { GatewayRequest } from '../../../gateway/request.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { channels, grants, roles, scorings } from '../../../platform/viewer.ts';
import { builtInViews } from '../../../platform/views.ts';
import { viewerOf } from '../../support/viewers.ts';
import { fakeSubgraphs } from '../gatewayFixture.ts';

const START = Date.parse('2026-11-02T08:00:00.400Z');
/** Long enough for every HMAC. */
const secret = createSecretKey(Buffer.alloc(64, 1));
const pair = generateKeyPairSync('ed25519');

const bodyOf = (query: string): string =>
  JSON.stringify({
    query,
    extensions: { masthead: { viewer: viewerToWire(viewerOf()), now: START, id: 'r' } },
  });
const body = bodyOf('{ viewer { id } }');
const other = bodyOf('{ viewer { id name } }');

const open = (verifying: KeyObject) => {
  let time = START;
  const now = (): number => time;
  const handle = createSubgraphHandler(
    fakeSubgraphs({}).content,
    silentLog,
    async () => true,
    createTokenReader(verifying, 'content', now),
  );
  const send = async (asked: Partial<GatewayRequest> & { readonly text?: string }) => {
    const { text = body, ...request } = asked;
    const answer = await handle({
      method: 'POST',
      path: '/graphql',
      query: '',
      headers: {},
      rawHeaders: [],
      body: Buffer.from(text),
      signal: new AbortController().signal,
      remoteAddress: '10.0.0.1',
      ...request,
    });
    return { status: answer.status, body: String(answer.body) };
  };
  const withToken = (token: string, text = body, path = '/graphql') =>
    send({ rawHeaders: ['Authorization', `Bearer ${token}`], text, path });
  return {
    now,
    send,
    withToken,
    advance: (ms: number) => {
      time += ms;
    },
  };
};
const refused = {
  status: 401,
  body: JSON.stringify({
    errors: [{ message: 'Only the gateway asks here.', extensions: { code: 'UNAUTHENTICATED' } }],
  }),
};

describe.each([
  ['HMAC', secret, secret],
  ['EdDSA', pair.privateKey, pair.publicKey],
] as const)('a token between processes, signed by %s', (_, signing, verifying) => {
  test('lets the gateway ask, and ask the same again within the minute', async () => {
    const subgraph = open(verifying);
    const token = await createBodySigner(signing, 'content', subgraph.now)(body);
    const first = await subgraph.withToken(token);
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining('"id":"courier"') });
    subgraph.advance(59_000);
    expect(await subgraph.withToken(token)).toEqual(first);
  });

  test('is nothing a minute later, nor to a clock that is far behind', async () => {
    const subgraph = open(verifying);
    const token = await createBodySigner(signing, 'content', subgraph.now)(body);
    subgraph.advance(60_000);
    expect(await subgraph.withToken(token)).toEqual(refused);
    subgraph.advance(-66_000);
    expect(await subgraph.withToken(token)).toEqual(refused);
  });

  test('is nothing on another body, down to a space, nor for another subgraph', async () => {
    const subgraph = open(verifying);
    const token = await createBodySigner(signing, 'content', subgraph.now)(body);
    for (const text of [other, `${body} `, '', body.replace('courier', 'blatt')])
      expect(await subgraph.withToken(token, text)).toEqual(refused);
    const elsewhere = await createBodySigner(signing, 'media', subgraph.now)(body);
    expect(await subgraph.withToken(elsewhere)).toEqual(refused);
  });
});

describe('a subgraph', () => {
  const made = (claims: object, header: object = {}, key: KeyObject = secret): Promise<string> =>
    new SignJWT({ body: bodyDigest(body), ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'masthead+jwt', ...header })
      .sign(key);
  const at = Math.floor(START / 1_000);
  const right = { iss: 'masthead-gateway', aud: 'content', iat: at, exp: at + 55 };

  test('takes the token that the refused ones below differ from', async () => {
    expect((await open(secret).withToken(await made(right))).status).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['another secret', () => made(right, {}, createSecretKey(Buffer.alloc(32, 2)))],
    ['another algorithm', () => made(right, { alg: 'HS512' })],
    ['a key pair, where a secret is configured', () => createBodySigner(pair.privateKey, 'content', () => START)(body)],
    ['another kind of token', () => made(right, { typ: 'JWT' })],
    ['no kind of token', () => made(right, { typ: undefined })],
    ['another issuer', () => made({ ...right, iss: 'someone' })],
    ['no subgraph', () => made({ ...right, aud: undefined })],
    ['no end', () => made({ ...right, exp: undefined })],
    ['no beginning', () => made({ ...right, iat: undefined })],
    ['an end in an hour and a beginning long ago', () => made({ ...right, iat: at - 61, exp: at + 3_600 })],
    ['no digest of a body', () => made({ ...right, body: undefined })],
    ['a digest in another alphabet', () => made({ ...right, body: Buffer.from(body).toString('hex') })],
    ['more than it ever holds', () => made({ ...right, more: 'x'.repeat(2_048) })],
    ['garbage', async () => 'garbage'],
  ])('refuses a token with %s', async (_, token) => {
    expect(await open(secret).withToken(await token())).toEqual(refused);
  });

  test('refuses a token signed with the public half of its key as a secret', async () => {
    const half = createSecretKey(pair.publicKey.export({ format: 'der', type: 'spki' }));
    expect(await open(pair.publicKey).withToken(await made(right, {}, half))).toEqual(refused);
  });

  test.each(['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }', '{ __typename }'])(
    'refuses whoever is not the gateway for %s too',
    async (query) => {
      expect(await open(secret).send({ text: bodyOf(query) })).toEqual(refused);
    },
  );

  test('refuses strangers whatever they ask for, and two tokens at once', async () => {
    const subgraph = open(secret);
    const sign: SignBody = createBodySigner(secret, 'content', subgraph.now);
    const authorization = `Bearer ${await sign(body)}`;
    for (const asked of [
      { path: '/' },
      { path: '/graphql', method: 'GET' },
      { path: '/metrics' },
      { path: '/health' },
      { text: 'x'.repeat(3 * 1024 * 1024) },
      { rawHeaders: ['authorization', authorization, 'Authorization', authorization] },
      { rawHeaders: ['authorization', authorization, 'Authorization', ''] },
      { rawHeaders: ['authorization', authorization.replace('Bearer', 'Basic')] },
      { rawHeaders: ['x-api-key', 'mh_'] },
    ])
      expect([asked, await subgraph.send(asked)]).toEqual([asked, refused]);
  });

  test('tells strangers whether it lives and is ready, and nothing else', async () => {
    const subgraph = open(secret);
    expect(await subgraph.send({ method: 'GET', path: '/health/live' })).toEqual({ status: 200, body: 'yes\n' });
    expect(await subgraph.send({ method: 'GET', path: '/health/ready' })).toEqual({ status: 200, body: 'yes\n' });
  });
});

test('a viewer arrives as it was sent', () => {
  const text = fc.string({ maxLength: 10 });
  const viewer: fc.Arbitrary<Viewer> = fc.record({
    organisation: text,
    organisationKind: fc.constantFrom('subsidiary', 'partner'),
    application: text,
    channel: fc.constantFrom(...channels),
    view: fc.constantFrom(...builtInViews.values()),
    packages: fc.array(fc.record({ id: text, delayMinutes: fc.nat() })),
    territory: fc.option(text, { nil: undefined }),
    grants: fc.subarray([...grants]),
    scoring: fc.constantFrom(...scorings),
    user: fc.option(text, { nil: undefined }),
    scopes: fc.array(text),
    roles: fc.subarray([...roles]),
    sections: fc.option(fc.array(text), { nil: undefined }),
  });
  fc.assert(
    fc.property(viewer, (sent) => {
      const masthead = { viewer: viewerToWire(sent), now: 0, id: 'r' };
      const wire: unknown = JSON.parse(JSON.stringify({ query: '', extensions: { masthead } }));
      expect(viewerFromWire(wireRequest.parse(wire).extensions.masthead.viewer)).toEqual(sent);
    }),
  );
});
