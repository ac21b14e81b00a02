import { createHash } from 'node:crypto';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecution } from '../../gateway/execution/execution.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { checkLimits, standardLimits } from '../../gateway/limits.ts';
import { sampleOperations } from '../../gateway/samples.ts';
import { fakeSubgraphs, openGateway, supergraphSdl } from './gatewayFixture.ts';

const sampleKey = 'mh_</script><b>&"_x';
const development = openGateway({ development: { sampleKey } });
const production = openGateway({ ready: async () => Promise.reject(new Error('db-7 is away')) });

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const open = async (path: string, fixture = development) => {
  const { status, headers, body } = await fixture.send({ path, headers: browser });
  return { status, headers, html: String(body), policy: headers['content-security-policy'] ?? '' };
};
const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);

describe.each(['/', '/graphql'])('a browser at %s', (path) => {
  test('gets Sandbox with the sample key and operations, and the way to GraphiQL', async () => {
    const { status, headers, html } = await open(path);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain('https://embeddable-sandbox.cdn.apollographql.com/');
    expect(html).toContain('query Newest');
    expect(html).toContain('<a href="/graphiql">');
  });
});

describe('the pages', () => {
  test.each(['/', '/graphiql'])('at %s run their own scripts alone, and a key cannot end one', async (path) => {
    const { html, policy } = await open(path);
    const scripts = inlineScripts(html);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe');
    expect(html).not.toContain(sampleKey);
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });

  test('carry no key where none is given to them', async () => {
    expect((await open('/', production)).html).not.toContain('mh_');
    expect((await open('/graphiql', production)).html).not.toContain('mh_');
  });

  test('of GraphiQL need no other host', async () => {
    const { html, policy } = await open('/graphiql');
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)).toSatisfy(
      (urls: string[]) =>
        urls.length > 0 && urls.every((url) => url === 'data:,' || url.startsWith('/graphiql/static/')),
    );
    expect(policy).not.toContain('http');
  });

  test.each([
    ['ruru.js', 'text/javascript; charset=utf-8'],
    ['ruru.css', 'text/css; charset=utf-8'],
    ['editorWorker.js', 'text/javascript; charset=utf-8'],
  ])('of GraphiQL get %s from this process', async (file, type) => {
    const plain = await development.send({ path: `/graphiql/static/${file}` });
    const packed = await development.send({ path: `/graphiql/static/${file}`, headers: { 'accept-encoding': 'br' } });
    expect([plain.status, plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
      200,
      type,
      undefined,
    ]);
    expect([packed.headers['content-encoding'], packed.body.length < plain.body.length]).toEqual(['br', true]);
  });

  test.each(['nothing.js', '../package.json', '..%2fpackage.json', '__proto__', 'constructor', ''])(
    'of GraphiQL give nothing else: %s',
    async (file) => {
      expect((await development.send({ path: `/graphiql/static/${file}` })).status).toBe(404);
    },
  );

  test('show operations that are valid and keep the limits', async () => {
    const execution = createExecution({ supergraphSdl, dataSources: localDataSources(fakeSubgraphs({})) });
    const document = parse(sampleOperations, { maxTokens: standardLimits.tokens });
    expect(validate(execution.schema, document)).toEqual([]);
    expect(() => checkLimits(document, standardLimits)).not.toThrow();
  });
});

describe('beside the graph', () => {
  test('health is a yes or a no', async () => {
    expect(await development.send({ path: '/health/live' })).toMatchObject({ status: 200, body: 'yes\n' });
    expect(await development.send({ path: '/health/ready' })).toMatchObject({ status: 200, body: 'yes\n' });
    expect(await production.send({ path: '/health/ready' })).toMatchObject({ status: 503, body: 'no\n' });
    expect(await production.send({ path: '/health/live' })).toMatchObject({ status: 200 });
  });

  test('there is nothing', async () => {
    expect(await development.send({ path: '/admin' })).toMatchObject({ status: 404 });
    expect(await development.send({ path: '/' })).toMatchObject({ status: 404 });
  });
});
