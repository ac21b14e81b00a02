import { AnswerError } from '../../platform/errors.ts';
import type { Refusal } from '../../writes/command.ts';
import { actorOf } from '../../writes/command.ts';
import type { Receipt } from '../../writes/receipt.ts';
import { connectionOf, pageSize } from '../connection.ts';
import type { Context } from './context.ts';
import type { RefusedAtOnce, ShownReceipt } from './shownReceipt.ts';
import type { MutationResolvers, QueryResolvers, ResolversTypes, WriteReceiptResolvers } from './types.generated.ts';

const LONGEST_NAME = 200;
const LONGEST_WAIT_MS = 1_500;

/** What every mutation is given beside its own. */
interface Given {
  readonly idempotencyKey: string;
  readonly onBehalfOf?: string | null | undefined;
}

/** The record that a command is about, and what its sender has seen of it. */
interface Target {
  readonly subject: string;
  readonly expects: number | 'absent';
}

const nameTooLong: Refusal = {
  code: 'INVALID',
  message: `A name has at most ${LONGEST_NAME} characters.`,
  field: 'onBehalfOf',
};

const refused = (kind: string, { subject, expects }: Target, errors: readonly Refusal[]): RefusedAtOnce => ({
  state: 'REJECTED',
  kind,
  subject: expects === 'absent' ? undefined : subject,
  errors,
});

const submit = async (
  kind: string,
  target: Target,
  input: object,
  { idempotencyKey, onBehalfOf }: Given,
  { scope, writes }: Context,
): Promise<ShownReceipt> => {
  const person = onBehalfOf ?? undefined;
  if (person !== undefined && person.length > LONGEST_NAME) return refused(kind, target, [nameTooLong]);
  // As it is kept, and read again when it is applied.
  const kept: unknown = JSON.parse(JSON.stringify(input));
  const submitted = await writes.submit({
    command: { kind, ...target, input: kept, actor: actorOf(scope.viewer, person) },
    idempotencyKey,
    now: scope.now,
    signal: scope.signal,
  });
  return 'receipt' in submitted ? submitted.receipt : refused(kind, target, submitted.refused);
};

/** The mutations of content: each is a command, and its answer that command's receipt. */
export const mutations: MutationResolvers = {
  createContent: (_, { content, ...given }, context) =>
    submit('createContent', { subject: context.newId(), expects: 'absent' }, { content }, given, context),
  updateContent: (_, { id, expectedVersion, patch, ...given }, context) =>
    submit('updateContent', { subject: id, expects: expectedVersion }, { patch }, given, context),
  publishContent: (_, { id, expectedVersion, at, correction, ...given }, context) =>
    submit('publishContent', { subject: id, expects: expectedVersion }, { at, correction }, given, context),
  withdrawContent: (_, { id, expectedVersion, ...given }, context) =>
    submit('withdrawContent', { subject: id, expects: expectedVersion }, {}, given, context),
  deleteContent: (_, { id, expectedVersion, ...given }, context) =>
    submit('deleteContent', { subject: id, expects: expectedVersion }, {}, given, context),
};

type Connection = Awaited<ResolversTypes['WriteReceiptConnection']>;

/** Reading receipts: a writer's own. */
export const receiptQueries: Pick<QueryResolvers, 'writeReceipt' | 'writeReceipts'> = {
  writeReceipt: async (_, { id, waitMs }, { scope, writes }) => {
    const wait = waitMs ?? 0;
    if (wait < 0 || wait > LONGEST_WAIT_MS)
      throw new AnswerError('BAD_REQUEST', `\`waitMs\` must be a number from 0 to ${LONGEST_WAIT_MS}; it was ${wait}.`);
    return (await writes.read.read(id, scope.viewer, wait, scope.signal)) ?? null;
  },
  writeReceipts: async (_, { filter, first, after }, { scope, writes, cursors }): Promise<Connection> => {
    const size = pageSize(first, 20);
    const { state, subject } = filter ?? {};
    const binding = `writeReceipts ${JSON.stringify([state ?? null, subject ?? null])}`;
    const [place] = after ? cursors.decode(binding, after) : [];
    const { entries, stoppedAt } = await writes.read.list(
      scope.viewer,
      {
        size,
        beyond: typeof place === 'string' ? place : undefined,
        fits: (receipt) => (!state || receipt.state === state) && (!subject || receipt.subject === subject),
      },
      { signal: scope.signal },
    );
    return connectionOf(
      entries.map((entry) => ({ node: entry.receipt, position: [entry.place] })),
      { size, after, binding, cursors, stoppedAt: stoppedAt === undefined ? undefined : [stoppedAt] },
    );
  },
};

const isKept = (receipt: ShownReceipt): receipt is Receipt => 'acceptedAt' in receipt;

/** What a receipt shows. */
export const receiptFields: WriteReceiptResolvers = {
  id: (receipt) => (isKept(receipt) ? receipt.id : null),
  mutation: ({ kind }) => kind,
  subject: ({ subject }) => subject ?? null,
  version: (receipt) => (isKept(receipt) ? (receipt.version ?? null) : null),
  error: ({ errors }) => errors?.[0] ?? null,
  errors: ({ errors }) => errors ?? [],
  acceptedAt: (receipt) => (isKept(receipt) ? receipt.acceptedAt : null),
  appliedAt: (receipt) => (isKept(receipt) && receipt.state === 'APPLIED' ? (receipt.settledAt ?? null) : null),
};
