import { createHash } from 'node:crypto';
import type { Pool } from 'undici';
import { z } from 'zod';
import { documentOf } from '../../test/history/mutations.ts';
import type { WritingReady } from '../variants/writing.ts';

/** A newsroom's client of one subsidiary, and a reader of its site. */
export interface Desk {
  readonly organisation: string;
  /** Makes a story with this headline: its id; its receipt's id. Asked again while too much is unfinished. */
  create(headline: string): Promise<Taken>;
  /** Makes it live, as soon as it is there. */
  publish(id: string, expectedVersion: number): Promise<Taken>;
  /** When it was accepted and when applied, in milliseconds since the epoch, as its receipt says. */
  applied(receipt: string): Promise<{ readonly acceptedAt: number; readonly appliedAt: number }>;
  /** How many the index finds. */
  found(words: string): Promise<number>;
  /** Headline of the newest story, as readers are told: from what is kept where it is. */
  newest(): Promise<string | undefined>;
}

/** A write that was taken. */
export interface Taken {
  readonly receipt: string;
  readonly subject: string;
}

/** Before what was not taken is sent again, in milliseconds. */
const AGAIN_MS = 100;
const LONGEST_WAIT_MS = 1_500;

const receiptShape = z.object({ receipt: z.object({ id: z.string().nullable(), subject: z.string().nullable() }) });
const stateShape = z.object({
  receipt: z.object({ state: z.string(), acceptedAt: z.string(), appliedAt: z.string().nullable() }),
});
const foundShape = z.object({ search: z.object({ totalCount: z.number() }) });
const newestShape = z.object({
  latestContent: z.object({ edges: z.array(z.object({ node: z.object({ headline: z.string() }) })) }),
});

const STATE =
  'query ($id: ID!, $waitMs: Int!) { receipt: writeReceipt(id: $id, waitMs: $waitMs) { state acceptedAt appliedAt } }';
const FOUND = 'query ($words: String!) { search(query: $words, first: 1) { totalCount } }';
const NEWEST = '{ latestContent(first: 1) { edges { node { headline } } } }';

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});
type Answer = z.infer<typeof answerShape>;

const NOT_TAKEN: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a {@link Desk} over a pool of connections. @param keyOf - makes idempotency keys. */
export const openDesk = (
  pool: Pool,
  { organisation, headers }: WritingReady['writers'][number],
  keyOf: () => string,
): Desk => {
  const { authorization: _, ...reader } = headers;
  const send = async (body: object, as: Readonly<Record<string, string>>): Promise<Answer> => {
    const response = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...as },
      body: JSON.stringify(body),
    });
    return answerShape.parse(await response.body.json());
  };
  /** Asks until it is answered. */
  const ask = async (body: object, as = headers): Promise<unknown> => {
    for (;;) {
      const { data, errors } = await send(body, as);
      const [error] = errors ?? [];
      if (!error) return data;
      if (!NOT_TAKEN.has(error.extensions.code)) throw new Error(`${error.extensions.code}: ${error.message}`);
      await pause(AGAIN_MS);
    }
  };
  const write = async (mutation: Parameters<typeof documentOf>[0], given: object): Promise<Taken> => {
    const body = { query: documentOf(mutation), variables: { idempotencyKey: keyOf(), ...given } };
    for (;;) {
      const { receipt } = receiptShape.parse(await ask(body));
      if (receipt.id !== null && receipt.subject !== null) return { receipt: receipt.id, subject: receipt.subject };
      // What it is about is not applied yet.
      await pause(AGAIN_MS);
    }
  };
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(NEWEST).digest('hex') };

  return {
    organisation,
    create: (headline) => write('createContent', { content: { type: 'ARTICLE', headline, language: 'en' } }),
    publish: (id, expectedVersion) => write('publishContent', { id, expectedVersion }),
    applied: async (id) => {
      for (;;) {
        const { receipt } = stateShape.parse(await ask({ query: STATE, variables: { id, waitMs: LONGEST_WAIT_MS } }));
        if (receipt.appliedAt !== null)
          return { acceptedAt: Date.parse(receipt.acceptedAt), appliedAt: Date.parse(receipt.appliedAt) };
        if (receipt.state !== 'QUEUED') throw new Error(`${id} is ${receipt.state}`);
      }
    },
    found: async (words) => foundShape.parse(await ask({ query: FOUND, variables: { words } })).search.totalCount,
    newest: async () => {
      const known = await send({ extensions: { persistedQuery } }, reader);
      const data = known.errors ? await ask({ query: NEWEST, extensions: { persistedQuery } }, reader) : known.data;
      return newestShape.parse(data).latestContent.edges[0]?.node.headline;
    },
  };
};
