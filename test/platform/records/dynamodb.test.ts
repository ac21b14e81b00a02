import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from 'vitest';
import { createDynamoRecords, type DynamoRecordsOptions } from '../../../platform/records/dynamodb.ts';
import { ConditionFailed } from '../../../platform/records/port.ts';
import { caughtUp, naming, refusal } from '../../contract/recordsSubject.ts';
import { put, recordsTables } from '../../contract/recordsTables.ts';

type Call = { readonly target: string; readonly input: Record<string, unknown> };
type Answer = { readonly status?: number; readonly body: object } | Error;

/**
 * Records over an SDK client whose transport answers from a script: for what AWS does and no server at hand can be brought to do. The
 * answers are as the API reference gives them.
 */
function scripted(answer: (call: Call, number: number) => Answer, options: Partial<DynamoRecordsOptions> = {}) {
  const calls: Call[] = [];
  const settings = {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: { headers: Record<string, string>; body: string | Uint8Array }) {
        const target = request.headers['x-amz-target']?.split('.')[1] ?? '';
        const call = {
          target,
          input: parsed(typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body)),
        };
        calls.push(call);
        const given = answer(call, calls.filter((one) => one.target === target).length);
        if (given instanceof Error) throw given;
        const { status: statusCode = 200, body } = given;
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return { response: { statusCode, headers, body: Buffer.from(JSON.stringify(body)) } };
      },
    },
  };
  const client = new DynamoDBClient(settings);
  const streams = new DynamoDBStreamsClient(settings);
  const records = createDynamoRecords({
    client,
    streams,
    tables: recordsTables,
    positions: { table: 'places' },
    now: () => 0,
    random: () => 0,
    pollMs: 1,
    retryBaseMs: 1,
    ...options,
  });
  return { records, calls };
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const fault = (type: string, message: string, more: object = {}, status = 400): Answer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more },
});

const key = { table: 'plain', pk: 'a', sk: 'b' };
const stored = { pk: { S: 'a' }, sk: { S: 'b' }, n: { N: '1e+21' } };

describe('the DynamoDB adapter', () => {
  it('asks again for keys that a batch left, until it has them', async () => {
    const { records, calls } = scripted(({ input }, number) => ({
      body: number < 4 ? { Responses: {}, UnprocessedKeys: input.RequestItems } : { Responses: { plain: [stored] } },
    }));
    expect(await records.getMany([key])).toEqual([{ pk: 'a', sk: 'b', n: 1e21 }]);
    expect(calls).toHaveLength(4);
    expect(calls[3]?.input).toEqual(calls[0]?.input);
  });

  it('gives up as THROTTLED when a batch gives nothing again and again', async () => {
    const { records } = scripted(({ input }) => ({ body: { Responses: {}, UnprocessedKeys: input.RequestItems } }));
    expect(await refusal(records.getMany([key]))).toMatchObject({ code: 'THROTTLED', retryable: true });
  });

  it('repeats a transaction that another one was in the way of, under a token of its own', async () => {
    const { records, calls } = scripted((_, number) =>
      number < 3
        ? fault('TransactionCanceledException', 'cancelled', {
            CancellationReasons: [
              { Code: 'TransactionConflict', Message: 'ongoing' },
              { Code: 'ConditionalCheckFailed' },
            ],
          })
        : { body: {} },
    );
    const when = { name: 'free', condition: { kind: 'absent' } } as const;
    await records.transact([put('plain', 'a', 'b'), put('plain', 'a', 'c', {}, when)]);
    const tokens = calls.map(({ input }) => input.ClientRequestToken);
    expect(new Set(tokens).size).toBe(3);
  });

  it('gives up a conflict that does not pass as THROTTLED', async () => {
    const reasons = { CancellationReasons: [{ Code: 'TransactionConflict', Message: 'ongoing' }] };
    const { records, calls } = scripted(() => fault('TransactionCanceledException', 'cancelled', reasons));
    expect(await refusal(records.transact([put('plain', 'a', 'b')]))).toMatchObject({
      code: 'THROTTLED',
      retryable: true,
    });
    expect(calls).toHaveLength(8);
  });

  it('says which condition failed, with the item', async () => {
    const reasons = { CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: stored }] };
    const { records } = scripted(() => fault('TransactionCanceledException', 'cancelled', reasons));
    const when = { name: 'free', condition: { kind: 'absent' } } as const;
    const error = await refusal(records.transact([put('plain', 'x', 'y'), put('plain', 'a', 'b', {}, when)]));
    expect(error).toBeInstanceOf(ConditionFailed);
    expect(error).toMatchObject({ failed: [{ operation: 1, name: 'free', item: { pk: 'a', sk: 'b', n: 1e21 } }] });
  });

  const faults: readonly [string, Answer, object][] = [
    ['throttled', fault('ThrottlingException', 'slow down'), { code: 'THROTTLED', retryable: true }],
    ['over capacity', fault('ProvisionedThroughputExceededException', 'full'), { code: 'THROTTLED', retryable: true }],
    ['without such a table', fault('ResourceNotFoundException', 'no table'), { code: 'NOT_FOUND', retryable: false }],
    ['refused as invalid', fault('ValidationException', 'Invalid KeyConditionExpression'), { code: 'INVALID' }],
    [
      'refused as too large',
      fault('ValidationException', 'Item size has exceeded the maximum allowed size'),
      { code: 'TOO_LARGE' },
    ],
    ['failing inside', fault('InternalServerError', 'oh', {}, 500), { code: 'UNAVAILABLE', retryable: true }],
    ['not allowed', fault('AccessDeniedException', 'not authorized'), { code: 'UNAVAILABLE', retryable: false }],
    [
      'out of reach',
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      { code: 'UNAVAILABLE', retryable: true },
    ],
  ];
  for (const [name, answer, expected] of faults) {
    it(`reports a request that is ${name} as ${JSON.stringify(expected)}`, async () => {
      const { records } = scripted(() => answer);
      const error = await refusal(records.query({ table: 'plain', pk: 'a', limit: 1 }));
      expect(error).toMatchObject(expected);
      expect(error.cause).toBeInstanceOf(Error);
    });
  }

  it('refuses options that make no sense, naming them', () => {
    const make = (options: Partial<DynamoRecordsOptions>) => () => scripted(() => ({ body: {} }), options);
    expect(make({ tablePrefix: 'a b' })).toThrow(/tablePrefix/u);
    expect(make({ positions: { table: 'nowhere' } })).toThrow(/nowhere/u);
    expect(make({ pollMs: 0 })).toThrow(/pollMs/u);
    expect(make({ retryBaseMs: 0 })).toThrow(/retryBaseMs/u);
  });
});

describe('the streams of the DynamoDB adapter', () => {
  const record = (shard: string, n: number) => ({
    eventID: `${shard}-${n}`,
    dynamodb: { SequenceNumber: `${n}`, SizeBytes: 10, NewImage: { pk: { S: 'a' }, sk: { S: 'b' }, n: { N: `${n}` } } },
  });
  const describeTable = { body: { Table: { LatestStreamArn: 'arn:stream' } } };
  const shards = (...all: object[]) => ({ body: { StreamDescription: { Shards: all } } });
  const split = shards(
    { ShardId: 'parent' },
    { ShardId: 'left', ParentShardId: 'parent' },
    { ShardId: 'right', ParentShardId: 'parent' },
  );

  /** A stream whose shards hold these records; a closed shard ends behind its last. */
  function stream(content: Record<string, readonly number[]>, shardList: Answer = split, expireOnce = false) {
    let expired = !expireOnce;
    const places = new Map<string, unknown>();
    return ({ target, input }: Call): Answer => {
      switch (target) {
        case 'DescribeTable':
          return describeTable;
        case 'DescribeStream':
          return shardList;
        case 'Query':
          return { body: { Items: [...places.values()] } };
        case 'PutItem': {
          const { Item } = input;
          places.set(JSON.stringify(Item), Item);
          return { body: {} };
        }
        case 'GetShardIterator': {
          const type = String(input.ShardIteratorType);
          if (type !== 'TRIM_HORIZON' && input.SequenceNumber === 'gone')
            return fault('TrimmedDataAccessException', 'trimmed');
          const after = type === 'TRIM_HORIZON' ? 0 : Number(input.SequenceNumber);
          return {
            body: { ShardIterator: `${String(input.ShardId)}:${type === 'AT_SEQUENCE_NUMBER' ? after - 1 : after}` },
          };
        }
        case 'GetRecords': {
          const [shard = '', after = '0'] = String(input.ShardIterator).split(':');
          if (!expired && Number(after) > 0) {
            expired = true;
            return fault('ExpiredIteratorException', 'too old');
          }
          const next = (content[shard] ?? []).filter((n) => n > Number(after)).slice(0, 2);
          const end = next.length === 0 ? {} : { NextShardIterator: `${shard}:${next.at(-1)}` };
          return { body: { Records: next.map((n) => record(shard, n)), ...end } };
        }
        default:
          throw new Error(`the script knows no ${target}`);
      }
    };
  }

  it('reads a shard only after its parent is read to its end, in order', async () => {
    const { records } = scripted(stream({ parent: [1, 2, 3], left: [4, 5], right: [6] }));
    const changes = await caughtUp(records, { batchSize: 1 });
    const order = changes.map((change) => Number(change.after?.n));
    expect(order.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(order.slice(0, 3)).toEqual([1, 2, 3]);
    expect(order.indexOf(4)).toBeLessThan(order.indexOf(5));
  });

  it('renews an iterator that expired, without loss or repetition', async () => {
    const { records, calls } = scripted(stream({ parent: [1, 2, 3, 4] }, shards({ ShardId: 'parent' }), true));
    expect((await caughtUp(records)).map((change) => change.after?.n)).toEqual([1, 2, 3, 4]);
    expect(calls.filter(({ target }) => target === 'GetShardIterator').length).toBeGreaterThan(1);
  });

  it('begins with the oldest record there is when its position was let go, and logs it', async () => {
    const logged: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (_: unknown, message: string) => logged.push(message) };
    const script = stream({ parent: [7] }, shards({ ShardId: 'parent' }));
    const position = {
      pk: { S: 'FEED#reader' },
      sk: { S: 'things/parent' },
      mark: { S: 'gone' },
      inclusive: { BOOL: false },
    };
    const { records } = scripted((call) => (call.target === 'Query' ? { body: { Items: [position] } } : script(call)), {
      log,
    });
    expect((await caughtUp(records)).map((change) => change.after?.n)).toEqual([7]);
    expect(logged).toEqual(['the stream has let go of changes that were not handled']);
  });

  it('follows on after its backend was away', async () => {
    const script = stream({ parent: [1] }, shards({ ShardId: 'parent' }));
    const { records } = scripted((call, number) =>
      call.target === 'GetRecords' && number < 4 ? fault('InternalServerError', 'away', {}, 500) : script(call),
    );
    const stop = new AbortController();
    const seen: unknown[] = [];
    await caughtUp(records, {
      mode: 'follow',
      signal: stop.signal,
      handler: async (batch) => {
        seen.push(...batch.map((change) => change.after?.n));
        stop.abort();
        return { failed: [] };
      },
    });
    expect(seen).toEqual([1]);
  });

  it.each([
    ['these records have written', 0],
    ['a change has come', 2],
  ])('looks for more soon after %s, though it would rest for an hour', async (_, there) => {
    const HOUR_MS = 3_600_000;
    const stop = new AbortController();
    const open = { ShardId: 'open' };
    let empty = 0;
    let sent = 0;
    const { records } = scripted(
      (call) => {
        if (call.target === 'TransactWriteItems') return { body: {} };
        if (call.target !== 'GetRecords') return stream({}, shards(open))(call);
        // A stream hands out only later what was written.
        const comes = sent < there ? empty === 0 : empty === 3;
        if (!comes) empty += 1;
        if (!comes && sent === 0 && empty === 1) void records.transact([put('things', 'a', 'b')]);
        if (comes) sent += 1;
        return { body: { Records: comes ? [record('open', sent)] : [], NextShardIterator: 'open:0' } };
      },
      { pollMs: HOUR_MS },
    );
    const seen: unknown[] = [];
    await caughtUp(records, {
      mode: 'follow',
      signal: stop.signal,
      handler: async (batch) => {
        seen.push(...batch.map((change) => change.after?.n));
        if (empty === 3) stop.abort();
        return { failed: [] };
      },
    });
    expect(seen).toHaveLength(there + 1);
  });

  it('refuses a stream that carries no images', async () => {
    const bare = { eventID: 'e', dynamodb: { SequenceNumber: '1', Keys: { pk: { S: 'a' }, sk: { S: 'b' } } } };
    const script = stream({}, shards({ ShardId: 'parent' }));
    const { records } = scripted((call) =>
      call.target === 'GetRecords' ? { body: { Records: [bare] } } : script(call),
    );
    expect(await refusal(caughtUp(records))).toMatchObject({
      code: 'UNAVAILABLE',
      message: naming('NEW_AND_OLD_IMAGES'),
    });
  });
});
