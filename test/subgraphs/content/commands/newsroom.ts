import { z } from 'zod';
import { hashOf } from '../../../../platform/ids.ts';
import type { Viewer } from '../../../../platform/viewer.ts';
import { viewerOf } from '../../../support/viewers.ts';
import type { World } from '../../../support/world.ts';

/** Somebody who writes for the subsidiary `courier`: by default a publisher whose key may preview. */
export const writerOf = (parts: Parameters<typeof viewerOf>[0] = {}): Viewer =>
  viewerOf({
    application: 'desk',
    grants: ['read', 'write', 'preview'],
    scopes: ['masthead/write'],
    roles: ['publisher'],
    user: 'ann',
    ...parts,
  });

const receiptShape = z.object({
  id: z.string().nullable(),
  state: z.enum(['QUEUED', 'APPLIED', 'REJECTED', 'PARKED']),
  mutation: z.string(),
  subject: z.string().nullable(),
  version: z.number().nullable(),
  errors: z.array(z.object({ code: z.string(), message: z.string(), field: z.string().nullable() })),
  acceptedAt: z.string().nullable(),
  appliedAt: z.string().nullable(),
});
/** A receipt as a client sees it. */
export type SeenReceipt = z.infer<typeof receiptShape>;

const RECEIPT =
  '{ id state mutation subject version error { code } errors { code message field } acceptedAt appliedAt }';

/** The mutations, with the types of their own arguments. */
const ARGUMENTS = {
  createContent: { content: 'ContentInput!' },
  updateContent: { id: 'ID!', expectedVersion: 'Int!', patch: 'ContentPatch!' },
  publishContent: { id: 'ID!', expectedVersion: 'Int!', at: 'DateTime', correction: 'String' },
  withdrawContent: { id: 'ID!', expectedVersion: 'Int!' },
  deleteContent: { id: 'ID!', expectedVersion: 'Int!' },
  killContent: { id: 'ID!', reason: 'String!' },
  saveSection: { id: 'ID', expectedVersion: 'Int', section: 'SectionInput!' },
  saveTag: { id: 'ID', expectedVersion: 'Int', tag: 'TagInput!' },
  saveContributor: { id: 'ID', expectedVersion: 'Int', contributor: 'ContributorInput!' },
  saveCollection: { id: 'ID', expectedVersion: 'Int', collection: 'CollectionInput!', at: 'DateTime' },
  restoreRevision: { id: 'ID!', expectedVersion: 'Int!', revision: 'Int!' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** What a mutation is given beside its key. */
export type Given = Readonly<Record<string, unknown>>;

/** A newsroom's hands on a world: mutations by their names, and what has become of them. */
export interface Newsroom {
  /** Sends a mutation; its key is new unless given. */
  send(mutation: keyof typeof ARGUMENTS, given: Given, as?: Viewer): Promise<SeenReceipt>;
  /** Sends it, applies all that waits, and reads what has become of it. */
  done(mutation: keyof typeof ARGUMENTS, given: Given, as?: Viewer): Promise<SeenReceipt>;
  /** {@link Newsroom.done} of what must be applied: the record's id and version. */
  applied(
    mutation: keyof typeof ARGUMENTS,
    given: Given,
    as?: Viewer,
  ): Promise<{ readonly id: string; readonly version: number }>;
  /** Sends many at once; the keys are their places. */
  sendBatch(
    commands: readonly object[],
    options?: { readonly atomic?: boolean; readonly as?: Viewer },
  ): Promise<SeenReceipt[]>;
  receipt(id: string, as?: Viewer): Promise<SeenReceipt | null>;
}

/** A {@link Newsroom} over a world. */
export const newsroomOf = (world: World): Newsroom => {
  let keys = 0;
  const send: Newsroom['send'] = async (mutation, given, as = writerOf()) => {
    keys += 1;
    const types: Readonly<Record<string, string>> = {
      idempotencyKey: 'String!',
      onBehalfOf: 'String',
      ...ARGUMENTS[mutation],
    };
    const names = Object.keys(types);
    const query = `mutation (${names.map((name) => `$${name}: ${types[name]}`).join(', ')}) {
      receipt: ${mutation}(${names.map((name) => `${name}: $${name}`).join(', ')}) ${RECEIPT}
    }`;
    const data = await world.data('content', as, query, { idempotencyKey: `key ${keys}`, ...given });
    return z.object({ receipt: receiptShape }).parse(data).receipt;
  };
  const receipt: Newsroom['receipt'] = async (id, as = writerOf()) => {
    const query = `query ($id: ID!) { receipt: writeReceipt(id: $id) ${RECEIPT} }`;
    return z.object({ receipt: receiptShape.nullable() }).parse(await world.data('content', as, query, { id })).receipt;
  };
  const done: Newsroom['done'] = async (mutation, given, as) => {
    const sent = await send(mutation, given, as);
    if (sent.id === null) return sent;
    await world.apply();
    const now = await receipt(sent.id, as);
    if (!now) throw new Error(`the receipt of ${mutation} is not there`);
    return now;
  };
  const sendBatch: Newsroom['sendBatch'] = async (commands, { atomic = false, as = writerOf() } = {}) => {
    const query = `mutation ($commands: [WriteCommandInput!]!, $atomic: Boolean) {
      receipts: writeBatch(commands: $commands, atomic: $atomic) ${RECEIPT}
    }`;
    // The key is of what is said: the same again is the same batch.
    const given = commands.map((each, at) => ({
      idempotencyKey: `${at} ${hashOf(JSON.stringify(commands))}`,
      ...each,
    }));
    const data = await world.data('content', as, query, { commands: given, atomic });
    return z.object({ receipts: z.array(receiptShape) }).parse(data).receipts;
  };
  return {
    send,
    sendBatch,
    receipt,
    done,
    applied: async (mutation, given, as) => {
      const { state, subject, version, errors } = await done(mutation, given, as);
      if (state !== 'APPLIED' || subject === null || version === null)
        throw new Error(`${mutation} was ${state}: ${JSON.stringify(errors)}`);
      return { id: subject, version };
    },
  };
};

/** As little as a record may say. */
export const story = (headline: string, more: Given = {}): Given => ({
  content: { type: 'ARTICLE', headline, language: 'en', ...more },
});
