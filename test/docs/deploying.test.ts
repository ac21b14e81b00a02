import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(new URL('../../docs/operators/deploying.md', import.meta.url), 'utf8');

/** What a command of the SDK asks the right for, where that is not called as it is. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  TransactWriteItems: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  SendMessageBatch: ['sqs:SendMessage'],
  ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
  HeadBucket: ['s3:ListBucket'],
  ListObjectsV2: ['s3:ListBucket'],
  HeadObject: ['s3:GetObject'],
  CopyObject: ['s3:GetObject', 's3:PutObject'],
  CreateMultipartUpload: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject'],
};
const SERVICES: Readonly<Record<string, string>> = {
  'client-dynamodb': 'dynamodb',
  'client-dynamodb-streams': 'dynamodb',
  'client-sqs': 'sqs',
  'client-s3': 's3',
  'client-sts': 'sts',
};

/** What the project's code sends to AWS, as the rights that it takes. */
const used = new Set(
  globSync('{platform,entrypoints,gateway,writes,subgraphs,imports}/**/*.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(`${root}${file}`, 'utf8');
    return Array.from(text.matchAll(/import (?!type)\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)).flatMap(
      ([, imported = '', client = '']) =>
        Array.from(imported.matchAll(/(?<!type )\b(\w+)Command\b/g)).flatMap(
          ([, command = '']) => RIGHTS[command] ?? [`${SERVICES[client] ?? client}:${command}`],
        ),
    );
  }),
);

describe('the page about a first deployment', () => {
  it('names the rights that the code needs, and no others', () => {
    const told = Array.from(page.matchAll(/`([a-z0-9]+:[A-Z]\w+)`/g), ([, right = '']) => right);
    expect(used.size).toBeGreaterThan(20);
    expect(new Set(told)).toEqual(used);
  });

  it('starts processes that there are', () => {
    const started = Array.from(
      page.matchAll(/`node entrypoints\/lean\.mjs (entrypoints\/\w+\.ts)`/g),
      ([, file = '']) => file,
    );
    expect(started).toHaveLength(5);
    for (const file of started) expect(globSync(file, { cwd: root })).toEqual([file]);
  });
});
