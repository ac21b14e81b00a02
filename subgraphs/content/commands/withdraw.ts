import { z } from 'zod';
import type { Refusal } from '../../../writes/command.ts';
import { authorOf } from '../../roles.ts';
import type { SavePlan } from '../planned.ts';
import type { Content } from '../record.ts';
import { copyOf, copySection } from './copy.ts';
import type { Applying, CommandParts, Definition } from './handler.ts';
import { mayPublish, mayWriteIn } from './rights.ts';

const input = z.object({});
const expiryInput = z.object({ expires: z.iso.datetime({ precision: 3 }) });

const nothingToWithdraw: Refusal = {
  code: 'INVALID',
  message: 'It is neither live nor due to be: there is nothing to withdraw.',
};

/** Takes the live version away and keeps what it said as the working copy, or the working copy that there is; that is not due any more. */
const comeDown = async (
  { actor, subject, state, at, receipt, signal }: Applying<unknown>,
  workflow: string,
  { store, writer }: CommandParts,
): Promise<SavePlan | Refusal> => {
  const { content: copy, body } = await copyOf(state, store, signal);
  const by = { author: authorOf(actor), at, receipt };
  const content: Content = { ...copy, workflow: { ...copy.workflow, state: workflow, since: at }, editedHere: true };
  const planned = await writer.planTakeDown(subject, state, by, { content, body }, { signal });
  if (planned) return planned;
  if (state.work?.due === undefined) return nothingToWithdraw;
  const draft: Content = { ...content, workflow: { ...copy.workflow, state: 'draft', since: at } };
  return writer.plan({ content: draft, body, as: 'workingCopy', ...by }, state, { signal });
};

/** `withdrawContent`: readers no longer see the record, and what was to go live by itself does not; the working copy stays. */
export const withdrawContent = (parts: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  allows: ({ actor, state }) => [...mayPublish(actor), ...mayWriteIn(actor, copySection(state), 'id')],
  versionOf: ({ meta, work }) => (meta?.live ? meta.version : work?.version),
  plan: (applying) => comeDown(applying, 'withdrawn', parts),
});

/** A live record that has expired comes down. */
export const expireContent = (parts: CommandParts): Definition<z.infer<typeof expiryInput>> => ({
  input: expiryInput,
  allows: ({ actor }) => mayPublish(actor),
  versionOf: ({ meta }) => (meta?.live ? meta.version : undefined),
  plan: (applying) => comeDown(applying, 'expired', parts),
});
