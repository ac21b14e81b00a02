import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import type { Content } from '../record.ts';
import { copyAsFound, copySection, copyVersion } from './copy.ts';
import type { CommandParts, Definition } from './handler.ts';
import { mayPublish, mayWriteIn } from './rights.ts';

const LONGEST_REASON = 1_000;

const input = z.object({
  reason: z.string().trim().min(1, 'It is empty').max(LONGEST_REASON, `It has at most ${LONGEST_REASON} characters`),
});

/**
 * `killContent`: readers no longer see the record, whatever version there is, and nothing publishes it again. Its editors keep what it said, with the reason; nothing
 * changes that any more.
 */
export const killContent = ({ store, writer }: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  urgent: true,
  allows: ({ actor, state }) => [...mayPublish(actor), ...mayWriteIn(actor, copySection(state), 'id')],
  versionOf: copyVersion,
  plan: async ({ actor, subject, input: { reason }, state, at, receipt, signal }) => {
    const { content: copy, body } = await copyAsFound(state, store, signal);
    const content: Content = {
      ...copy,
      pubStatus: 'CANCELED',
      workflow: { ...copy.workflow, state: 'killed', since: at, reason },
      editedHere: true,
    };
    return writer.planKill(
      subject,
      state,
      { author: authorOf(actor), at, receipt, reason },
      { content, body },
      { signal },
    );
  },
});
