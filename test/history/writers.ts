import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { hashOf } from '../../platform/ids.ts';
import type { Fleet } from './fleet.ts';
import { Gone } from './fleet.ts';
import type { History, Seen, Write } from './history.ts';
import type { Answer, Ask } from './messages.ts';
import type { ContentMutation } from './mutations.ts';
import { documentOf } from './mutations.ts';

/** Those who write a history. */
export interface Writers {
  readonly history: History;
  /** Rejects where one of them was told what none may be told. */
  readonly failed: Promise<never>;
  /** Tells them to begin nothing new; ends when each has learned what became of its last request. */
  finish(): Promise<void>;
}

/** How they write. */
export interface WritersOptions {
  readonly count: number;
  /** For which they write, in turn. */
  readonly organisations: readonly string[];
  /** Told of each write that is acknowledged. */
  readonly onWrite: (acknowledged: number) => void;
}

/** Before a request whose outcome is not known is sent again, in milliseconds. */
const AGAIN_MS = 20;
/** How long a writer waits for a write before it turns to another record, in milliseconds. */
const PATIENCE_MS = 1_500;
/** Records that a writer goes back to. */
const KEPT = 5;

const UNKNOWN: ReadonlySet<string | undefined> = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'TIMEOUT']);

const receiptShape = z.object({
  receipt: z.object({
    id: z.string().nullable(),
    subject: z.string().nullable(),
    errors: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
});
const stateShape = z.object({
  receipt: z.object({ state: z.string(), version: z.number().nullable() }).nullable(),
});
const seenShape = z.object({ content: z.object({ version: z.number(), headline: z.string() }).nullable() });

const STATE = 'query ($id: ID!, $waitMs: Int!) { receipt: writeReceipt(id: $id, waitMs: $waitMs) { state version } }';
const SEEN = 'query ($id: ID!, $atLeast: Int!) { content(id: $id, minVersion: $atLeast) { version headline } }';

/** A record that a writer has made live, and the newest version that it has seen of it. */
interface Known {
  readonly record: string;
  version: number;
}

/** Starts writers over a fleet. Each writes one record after the other, with values that are nowhere else, and asks again with the same key whenever it does not know. */
export const startWriters = (fleet: Fleet, { count, organisations, onWrite }: WritersOptions): Writers => {
  const writes: Write[] = [];
  const reads: Seen[] = [];
  const finishing = new AbortController();

  /** Asks until somebody answers. */
  const ask = async (question: Ask): Promise<Answer['data']> => {
    for (;;) {
      try {
        const { data, code } = await fleet.ask(question);
        if (code === undefined) return data;
        if (!UNKNOWN.has(code)) throw new Error(`${question.query} was answered ${code}`);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      }
      await pause(AGAIN_MS);
    }
  };

  const write = async (session: string): Promise<void> => {
    const organisation = organisations[Number(session) % organisations.length] ?? '';
    const known: Known[] = [];
    let keys = 0;

    /** Sends a write until it is acknowledged. */
    const send = async (
      mutation: ContentMutation,
      target: { readonly id: string; readonly expectedVersion: number } | undefined,
      given: (value: string) => object = () => ({}),
    ): Promise<Write> => {
      keys += 1;
      const key = `writer ${session}, ${keys}`;
      const value = mutation === 'publishContent' ? undefined : hashOf(key);
      const variables = { idempotencyKey: key, ...target, ...given(value ?? '') };
      const { receipt } = receiptShape.parse(await ask({ organisation, query: documentOf(mutation), variables }));
      if (receipt.id === null || receipt.subject === null)
        throw new Error(`${mutation} was refused at once: ${JSON.stringify(receipt.errors)}`);
      const taken = {
        key,
        organisation,
        receipt: receipt.id,
        record: receipt.subject,
        mutation,
        value,
        expects: target?.expectedVersion,
      };
      writes.push(taken);
      onWrite(writes.length);
      return taken;
    };

    /** The version that a write made; `undefined` where it was refused, or takes too long. */
    const outcome = async ({ receipt: id }: Write): Promise<number | undefined> => {
      const variables = { id, waitMs: PATIENCE_MS };
      const { receipt } = stateShape.parse(await ask({ organisation, query: STATE, variables }));
      if (!receipt) throw new Error(`the receipt ${id} was acknowledged, and is not there`);
      return receipt.version ?? undefined;
    };

    const look = async (each: Known): Promise<void> => {
      const variables = { id: each.record, atLeast: each.version };
      const { content } = seenShape.parse(await ask({ organisation, query: SEEN, variables }));
      reads.push({ session, record: each.record, atLeast: each.version, seen: content ?? undefined });
      if (content) each.version = content.version;
    };

    const headline = (value: string) => ({ patch: { headline: value } });
    /** A record from its creation until readers see it, the steps in between sent without waiting for each; one of them comes too late. */
    const life = async (): Promise<void> => {
      const made = await send('createContent', undefined, (value) => ({
        content: { type: 'ARTICLE', headline: value, language: 'en' },
      }));
      const version = await outcome(made);
      if (version === undefined) return;
      const at = (expectedVersion: number) => ({ id: made.record, expectedVersion });
      await send('updateContent', at(version), headline);
      await send('updateContent', at(version + 1), headline);
      await send('updateContent', at(version), headline);
      const live = await outcome(await send('publishContent', at(version + 2)));
      if (live === undefined) return;
      known.unshift({ record: made.record, version: live });
      known.splice(KEPT);
    };
    /** A correction of a record that readers see. */
    const correction = async (each: Known): Promise<void> => {
      const at = (expectedVersion: number) => ({ id: each.record, expectedVersion });
      const { version } = each;
      await send('updateContent', at(version), headline);
      const live = await outcome(await send('publishContent', at(version + 1)));
      if (live !== undefined) each.version = live;
      else known.splice(known.indexOf(each), 1);
    };

    while (!finishing.signal.aborted) {
      await life();
      for (const each of known) await look(each);
      const oldest = known.at(-1);
      if (!oldest || finishing.signal.aborted) continue;
      await correction(oldest);
      await look(oldest);
    }
  };

  const writing = Promise.all(Array.from({ length: count }, (_, session) => write(String(session))));
  const failed = Promise.withResolvers<never>();
  writing.catch(failed.reject);
  failed.promise.catch(() => undefined);
  return {
    history: { writes, reads },
    failed: failed.promise,
    finish: async () => {
      finishing.abort();
      await writing;
    },
  };
};
