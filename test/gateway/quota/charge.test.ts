import { describe, expect, test } from 'vitest';
import { openGateway } from '../gatewayFixture.ts';

const page = '{ latestContent(first: 20) { edges { node { id } } } }';
const asPoor = { headers: { 'x-api-key': 'poor' } };

describe('a request', () => {
  test('is charged to its key by its cost, and the answer says what is left', async () => {
    const fixture = openGateway();
    const { headers } = await fixture.ask(page, asPoor);
    expect(headers).toMatchObject({ 'ratelimit-policy': '"cost";q=200;w=60', ratelimit: '"cost";r=154;t=60' });
    expect((await fixture.ask('{ __typename }', asPoor)).headers.ratelimit).toBe('"cost";r=153;t=60');
  });

  test('of a key without points is refused before anything runs, with the time to wait, and another key’s is not', async () => {
    const fixture = openGateway();
    let ran = 0;
    fixture.behaviour.search = () => {
      ran += 1;
      return [];
    };
    for (let n = 0; n < 4; n += 1) await fixture.ask(page, asPoor);
    const suggest = '{ suggest(prefix: "a") { text } }';
    const refused = await fixture.ask(suggest, asPoor);
    expect([refused.status, refused.json, ran]).toEqual([
      429,
      {
        errors: [
          {
            message: "The operation costs 18, and 16 of this key's 200 points a minute are left; ask again in 60 s.",
            extensions: { code: 'RATE_LIMITED' },
          },
        ],
      },
      0,
    ]);
    expect(refused.headers).toMatchObject({ ratelimit: '"cost";r=16;t=60', 'retry-after': '60' });
    expect((await fixture.ask(suggest)).json).not.toHaveProperty('errors');
    expect(ran).toBe(1);
  });

  test('that is refused for what it is costs nothing', async () => {
    const fixture = openGateway();
    await fixture.ask('{ nothing }', asPoor);
    await fixture.ask('{ latestContent(first: 5000) { edges { node { id } } } }', asPoor);
    expect((await fixture.ask('{ __typename }', asPoor)).headers.ratelimit).toBe('"cost";r=199;t=60');
  });
});
