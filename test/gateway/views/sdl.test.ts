import { buildSchema, getIntrospectionQuery, graphqlSync } from 'graphql';
import { describe, expect, test } from 'vitest';
import { builtInViews } from '../../../platform/views.ts';
import { keysOf, openGateway, viewerWith } from '../gatewayFixture.ts';

const views = [...builtInViews.values()];
const viewers = Object.fromEntries(
  views.map((view) => [view.name, { ...viewerWith(['explore', 'narrow', 'read']), view }] as const),
);
const fixture = openGateway({ apiKeys: keysOf(viewers), allowedOrigins: ['https://www.courier.example'] });
const get = (key: string, headers: Record<string, string> = {}, method = 'GET') =>
  fixture.send({ method, path: '/schema.graphql', headers: { 'x-api-key': key, ...headers } });

describe('GET /schema.graphql', () => {
  test.each(views)('is what introspection says, for the view $name', async ({ name }) => {
    const { status, body, headers } = await get(name);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/graphql; charset=utf-8',
      'private, no-cache',
    ]);
    const schema = buildSchema(String(body));
    const { json } = await fixture.ask(getIntrospectionQuery(), { headers: { 'x-api-key': name } });
    const told = graphqlSync({ schema, source: getIntrospectionQuery() }).data;
    const sorted = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_, each: unknown) =>
        Array.isArray(each) ? [...each].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : each,
      );
    expect(sorted(told)).toEqual(sorted(json.data));
  });

  test('tells of descriptions, and of nothing that the view hides', async () => {
    const text = String((await get('partner')).body);
    expect(text).toContain('Who you are to this graph.');
    expect(text).not.toMatch(/@tag|@join|workflow|usageTerms|SourceProvenance/);
    expect(String((await get('newsroom')).body)).toContain('workflow');
    expect(String((await get('newsroom', { 'x-masthead-view': 'partner' })).body)).toBe(text);
  });

  test('is for keys with the grant `explore`, and costs what introspection does', async () => {
    expect(await get('reader')).toMatchObject({ status: 403, body: expect.stringContaining('`explore`') });
    expect((await get('nobody')).status).toBe(401);
    expect((await get('explorer')).headers.ratelimit).toBe('"cost";r=999900;t=60');
  });

  test('is not sent again to who has it', async () => {
    const { headers } = await get('partner');
    expect(await get('partner', { 'if-none-match': headers.etag ?? '' })).toMatchObject({ status: 304, body: '' });
    expect((await get('newsroom', { 'if-none-match': headers.etag ?? '' })).status).toBe(200);
  });

  test('is asked by GET, from pages of known origins too', async () => {
    expect(await get('partner', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
    const origin = 'https://www.courier.example';
    expect((await get('partner', { origin })).headers['access-control-allow-origin']).toBe(origin);
    expect((await get('partner', { origin }, 'OPTIONS')).status).toBe(204);
  });
});
