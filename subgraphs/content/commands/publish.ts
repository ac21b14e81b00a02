import { z } from 'zod';
import type { Refusal } from '../../../writes/command.ts';
import { authorOf } from '../../roles.ts';
import type { SavePlan } from '../planned.ts';
import type { Content } from '../record.ts';
import { copyOf, copySection } from './copy.ts';
import type { Applying, CommandParts, Definition } from './handler.ts';
import { mayPublish, mayWriteIn } from './rights.ts';

const LONGEST_CORRECTION = 2_000;
const moment = z.iso.datetime({ precision: 3 });

const input = z.object({
  at: moment.nullish(),
  correction: z
    .string()
    .trim()
    .min(1, 'It is empty')
    .max(LONGEST_CORRECTION, `It has at most ${LONGEST_CORRECTION} characters`)
    .nullish(),
});

const dueInput = z.object({ due: moment });

const nothingToPublish: Refusal = {
  code: 'INVALID',
  message: 'There is no working copy to publish: change something first.',
};

/** @param moment - when it is to go live, ISO 8601. */
const overBy = ({ expires }: Pick<Content, 'expires'>, moment: string): Refusal | undefined =>
  expires === undefined || expires > moment
    ? undefined
    : {
        code: 'INVALID',
        message: `It expires at ${expires}, before readers would have it: change \`expires\` first.`,
        field: 'at',
      };

/** Makes the working copy live. @param since - when readers are to have it from, ISO 8601, not after now. */
const goLive = async (
  { actor, state, at, receipt, signal }: Applying<unknown>,
  correction: string | undefined,
  since: string,
  { store, writer }: CommandParts,
): Promise<SavePlan | Refusal> => {
  if (!state.work) return nothingToPublish;
  const { content: copy, body } = await copyOf(state, store, signal);
  const live = state.meta?.live ? state.meta : undefined;
  const former =
    live && live.slug !== copy.slug
      ? [...copy.formerSlugs.filter((each) => each !== live.slug), live.slug]
      : copy.formerSlugs;
  const content: Content = {
    ...copy,
    formerSlugs: former,
    pubStatus: 'USABLE',
    // A correction keeps its place in the lists; what comes back after it was withdrawn is new in them.
    published: live?.published ?? since,
    firstPublished: state.meta ? copy.firstPublished : since,
    ...(live ? { updated: since } : {}),
    ...(correction === undefined ? {} : { correction }),
    workflow: { ...copy.workflow, state: 'published', since: at },
  };
  return writer.plan({ content, body, as: 'live', author: authorOf(actor), at, receipt }, state, { signal });
};

/** `publishContent`: makes the working copy live, now, or by itself at a time that is to come. */
export const publishContent = (parts: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  allows: ({ actor, state }) => [...mayPublish(actor), ...mayWriteIn(actor, copySection(state), 'id')],
  versionOf: ({ work, meta }) => work?.version ?? meta?.version,
  plan: async (applying) => {
    const { actor, state, at, receipt, signal, input: given } = applying;
    const correction = given.correction ?? undefined;
    const due = given.at ?? undefined;
    if (!state.work) return nothingToPublish;
    const isDue = due === undefined || due <= at;
    const over = overBy(state.work, isDue ? at : due);
    if (over) return over;
    if (isDue) return goLive(applying, correction, at, parts);
    const { content: copy, body } = await copyOf(state, parts.store, signal);
    const content: Content = {
      ...copy,
      ...(correction === undefined ? {} : { correction }),
      workflow: { ...copy.workflow, state: 'scheduled', since: at },
    };
    return parts.writer.plan({ content, body, as: 'workingCopy', due, author: authorOf(actor), at, receipt }, state, {
      signal,
    });
  },
});

/** A working copy whose time has come goes live, as it is by then. */
export const publishDue = (parts: CommandParts): Definition<z.infer<typeof dueInput>> => ({
  input: dueInput,
  allows: ({ actor }) => mayPublish(actor),
  versionOf: ({ work }) => work?.version,
  plan: (applying) => goLive(applying, undefined, applying.input.due, parts),
});
