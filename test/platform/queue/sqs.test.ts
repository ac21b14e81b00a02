import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { createSqsQueue, type SqsQueueOptions } from '../../../platform/queue/sqs.ts';
import { message, now } from '../../contract/queueSupport.ts';
import { type Canned, serveCanned } from '../objects/cannedServer.ts';

const headers = { 'content-type': 'application/x-amz-json-1.0' };
const json = (body: object): Canned => ({ status: 200, headers, body: JSON.stringify(body) });
const error = (status: number, type: string): Canned => ({
  status,
  headers,
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: 'said the server' }),
});
const address = json({ QueueUrl: 'http://sqs/1/q.fifo' });

const queueAt = (endpoint: string, options: Partial<SqsQueueOptions> = {}) =>
  createSqsQueue({
    client: new SQSClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      maxAttempts: 2,
      useQueueUrlAsEndpoint: false,
      md5: false,
    }),
    name: 'q',
    maxReceives: 3,
    ...options,
  });

const delivery = { ...message('g', 'a'), messageId: 'm1', receiveCount: 1, receipt: 'r1' };

it.each([
  [{ name: 'q.fifo' }, /name/],
  [{ maxReceives: 1.5 }, /maxReceives/],
])('refuses the options %j, naming the one that is wrong', (wrong, named) => {
  expect(() => queueAt('http://localhost', wrong)).toThrow(named);
});

it('answers for each message of a batch that SQS took in part', async () => {
  const failed = (Id: string, Code: string, SenderFault: boolean) => ({ Id, Code, SenderFault, Message: 'because' });
  await using server = await serveCanned(
    address,
    json({
      Successful: [{ Id: '0', MessageId: 'm0', MD5OfMessageBody: 'x' }],
      Failed: [
        failed('2', 'RequestThrottled', false),
        failed('3', 'InternalError', false),
        failed('4', 'InvalidMessageContents', true),
        failed('5', 'SomethingNew', true),
      ],
    }),
  );
  const sent = ['a', 'with blank', 'c', 'd', 'e', 'f', 'g'].map((group) => message(group, group));
  expect(await queueAt(server.endpoint).send(sent)).toMatchObject([
    { ok: true, messageId: 'm0' },
    { ok: false, code: 'INVALID' },
    { ok: false, code: 'THROTTLED' },
    { ok: false, code: 'UNAVAILABLE' },
    { ok: false, code: 'INVALID' },
    { ok: false, code: 'INVALID' },
    { ok: false, code: 'UNAVAILABLE' },
  ]);
});

it.each([
  [400, 'RequestThrottled', 'THROTTLED', true],
  [403, 'OverLimit', 'THROTTLED', true],
  [500, 'InternalError', 'UNAVAILABLE', true],
  [403, 'AccessDeniedException', 'UNAVAILABLE', false],
  [400, 'QueueDoesNotExist', 'UNAVAILABLE', false],
])('takes %i %s for %s', async (status, type, code, retryable) => {
  await using server = await serveCanned(address, error(status, type));
  await expect(queueAt(server.endpoint).receive(now)).rejects.toMatchObject({ port: 'queue', code, retryable });
});

it.each(['ReceiptHandleIsInvalid', 'InvalidParameterValue', 'MessageNotInflight'])(
  'takes %s of a delivery for a receipt that is no longer good',
  async (type) => {
    await using server = await serveCanned(address, error(400, type));
    const queue = queueAt(server.endpoint);
    await expect(queue.acknowledge(delivery)).rejects.toMatchObject({ code: 'NOT_FOUND', retryable: false });
    await expect(queue.extend(delivery, 1_000)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  },
);

it('sends nothing to the dead letters on a receipt that is no longer good', async () => {
  await using server = await serveCanned(address, error(400, 'ReceiptHandleIsInvalid'));
  await expect(queueAt(server.endpoint).moveToDeadLetters(delivery)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(server.asked.map(({ headers: asked }) => asked['x-amz-target'])).toEqual([
    'AmazonSQS.GetQueueUrl',
    'AmazonSQS.ChangeMessageVisibility',
  ]);
});

it('looks its queue up once, and again after it was not there', async () => {
  await using server = await serveCanned(error(400, 'QueueDoesNotExist'), address, json({}));
  const queue = queueAt(server.endpoint);
  await expect(queue.receive(now)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
  expect(await queue.receive(now)).toEqual([]);
  expect(await Promise.all([queue.receive(now), queue.receive(now)])).toEqual([[], []]);
  const lookUps = server.asked.filter(({ headers: asked }) => asked['x-amz-target'] === 'AmazonSQS.GetQueueUrl');
  expect(lookUps).toHaveLength(2);
});

it('refuses a queue that moves messages to the dead letters after another number of deliveries', async () => {
  const policy = JSON.stringify({ deadLetterTargetArn: 'arn:dead', maxReceiveCount: 20 });
  await using server = await serveCanned(
    address,
    json({ Attributes: { QueueArn: 'arn:dead' } }),
    address,
    json({ Attributes: { RedrivePolicy: policy } }),
  );
  await expect(queueAt(server.endpoint).prepare()).rejects.toMatchObject({ code: 'INVALID' });
});

it('says that SQS is away, and that it may come back, when nobody listens', async () => {
  let endpoint = '';
  {
    await using server = await serveCanned(address);
    endpoint = server.endpoint;
  }
  const away = { port: 'queue', code: 'UNAVAILABLE', retryable: true };
  await expect(queueAt(endpoint).receive(now)).rejects.toMatchObject(away);
  await expect(queueAt(endpoint).send([message('g', 'a')])).rejects.toMatchObject(away);
  await expect(queueAt(endpoint).ping()).rejects.toMatchObject(away);
});
