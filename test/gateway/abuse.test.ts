import type { SelectionSetNode } from 'graphql';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../../entrypoints/http.ts';
import type { GatewayOptions } from '../../gateway/handler.ts';
import { checkLimits, standardLimits } from '../../gateway/limits.ts';
import { silentLog } from '../../platform/telemetry.ts';
import {
  abusiveDocuments,
  abusiveVariables,
  bomb,
  ENCODINGS,
  FRAGMENTS,
  packed,
  sendInChunks,
  VARIABLES_QUERY,
} from './abuseCases.ts';
import { openGateway } from './gatewayFixture.ts';

/** A gateway whose subgraphs count how often they are asked. */
const openCounted = () => {
  let asked = 0;
  const execute: GatewayOptions['dataSources'][string] = async () => {
    asked += 1;
    return { data: { viewer: { id: 'courier' } } };
  };
  const dataSources = { content: execute, media: execute, search: execute };
  return { ...openGateway({ dataSources }), asked: () => asked };
};

describe('a document of', () => {
  test.each(abusiveDocuments)(
    '%s is refused before anything is planned, and the next good request is answered',
    async (_, query, code) => {
      const fixture = openCounted();
      const { json } = await fixture.ask(query, { variables: { yes: true } });
      expect(json.errors?.map(({ extensions }) => extensions)).toContainEqual({ code });
      expect(fixture.asked()).toBe(0);
      expect((await fixture.ask('{ viewer { id } }')).json).toEqual({ data: { viewer: { id: 'courier' } } });
      expect(fixture.asked()).toBe(1);
    },
  );

  test('fragments that amount to more than could be counted is measured by looking at each selection once', () => {
    const document = parse(`{ section(id: "a") { ...f0 } } ${bomb('x: id')}`);
    let looked = 0;
    const counted = (set: SelectionSetNode): SelectionSetNode => ({
      ...set,
      get selections() {
        looked += 1;
        return set.selections;
      },
    });
    const watched = document.definitions.map((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? { ...each, selectionSet: counted(each.selectionSet) } : each,
    );
    expect(() => checkLimits({ ...document, definitions: watched }, standardLimits)).toThrow('aliases');
    expect(looked).toBe(FRAGMENTS + 1);
  });
});

describe('variables', () => {
  test.each(abusiveVariables)('with %s are refused before they are held against the operation', async (_, ids) => {
    const fixture = openCounted();
    const { status, body } = await fixture.send({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'explorer' },
      body: Buffer.from(`{"query":${JSON.stringify(VARIABLES_QUERY)},"variables":{"ids":${ids}}}`),
    });
    expect([status, String(body)]).toEqual([400, expect.stringContaining('more than 10000 values')]);
    expect(fixture.asked()).toBe(0);
  });
});

describe('over HTTP', () => {
  const open = async () => {
    const fixture = openCounted();
    let longest = 0;
    const server = await startHttpServer({
      handle: (request) => {
        longest = Math.max(longest, request.body.byteLength);
        return fixture.gateway.handle(request);
      },
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': 'explorer' };
    return { ...fixture, server, headers, longest: () => longest, [Symbol.asyncDispose]: () => server.close() };
  };

  test('100 MB in chunks are refused, kept no longer than the largest body, cut off, and hold up nobody', async () => {
    await using place = await open();
    const { port } = place.server;
    const { heard, megabytes } = await sendInChunks(port, place.headers);
    expect(heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*at most 512 KB/);
    expect(place.longest()).toBeLessThan(700_000);
    // What is on its way counts too.
    expect(megabytes).toBeLessThan(50);
    const good = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: place.headers,
      body: '{"query":"{ viewer { id } }"}',
    });
    expect(await good.json()).toEqual({ data: { viewer: { id: 'courier' } } });
  });

  test.each(ENCODINGS)('a body in %s is refused as it is, however little it is', async (encoding) => {
    await using place = await open();
    const body = packed();
    const response = await fetch(`http://127.0.0.1:${place.server.port}/graphql`, {
      method: 'POST',
      headers: { ...place.headers, 'content-encoding': encoding },
      body,
    });
    expect([response.status, await response.text()]).toEqual([
      415,
      expect.stringContaining('without `content-encoding`'),
    ]);
    expect(place.longest()).toBe(body.byteLength);
    expect(place.asked()).toBe(0);
  });
});
