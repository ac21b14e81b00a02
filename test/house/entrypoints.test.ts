import { execFile } from 'node:child_process';
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));

const ROOMS = ['platform', 'writes', 'subgraphs', 'gateway', 'imports'] as const;

const RESERVED = [
  'export const a = Date.now();',
  "export const a = process.env['A'];",
  'export const { a } = process.env;',
  "import { env } from 'node:process';\nexport const a = env;",
  "import process from 'node:process';\nexport const a = process;",
  "import { createServer } from 'node:http';\nexport const a = createServer;",
  "import { connect } from 'node:net';\nexport const a = connect;",
  "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nexport const a = DynamoDBClient;",
  "import { S3Client } from '@aws-sdk/client-s3';\nexport const a = S3Client;",
  "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const a = SQSClient;",
  "import { Client } from '@opensearch-project/opensearch';\nexport const a = Client;",
  "import { Redis } from 'ioredis';\nexport const a = Redis;",
  "import Redis from 'ioredis';\nexport const a = Redis;",
  "import { Agent } from 'undici';\nexport const a = Agent;",
  "import { shield } from 'graphql-shield';\nexport const a = shield;",
];

const ALLOWED = [
  'export const a = new Date(0);',
  "import type { IncomingMessage } from 'node:http';\nexport type A = IncomingMessage;",
  "import type { S3Client } from '@aws-sdk/client-s3';\nexport type A = S3Client;",
  "import { GetObjectCommand } from '@aws-sdk/client-s3';\nexport const a = GetObjectCommand;",
];

const report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

/** The probes, by path, that oxlint finds to do what is reserved. */
async function reserved(probes: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-entrypoints-'));
  try {
    // The folder has no packages of its own, so the schema that the editor reads is left out.
    const config = z.looseObject({}).parse(JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')));
    await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify({ ...config, $schema: undefined }));
    for (const [path, text] of probes) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const out = await new Promise<string>((resolve) => {
      const args = [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=json', '.'];
      execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) =>
        resolve(stdout),
      );
    });
    const { diagnostics } = report.parse(JSON.parse(out));
    return [
      ...new Set(diagnostics.filter(({ code }) => code.includes('no-restricted')).map(({ filename }) => filename)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('what entry points alone do', () => {
  it('lint refuses everywhere else: the clock, the environment, sockets, clients', async () => {
    const bad = new Map(ROOMS.flatMap((room) => RESERVED.map((text, n) => [`${room}/deep/bad${n}.ts`, text] as const)));
    const good = new Map(
      ROOMS.flatMap((room) => ALLOWED.map((text, n) => [`${room}/deep/good${n}.ts`, text] as const)),
    );
    const free = new Map(RESERVED.slice(0, -1).map((text, n) => [`entrypoints/free${n}.ts`, text] as const));
    const found = await reserved(new Map([...bad, ...good, ...free]));
    expect(found.toSorted()).toEqual([...bad.keys()].toSorted());
  });

  it('lint lets subgraphs/permissions.ts alone import graphql-shield', async () => {
    const text = "import { shield } from 'graphql-shield';\nexport const a = shield;";
    const probes = new Map(
      ['subgraphs/permissions.ts', 'subgraphs/rules.ts', 'entrypoints/a.ts', 'schema/a.ts'].map((path) => [path, text]),
    );
    expect((await reserved(probes)).toSorted()).toEqual(['entrypoints/a.ts', 'schema/a.ts', 'subgraphs/rules.ts']);
  });

  it('no other file asks for the time or loads graphql-shield in a way that lint does not see', async () => {
    const found: string[] = [];
    for await (const path of glob(`{${ROOMS.join(',')}}/**/*.ts`, { cwd: root })) {
      const text = await readFile(join(root, path), 'utf8');
      if (/new Date\(\s*\)|[^.\w]Date\(/.test(text.replaceAll(/new Date\((?=[^)\s])/g, '')))
        found.push(`${path}: the clock`);
      if (/['"]graphql-shield/.test(text) && path !== join('subgraphs', 'permissions.ts'))
        found.push(`${path}: graphql-shield`);
    }
    expect(found).toEqual([]);
  });
});
