import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ApolloClient, TypedDocumentNode } from '@apollo/client';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpServer } from '../../entrypoints/http.ts';
import { startHttpServer } from '../../entrypoints/http.ts';
import { registrationMount } from '../../entrypoints/registration.ts';
import { readUses } from '../../gateway/persisted/uses.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { House } from '../system/house.ts';
import { openHouse } from '../system/house.ts';
import { temporaryFolder } from '../system/masthead.ts';
import { fillSmallWorld, small } from '../system/smallWorld.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/partners/client.md'), 'utf8');
/** The files that the page shows, by the names that stand above them. */
const files = [...page.matchAll(/^`([\w./]+)`:\n\n```ts\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => ({
  name,
  text,
}));

type PresetArguments = Parameters<typeof preset.buildGeneratesSection>[0];
type Transform = NonNullable<PresetArguments['documentTransforms']>[number]['transformObject'];
/** What the code generator reads of its configuration: transforms stand with an output, and nowhere else. */
interface CodegenConfig {
  readonly generates: Readonly<
    Record<
      string,
      Pick<PresetArguments, 'presetConfig' | 'config'> & { readonly documentTransforms?: readonly Transform[] }
    >
  >;
}

describe('the page about clients', () => {
  const stack = new AsyncDisposableStack();
  let house: House;
  let server: HttpServer;
  let folder: string;
  let url: string;

  const keyOf = async (...grants: ('read' | 'explore' | 'register' | 'persisted-only')[]): Promise<string> =>
    (await house.apiKeys.issue({ organisation: 'radio', application: 'app', view: 'partner', grants })).key;
  const write = (name: string, text: string): void => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };

  beforeAll(async () => {
    const data = stack.use(await temporaryFolder());
    house = stack.use(await openHouse({ DATA_DIR: data.path }));
    await fillSmallWorld(house);
    const gateway = house.gateway();
    const { backends, services, apiKeys } = house;
    const parts = { backends, services, apiKeys, tokens: undefined, checker: gateway.checker };
    server = stack.use(
      await startHttpServer({
        handle: async (request) => gateway.handle(request),
        mounts: registrationMount({ ...parts, log: silentLog, now: Date.now }),
        host: '127.0.0.1',
        port: 0,
        log: silentLog,
      }),
    );
    url = `http://127.0.0.1:${server.port}`;
    const client = stack.use(await temporaryFolder());
    folder = client.path;
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    write('package.json', '{ "type": "module" }');
    for (const { name, text } of files) write(name, text);
  });
  afterAll(() => stack.disposeAsync());

  it('shows a configuration, an operation and a client', () => {
    expect(files.map(({ name }) => name)).toEqual(['codegen.ts', 'src/newest.ts', 'src/client.ts']);
  });

  it('leads from the schema to types', async () => {
    const schema = await fetch(`${url}/schema.graphql`, { headers: { 'x-api-key': await keyOf('read', 'explore') } });
    expect(schema.status).toBe(200);
    const sdl = await schema.text();
    const loaded: { readonly default: CodegenConfig } = await import(join(folder, 'codegen.ts'));
    const [[output, { presetConfig, config, documentTransforms = [] }] = ['', { presetConfig: {}, config: {} }]] =
      Object.entries(loaded.default.generates);
    const [, operation = ''] = /graphql\(`([\s\S]*?)`\)/.exec(files[1]?.text ?? '') ?? [];
    const outputs = await preset.buildGeneratesSection({
      baseOutputDir: output,
      presetConfig,
      config,
      schema: parse(sdl),
      documents: [{ location: join(folder, 'src/newest.ts'), document: parse(operation), rawSDL: operation }],
      documentTransforms: documentTransforms.map((transformObject, index) => ({
        name: String(index),
        transformObject,
      })),
      plugins: [],
      pluginMap: {},
    });
    for (const each of outputs) write(each.filename, await codegen(each));
    write(
      'src/check.ts',
      `import { NEWEST } from './newest.js';
import { clientFor } from './client.js';
const { data } = await clientFor('', '').query({ query: NEWEST, variables: { first: 1 } });
export const headline: string | undefined = data?.latestContent?.edges[0]?.node?.headline;
// @ts-expect-error -- a count is no text
export const wrong: string | undefined = data?.latestContent?.edges.length;
`,
    );
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'esnext',
          moduleResolution: 'bundler',
          target: 'esnext',
          skipLibCheck: true,
          types: [],
        },
        include: ['src'],
      }),
    );
    const checked = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error: unknown) => error);
    expect(checked).toMatchObject({ stdout: '' });
  });

  it('registers what was generated', async () => {
    const body = readFileSync(join(folder, 'src/gql/persisted-documents.json'), 'utf8');
    expect(body).toContain('node { __typename headline');
    const headers = { 'x-api-key': await keyOf('register'), 'content-type': 'application/json' };
    const response = await fetch(`${url}/operations`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({
      added: [expect.stringMatching(/^sha256:[0-9a-f]{64}$/)],
      renewed: [],
      unchanged: 0,
    });
  });

  it('and sends it by its id, with a key that may send nothing else', async () => {
    const { clientFor }: { clientFor: (graph: string, key: string) => ApolloClient } = await import(
      join(folder, 'src/client.ts')
    );
    const { NEWEST }: { NEWEST: TypedDocumentNode } = await import(join(folder, 'src/newest.ts'));
    const { data } = await clientFor(url, await keyOf('read', 'persisted-only')).query({
      query: NEWEST,
      variables: { first: 1 },
    });
    const newest = small.stories.at(-1)?.name;
    expect(data).toMatchObject({ latestContent: { edges: [{ node: { headline: `Harbour ${newest}` } }] } });
    await house.services.uses.flush();
    expect(await readUses(house.backends.records, { organisation: 'radio', application: 'app' })).toMatchObject([
      { client: 'my-app', version: '1.4.0', count: 1 },
    ]);
  });
});
