import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { AnswerError, answerCodes, PortError } from '../../platform/errors.ts';
import { away, openGateway } from './gatewayFixture.ts';

const fixture = openGateway();
beforeEach(() => fixture.reset());

const unavailable = 'This part of the answer is unavailable right now; try again.';
const list = '{ latestContent { edges { node { headline leadMedia { altText } } } } viewer { id } }';

describe('an answer with a part missing', () => {
  test('has the rest, and one error for all entries of a list, at the first of them', async () => {
    fixture.behaviour.media = away;
    const { status, json } = await fixture.ask(list);
    expect(status).toBe(200);
    expect(json.errors).toEqual([
      {
        message: unavailable,
        path: ['latestContent', 'edges', 0, 'node', 'leadMedia'],
        extensions: { code: 'UNAVAILABLE' },
      },
    ]);
    expect(json.data).toMatchObject({
      latestContent: { edges: [{ node: { headline: 'Headline 0', leadMedia: { altText: null } } }, {}, {}] },
      viewer: { id: 'courier' },
    });
  });

  test('is whole again when the backend is back', async () => {
    fixture.behaviour.media = away;
    await fixture.ask(list);
    fixture.behaviour.media = undefined;
    expect((await fixture.ask(list)).json.errors).toBeUndefined();
  });

  test('says so at its root field', async () => {
    fixture.behaviour.search = away;
    const { json } = await fixture.ask('{ found: suggest(prefix: "h") { text } viewer { id } }');
    expect(json).toEqual({
      errors: [{ message: unavailable, path: ['found'], extensions: { code: 'UNAVAILABLE' } }],
      data: { found: null, viewer: { id: 'courier' } },
    });
  });

  test('says so at the very field', async () => {
    fixture.behaviour.content = away;
    fixture.behaviour.name = away;
    expect((await fixture.ask('{ viewer { id name } }')).json).toMatchObject({
      errors: [{ path: ['viewer', 'name'], extensions: { code: 'UNAVAILABLE' } }],
      data: { viewer: { id: 'courier', name: null } },
    });
    expect((await fixture.ask('{ content(id: "a0") { id } }')).json).toMatchObject({
      errors: [{ path: ['content'], extensions: { code: 'UNAVAILABLE' } }],
      data: { content: null },
    });
  });

  test('keeps the code where the missing part takes the whole answer with it', async () => {
    fixture.behaviour.viewer = away;
    const asked = '{ viewer { id } content(id: "a0") { headline } }';
    const json = await fixture.ask(asked);
    const negotiated = await fixture.ask(asked, { headers: { accept: 'application/graphql-response+json' } });
    const told = {
      errors: [{ message: unavailable, path: ['viewer'], extensions: { code: 'UNAVAILABLE' } }],
      data: null,
    };
    expect([json.status, json.json]).toEqual([200, told]);
    expect([negotiated.status, negotiated.json]).toEqual([503, told]);
  });

  test('has nothing to say of what is not the viewer’s: null, and no error', async () => {
    const { json } = await fixture.ask('{ content(id: "a0") { media { altText contentType } } }');
    expect(json).toEqual({ data: { content: { media: [{ altText: 'Alt m0', contentType: 'image/jpeg' }, null] } } });
  });
});

describe('an error that nobody foresaw', () => {
  test('is logged whole and told as INTERNAL with the id of the request', async () => {
    fixture.behaviour.search = () => {
      throw new TypeError('cannot read index masthead-v3 on node-2', { cause: new Error('socket 10.0.0.9') });
    };
    const { json, headers } = await fixture.ask('{ suggest(prefix: "h") { text } }');
    expect(json.errors).toEqual([
      {
        message: `Something went wrong on our side. Ask about request ${headers['x-request-id']}.`,
        path: ['suggest'],
        extensions: { code: 'INTERNAL' },
      },
    ]);
    expect(fixture.logged).toHaveLength(1);
    expect(fixture.logged[0]).toMatchObject({
      level: 'error',
      fields: {
        id: headers['x-request-id'],
        error: {
          name: 'TypeError',
          message: 'cannot read index masthead-v3 on node-2',
          cause: { message: 'socket 10.0.0.9' },
        },
      },
    });
  });

  test('is INTERNAL too where a backend refuses a call as wrong', async () => {
    fixture.behaviour.search = () => {
      throw new PortError('search', 'INVALID', 'no field `_secret` in index masthead');
    };
    const { json } = await fixture.ask('{ suggest(prefix: "h") { text } }');
    expect(json.errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(json)).not.toMatch(/_secret|masthead/);
  });

  test('never carries a stack, a host, a subgraph’s name or the gateway’s own codes', async () => {
    for (const fail of [away, () => 'no enum', () => Promise.reject(new Error('boom at db-7'))]) {
      fixture.behaviour.search = fail;
      fixture.behaviour.media = fail;
      const { body } = await fixture.ask(
        '{ suggest(prefix: "h") { text } latestContent { edges { node { leadMedia { altText } } } } }',
      );
      expect(String(body)).not.toMatch(
        /db-7|10\.0\.0|serviceName|DOWNSTREAM|stack|valueCompletion|"search"|subgraph|\.ts:/i,
      );
    }
  });

  test('that a resolver wrote for clients is told as it is', async () => {
    fixture.behaviour.search = () => {
      throw new AnswerError('BAD_CURSOR', 'The cursor does not belong to this list.');
    };
    expect((await fixture.ask('{ suggest(prefix: "h") { text } }')).json.errors).toEqual([
      { message: 'The cursor does not belong to this list.', path: ['suggest'], extensions: { code: 'BAD_CURSOR' } },
    ]);
    expect(fixture.logged).toEqual([]);
  });
});

describe('time', () => {
  test('is not waited for where a subgraph does not answer', async () => {
    const fixture = openGateway({ timeoutMs: 20 });
    fixture.behaviour.search = () => new Promise(() => undefined);
    const { json } = await fixture.ask(
      '{ suggest(prefix: "h") { text } viewer { id } content(id: "a0") { related { headline } } }',
    );
    expect(json).toMatchObject({
      errors: [{ message: unavailable, path: ['suggest'], extensions: { code: 'UNAVAILABLE' } }],
      data: { suggest: null, viewer: { id: 'courier' }, content: { related: [{ headline: 'Headline 1' }] } },
    });
  });

  test('ends for the whole request at its deadline, and whatever works for it hears', async () => {
    const fixture = openGateway({ deadlineMs: 30 });
    let heard = false;
    fixture.behaviour.search = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          heard = true;
          reject(new PortError('search', 'UNAVAILABLE', 'aborted'));
        });
      });
    const { json } = await fixture.ask('{ suggest(prefix: "h") { text } viewer { id } }');
    expect(json).toMatchObject({
      errors: [{ path: ['suggest'], extensions: { code: 'TIMEOUT' } }],
      data: { suggest: null, viewer: { id: 'courier' } },
    });
    expect(heard).toBe(true);
  });

  test('ends when the client is gone', async () => {
    const client = new AbortController();
    const heard = new Promise<void>((resolve) => {
      fixture.behaviour.search = ({ signal }) => {
        signal.addEventListener('abort', () => resolve());
        client.abort();
        return new Promise(() => undefined);
      };
    });
    await fixture.ask('{ suggest(prefix: "h") { text } }', { signal: client.signal });
    await expect(heard).resolves.toBeUndefined();
  });
});

test('docs/partners/http.md explains every code, and no other', () => {
  const page = readFileSync(new URL('../../docs/partners/http.md', import.meta.url), 'utf8');
  const codes = [...page.slice(page.indexOf('## Codes')).matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual([...answerCodes]);
});
