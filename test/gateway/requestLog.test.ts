import { describe, expect, test } from 'vitest';
import { away, openGateway } from './gatewayFixture.ts';

const suggest = 'query Find($prefix: String!) { suggest(prefix: $prefix) { text } viewer { id } }';

describe('a request', () => {
  test('is one line of the log: who asked what, what it cost, what came of it', async () => {
    const fixture = openGateway();
    const answer = await fixture.ask(suggest, { variables: { prefix: 'a' } });
    expect(fixture.answered).toEqual([
      {
        id: answer.headers['x-request-id'],
        method: 'POST',
        status: 200,
        ms: 0,
        outcome: 'OK',
        organisation: 'courier',
        application: 'site',
        keyId: 'explorer',
        operation: expect.stringMatching(/^[0-9a-f]{64}$/),
        name: 'Find',
        cost: 19,
        cache: 'bypass',
      },
    ]);
  });

  test('says how far it came', async () => {
    const fixture = openGateway();
    fixture.behaviour.search = away;
    await fixture.ask(suggest, { variables: { prefix: 'a' } });
    await fixture.ask(suggest, { variables: { prefix: 'a' }, headers: { 'x-api-key': 'nobody' } });
    await fixture.ask('{ nothing }');
    await fixture.ask('{ latestContent(first: 5000) { edges { node { id } } } }');
    await fixture.send({ method: 'PUT', headers: { 'x-api-key': 'explorer' } });
    expect(
      fixture.answered.map(({ outcome, organisation, cost, status }) => [outcome, organisation, cost, status]),
    ).toEqual([
      ['PARTIAL', 'courier', 19, 200],
      ['UNAUTHENTICATED', undefined, undefined, 401],
      ['VALIDATION', 'courier', undefined, 200],
      ['LIMIT_COST', 'courier', 10_006, 200],
      ['BAD_REQUEST', undefined, undefined, 405],
    ]);
  });

  test('leaves neither key, token, address, text nor the value of a variable in any log line, whatever comes of it', async () => {
    const fixture = openGateway();
    const planted = (n: number): string => `planted-${n}`;
    const headers = { authorization: `Bearer ${planted(1)}`, cookie: planted(2), 'x-masthead-view': planted(3) };
    const variables = { prefix: planted(4), first: planted(5) };
    const text = `query { suggest(prefix: "${planted(6)}") { text } } # ${planted(7)}`;
    const withKey = { 'x-api-key': planted(8) };
    for (const answer of [undefined, away, () => 'no list', () => Promise.reject(new Error('broken'))]) {
      fixture.behaviour.search = answer;
      await fixture.ask(suggest, { variables });
      await fixture.ask(suggest, { variables: { prefix: planted(4) } });
      await fixture.ask(text);
      await fixture.ask(text, { headers });
      await fixture.ask(text, { headers: withKey });
      await fixture.ask(`{ ${planted(9)} }`);
      await fixture.send({
        query: `query=${encodeURIComponent(text)}&variables={"a":"${planted(10)}"}`,
        headers: { 'x-api-key': 'reader' },
      });
    }
    expect(fixture.answered).toHaveLength(28);
    expect(fixture.logged).not.toEqual([]);
    expect(JSON.stringify([fixture.answered, fixture.logged])).not.toContain('planted-');
  });
});
