import { AnswerError } from '../../platform/errors.ts';
import { connectionOf, pageSize } from '../connection.ts';
import type { ShownReceipt } from '../shownReceipt.ts';
import type { Given } from '../submitting.ts';
import { refused, submitCommand } from '../submitting.ts';
import type { Asked, AskName } from './asks.ts';
import { asks } from './asks.ts';
import { writeBatch } from './batch.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, QueryResolvers, ResolversTypes } from './types.generated.ts';

const LONGEST_WAIT_MS = 1_500;

/** A mutation of one command. */
const one =
  <Name extends AskName>(name: Name) =>
  async (_: unknown, args: Asked<Name> & Given, context: Context): Promise<ShownReceipt> => {
    const { target, input, faults = [] } = asks[name](args, context.newId);
    return faults.length > 0 ? refused(name, target, faults) : submitCommand(name, target, input, args, context);
  };

/** The mutations of content: each is a command, and its answer that command's receipt. */
export const mutations: MutationResolvers = {
  createContent: one('createContent'),
  updateContent: one('updateContent'),
  publishContent: one('publishContent'),
  withdrawContent: one('withdrawContent'),
  deleteContent: one('deleteContent'),
  killContent: one('killContent'),
  restoreRevision: one('restoreRevision'),
  saveSection: one('saveSection'),
  saveTag: one('saveTag'),
  saveContributor: one('saveContributor'),
  saveCollection: one('saveCollection'),
  writeBatch: (_, { commands, atomic }, context) => writeBatch(commands, atomic ?? false, context),
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
