import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, test } from 'vitest';
import { startHttpServer } from '../../entrypoints/http.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { openGateway } from './gatewayFixture.ts';

const fixture = openGateway();
const server = await startHttpServer({
  handle: (request) => fixture.gateway.handle(request),
  host: '127.0.0.1',
  port: 0,
  log: silentLog,
});
afterAll(async () => {
  await server.close();
});

/** The audit knows no keys: it asks as somebody who has one. */
const fetchWithKey = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), 'x-api-key': 'explorer' } });
const audits = serverAudits({ url: `http://127.0.0.1:${server.port}/graphql`, fetchFn: fetchWithKey });

describe('GraphQL over HTTP', () => {
  test('is audited by all 61 clauses', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits)('$id $name', async ({ fn }) => {
    const { status, ...result } = await fn();
    expect([status, 'reason' in result ? result.reason : '']).toEqual(['ok', '']);
  });
});
