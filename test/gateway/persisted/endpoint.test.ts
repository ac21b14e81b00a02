import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkerOf } from '../../../entrypoints/commands/graphFile.ts';
import type { HttpServer } from '../../../entrypoints/http.ts';
import { startHttpServer } from '../../../entrypoints/http.ts';
import { createIdentity } from '../../../gateway/identity/identity.ts';
import { createOperationsEndpoint, OPERATIONS_PATH } from '../../../gateway/persisted/endpoint.ts';
import { listOperations } from '../../../gateway/persisted/read.ts';
import type { Registration } from '../../../gateway/persisted/registration.ts';
import { createRegistration } from '../../../gateway/persisted/registration.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { CommandLine } from '../../entrypoints/commands/commandLine.ts';
import { openCommandLine } from '../../entrypoints/commands/commandLine.ts';
import { idOfText, manifestOf, openFiles } from '../../entrypoints/commands/manifests.ts';

const ME = 'query Me { viewer { id } }';
const of = { organisation: 'radio', application: 'app' };

describe('a running gateway', () => {
  let line: CommandLine;
  let server: HttpServer;
  let key: string;
  let reader: string;
  let isSlow: Promise<void> | undefined;

  beforeAll(async () => {
    line = await openCommandLine();
    await line.run('applications add app --partner radio --name App --channel app');
    const add = 'keys add --partner radio --application app --view partner --grants';
    key = (await line.key(`${add} register`)).key;
    reader = (await line.key(`${add} read`)).key;
    const { records, register, directory, now, newId } = line.desk;
    const whole = createRegistration({ records, register, views: directory.views, checker: checkerOf(), now });
    const registration: Registration = {
      register: async (request) => {
        await isSlow;
        return whole.register(request);
      },
    };
    const identity = createIdentity({ apiKeys: line.apiKeys, tokens: undefined });
    const endpoint = createOperationsEndpoint({ identity, registration, log: silentLog, now, newId });
    server = await startHttpServer({
      handle: async () => ({ status: 404, headers: {}, body: '' }),
      mounts: { [OPERATIONS_PATH]: endpoint },
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
    });
  });
  afterAll(async () => {
    await server.close();
    await line[Symbol.asyncDispose]();
  });

  const send = async (body: string, more: RequestInit & { readonly query?: string; readonly path?: string } = {}) => {
    const { query = '', path = '', ...init } = more;
    const response = await fetch(`http://127.0.0.1:${server.port}/operations${path}${query}`, {
      method: 'POST',
      body,
      ...init,
      headers: {
        'content-type': 'application/json',
        'x-api-key': key,
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer, headers: response.headers };
  };
  const refusal = (code: string, message: unknown) => ({ errors: [{ message, extensions: { code } }] });
  const ids = async (): Promise<readonly string[]> =>
    (await listOperations(line.world.records, of)).map(({ id }) => id);

  test('refuses whoever may not register, before it reads anything', async () => {
    const tooMuch = 'x'.repeat(100_000);
    expect(await send(tooMuch, { headers: { 'x-api-key': 'mh_guess' } })).toMatchObject({ status: 401 });
    expect(await send(tooMuch, { headers: { 'x-api-key': reader } })).toMatchObject({
      status: 403,
      answer: refusal('FORBIDDEN', expect.stringContaining('`register`')),
    });
    expect(await send(tooMuch, { headers: { 'x-api-key': `${key}, ${key}` } })).toMatchObject({ status: 401 });
  });

  test('refuses what is no manifest, with the reason', async () => {
    expect(await send('{')).toMatchObject({
      status: 400,
      answer: refusal('BAD_REQUEST', expect.stringContaining('must be JSON')),
    });
    expect((await send(ME, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send('"', { path: '/more' })).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/operations`)).status).toBe(405);
    expect((await send(' '.repeat(4 * 1024 * 1024 + 1))).status).toBe(413);
    expect(await send(manifestOf(ME), { query: '?application=other' })).toMatchObject({ status: 403 });
  });

  test('checks a manifest, takes it whole, and says who pushed it', async () => {
    const query = '?check=true&application=app';
    expect(await send(manifestOf(ME), { query })).toMatchObject({ status: 200, answer: { added: [idOfText(ME)] } });
    expect(await ids()).toEqual([]);
    const { answer, headers } = await send(manifestOf(ME));
    expect(answer).toEqual({ added: [idOfText(ME)], renewed: [], unchanged: 0 });
    expect(headers.get('x-request-id')).not.toBeNull();
    expect(await ids()).toEqual([idOfText(ME)]);
    expect(await send(manifestOf(ME))).toMatchObject({ answer: { added: [], unchanged: 1 } });
    expect((await line.run('audit directory')).out).toContain(`key ${key.split('_')[1]}  push operations radio/app`);
  });

  test('refuses one with every reason', async () => {
    const { status, answer } = await send(manifestOf('query A { a }', 'query B { viewer { id } b }'));
    expect([status, answer]).toEqual([
      400,
      {
        errors: ['A', 'B'].map((name) => ({
          message: expect.stringMatching(
            new RegExp(`^${name} \\([0-9a-f]{64}\\), by the view partner: Cannot query field "${name.toLowerCase()}"`),
          ),
          extensions: { code: 'VALIDATION' },
        })),
      },
    ]);
  });

  test('takes one at a time', async () => {
    let go: () => void = () => undefined;
    isSlow = new Promise((resolve) => {
      go = resolve;
    });
    const first = send(manifestOf(ME));
    let second = await send('{}');
    while (second.status === 400) second = await send('{}');
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    go();
    isSlow = undefined;
    expect((await first).status).toBe(200);
  });

  describe('is reached from the command line', () => {
    const url = () => `--gateway http://127.0.0.1:${server.port}`;
    const withKey = (env: Readonly<Record<string, string>>) => ({ env });

    test('with the key from the environment or a file', async () => {
      using files = openFiles();
      const manifest = files.manifest(ME, 'query Name { viewer { name } }');
      const check = await line.run(`operations check ${manifest} ${url()}`, withKey({ MASTHEAD_KEY: key }));
      expect(check.out).toBe('It could be pushed: 1 new operation, 1 that is registered already.');
      const keyFile = files.write('key', `${key}\n`);
      const push = await line.run(`operations push ${manifest} ${url()} --key-file ${keyFile} --application app`);
      expect(push.out).toMatch(/^Pushed: 1 new operation/);
      expect(await ids()).toHaveLength(2);
    });

    test('and every reason of a refusal is told', async () => {
      using files = openFiles();
      const bad = files.manifest('query A { a }', 'query B { b }');
      const keyFile = `--key-file ${files.write('key', key)}`;
      const refused = await line.refusal(`operations push ${bad} ${url()} ${keyFile}`);
      expect(refused.split('\n')).toEqual([expect.stringContaining('A ('), expect.stringContaining('B (')]);
      expect(refused).not.toContain(key);
    });

    test('unless the key would go where everybody listens, or nowhere', async () => {
      using files = openFiles();
      const manifest = files.manifest(ME);
      const keyFile = `--key-file ${files.write('key', key)}`;
      for (const gateway of ['http://graph.example.org', 'ftp://graph.example.org', 'graph.example.org'])
        expect(await line.refusal(`operations push ${manifest} --gateway ${gateway} ${keyFile}`)).toContain('https://');
      expect(await line.refusal(`operations push ${manifest} ${url()}`)).toContain('MASTHEAD_KEY');
      expect(await line.refusal(`operations push ${manifest} ${url()} --key-file nowhere`)).toContain('cannot be read');
    });
  });
});
