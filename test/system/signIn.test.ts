import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Masthead } from './masthead.ts';
import { runEntryPoint, startMasthead, temporaryFolder } from './masthead.ts';

const SECRET = 's'.repeat(32);
const secrets = { LINK_SECRET: SECRET, CURSOR_SECRET: SECRET, KEY_SECRET: SECRET, TOKEN_SECRET: SECRET };

describe('signing in on a developer’s machine', () => {
  const stack = new AsyncDisposableStack();
  let masthead: Masthead;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = stack.use(await temporaryFolder()).path;
    masthead = stack.use(await startMasthead(dataDir));
  });
  afterAll(() => stack.disposeAsync());

  const command = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    await using child = runEntryPoint('cli.ts', ['token', ...args], { DATA_DIR: dataDir, ...env });
    return { code: await child.ended, output: child.output() };
  };
  const tokenFor = async (subsidiary: string): Promise<string> =>
    (await command(['--subsidiary', subsidiary, '--groups', 'editor', '--scope', 'masthead/write'])).output.trim();
  const statusWith = async (...headers: [string, string][]): Promise<[number, string]> => {
    const answer = await fetch(`${masthead.url}/graphql`, {
      method: 'POST',
      headers: [['content-type', 'application/json'], ...headers],
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    return [answer.status, await answer.text()];
  };
  const key = (): [string, string] => ['x-api-key', masthead.keys[0]?.key ?? ''];

  it('works with the token that the command prints, whatever port the command knows of', async () => {
    expect(await statusWith(key(), ['authorization', `Bearer ${await tokenFor('harbour-courier')}`])).toEqual([
      200,
      '{"data":{"viewer":{"id":"harbour-courier"}}}',
    ]);
  });

  it('is refused in one way: without a key, with another subsidiary’s token, with garbage', async () => {
    const refused = await statusWith();
    expect(refused[0]).toBe(401);
    expect(await statusWith(key(), ['authorization', `Bearer ${await tokenFor('alpenblatt')}`])).toEqual(refused);
    expect(await statusWith(key(), ['authorization', 'Bearer garbage'])).toEqual(refused);
    expect(await statusWith(['authorization', `Bearer ${await tokenFor('harbour-courier')}`])).toEqual(refused);
  });

  it('can be checked by others too: the gateway serves the public key, and no other', async () => {
    const answer = await fetch(`${masthead.url}/identity/.well-known/jwks.json`);
    const { keys } = z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(await answer.json());
    expect(keys.map((each) => Object.keys(each).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
    expect((await fetch(`${masthead.url}/identity/issuer.json`)).status).toBe(404);
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ['where secrets are configured', ['--subsidiary', 'alpenblatt'], secrets, /^masthead: .*development.*\n$/],
    ['without a subsidiary', [], {}, /^masthead: --subsidiary is required.*\n$/],
    ['with a group that is no role', ['--subsidiary', 'a', '--groups', 'boss'], {}, /^masthead: --groups .*\n$/],
    ['with an option that there is not', ['--role', 'editor'], {}, /^masthead: .*--role.*\n$/],
  ])('has no token %s, and says why in one line', async (_, args, env, line) => {
    const { code, output } = await command(args, env);
    expect([code, output]).toEqual([1, expect.stringMatching(line)]);
  });
});

it('where secrets are configured, a gateway has no issuer of its own, and commands without them know that', async () => {
  await using folder = await temporaryFolder();
  await using made = runEntryPoint('cli.ts', ['token', '--subsidiary', 'harbour-courier'], { DATA_DIR: folder.path });
  expect(await made.ended).toBe(0);
  await using masthead = await startMasthead(folder.path, { env: secrets });
  expect((await fetch(`${masthead.url}/identity/.well-known/jwks.json`)).status).toBe(404);
  const statusWith = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const answer = await fetch(`${masthead.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': masthead.keys[0]?.key ?? '', ...headers },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    return answer.status;
  };
  expect(await statusWith({})).toBe(200);
  expect(await statusWith({ authorization: `Bearer ${made.output().trim()}` })).toBe(401);

  await using refused = runEntryPoint('cli.ts', ['token', '--subsidiary', 'harbour-courier'], {
    DATA_DIR: folder.path,
  });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(/^masthead: the gateway .* takes no tokens of development: .*COGNITO_POOLS.*\n$/);

  await masthead.stop();
  await using again = await startMasthead(folder.path);
  await using taken = runEntryPoint('cli.ts', ['token', '--subsidiary', 'harbour-courier'], { DATA_DIR: folder.path });
  expect(await taken.ended).toBe(0);
  expect((await fetch(`${again.url}/identity/.well-known/jwks.json`)).status).toBe(200);
});
