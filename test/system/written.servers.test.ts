import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toPublicErrors } from '../../gateway/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultProxy } from '../faults/proxy.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import { documentOf } from '../history/mutations.ts';
import { writerOf } from '../subgraphs/content/commands/newsroom.ts';
import type { House } from './house.ts';
import { openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import { cleanUp, configurationOver, pointSdkAt, serversIn } from './realBackends.ts';

const faults: readonly Fault[] = [
  { mode: 'refuse' },
  { mode: 'reset' },
  { mode: 'garbage' },
  // It is sent, and nobody learns of it.
  { mode: 'cut', afterBytes: 0 },
  { mode: 'hang' },
];

const receiptShape = z.object({ receipt: z.object({ id: z.string().nullable(), state: z.string() }) });
const endShape = z.object({
  receipt: z.object({ state: z.string(), version: z.number().nullable(), subject: z.string() }),
});
const listShape = z.object({
  writeReceipts: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }),
});

describe.skipIf(process.env.REAL_SERVERS !== '1')('while SQS is away', () => {
  const stack = new AsyncDisposableStack();
  let proxy: FaultProxy;
  let house: House;

  const ask = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const scope = {
      viewer: writerOf(),
      now: Date.now(),
      signal: AbortSignal.timeout(20_000),
      log: silentLog,
      id: 'written',
      touched: createTouched(),
    };
    const { data, errors = [] } = await house.services.subgraphs.content.execute({ query, variables }, scope);
    const [error] = toPublicErrors(errors, { id: scope.id, log: silentLog, late: false });
    return { data, code: error?.extensions.code };
  };
  const listed = async (): Promise<string[]> => {
    const { data } = await ask('{ writeReceipts(first: 50) { edges { node { id } } } }');
    return listShape.parse(data).writeReceipts.edges.map(({ node }) => node.id);
  };

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    const servers = serversIn(process.env);
    const { hostname, port } = new URL(servers.AWS_ENDPOINT_URL_SQS);
    proxy = stack.use(await startFaultProxy({ target: { host: hostname, port: Number(port) } }));
    const env = configurationOver({ ...servers, AWS_ENDPOINT_URL_SQS: proxy.url }, folder.path);
    stack.use(pointSdkAt(env));
    house = stack.use(await openHouse(env));
    stack.defer(() => cleanUp(env, house.backends));
    await house.services.directory.saveOrganisation({
      id: 'courier',
      kind: 'subsidiary',
      name: 'The Courier',
      language: 'en',
    });
  });
  afterAll(() => stack.disposeAsync());

  it.each(faults)('says yes to nothing, and does it once when it is asked again: $mode', async (fault) => {
    const content = { type: 'ARTICLE', headline: `While it is ${fault.mode}`, language: 'en' };
    const create = () => ask(documentOf('createContent'), { idempotencyKey: `written while ${fault.mode}`, content });
    const before = await listed();
    await proxy.set(fault);
    const refused = await create();
    await proxy.set({ mode: 'pass' });
    expect(refused).toMatchObject({ data: null, code: 'UNAVAILABLE' });
    expect(await listed()).toEqual(before);

    const { receipt } = receiptShape.parse((await create()).data);
    const again = receiptShape.parse((await create()).data);
    expect(again.receipt.id).toBe(receipt.id);
    const working = new AbortController();
    const work = house.services.write(working.signal);
    const state = async () => {
      const query = 'query ($id: ID!) { receipt: writeReceipt(id: $id, waitMs: 1500) { state version subject } }';
      return endShape.parse((await ask(query, { id: receipt.id })).data).receipt;
    };
    let end = await state();
    while (end.state === 'QUEUED') end = await state();
    working.abort();
    await work;
    expect(end).toMatchObject({ state: 'APPLIED', version: 1 });
    expect(await house.services.contentStore.revisions(end.subject, { size: 10 })).toMatchObject([
      { version: 1, receipt: receipt.id },
    ]);
    expect(await house.backends.queue.depth()).toEqual({ waiting: 0, inFlight: 0, dead: 0 });
  });
});
