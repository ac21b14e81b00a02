import { AnswerError } from '../../platform/errors.ts';
import type { Refusal } from '../../writes/command.ts';
import { connectionOf, pageSize } from '../connection.ts';
import type { ShownReceipt } from '../shownReceipt.ts';
import type { Given } from '../submitting.ts';
import { refused, submitCommand as submit } from '../submitting.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, QueryResolvers, ResolversTypes } from './types.generated.ts';

const LONGEST_WAIT_MS = 1_500;

const halfNamed = (field: string): Refusal => ({
  code: 'INVALID',
  message:
    'What is changed is named by its `id` and the `expectedVersion` that you have seen, both; what is made by neither.',
  field,
});

/** What is made where neither is given, and changed where both are. */
const save = async (
  kind: string,
  id: string | null | undefined,
  expectedVersion: number | null | undefined,
  input: object,
  given: Given,
  context: Context,
): Promise<ShownReceipt> => {
  const target = { subject: id ?? context.newId(), expects: expectedVersion ?? ('absent' as const) };
  const isNew = (id ?? undefined) === undefined;
  if (isNew !== (target.expects === 'absent'))
    return refused(kind, target, [halfNamed(isNew ? 'id' : 'expectedVersion')]);
  return submit(kind, target, input, given, context);
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
  killContent: (_, { id, reason, ...given }, context) =>
    submit('killContent', { subject: id, expects: 'any' }, { reason }, given, context),
  restoreRevision: (_, { id, expectedVersion, revision, ...given }, context) =>
    submit('restoreRevision', { subject: id, expects: expectedVersion }, { revision }, given, context),
  saveSection: (_, { id, expectedVersion, section, ...given }, context) =>
    save('saveSection', id, expectedVersion, { section }, given, context),
  saveTag: (_, { id, expectedVersion, tag, ...given }, context) =>
    save('saveTag', id, expectedVersion, { tag }, given, context),
  saveContributor: (_, { id, expectedVersion, contributor, ...given }, context) =>
    save('saveContributor', id, expectedVersion, { contributor }, given, context),
  saveCollection: (_, { id, expectedVersion, collection, at, ...given }, context) =>
    save('saveCollection', id, expectedVersion, { collection, at }, given, context),
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
