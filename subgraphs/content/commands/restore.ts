import { z } from 'zod';
import type { Refusal } from '../../../writes/command.ts';
import { authorOf } from '../../roles.ts';
import type { Content } from '../record.ts';
import { contentSchema } from '../record.ts';
import type { Copy } from './copy.ts';
import { copyOf, copySection, copyVersion } from './copy.ts';
import type { CommandParts, Definition } from './handler.ts';
import { pathsWith } from './paths.ts';
import { mayEdit, mayWriteIn } from './rights.ts';

const input = z.object({
  revision: z.number().int().min(1, 'The first version is 1').max(9_999_999_999, 'It is no version'),
});

const notSaved = (revision: number): Refusal => ({
  code: 'NOT_FOUND',
  message: `No text of version ${revision} is kept.`,
  field: 'revision',
});

/** A record as it is, with what its editors had written in an earlier version. What it is, where it came from and for whom it is there stays. */
const restored = (before: Content, saved: Content): Content => ({
  ...saved,
  id: before.id,
  owner: before.owner,
  translationGroup: before.translationGroup,
  formerSlugs: before.formerSlugs,
  published: before.published,
  firstPublished: before.firstPublished,
  updated: before.updated,
  correction: before.correction,
  pubStatus: before.pubStatus,
  packages: before.packages,
  workflow: before.workflow,
  paths: pathsWith(before, saved.canonicalUrl),
  source: before.source,
  editedHere: true,
  createdBy: before.createdBy,
});

/** `restoreRevision`: what the record said in an earlier version becomes the working copy; readers see nothing of it. When that is due stays as it is. */
export const restoreRevision = ({ store, writer }: CommandParts): Definition<z.infer<typeof input>> => {
  const savedIn = async (id: string, version: number, signal: AbortSignal): Promise<Copy | undefined> => {
    const [saved] = await store.saved([{ id, version }], { signal });
    if (saved instanceof Error) throw saved;
    return saved && { content: contentSchema.parse(saved.content), body: saved.body };
  };
  return {
    input,
    allows: ({ actor, state }) => [...mayEdit(actor, state), ...mayWriteIn(actor, copySection(state), 'id')],
    faults: async ({ actor, subject, input: { revision } }, signal) => {
      const saved = await savedIn(subject, revision, signal);
      return saved ? mayWriteIn(actor, saved.content.section, 'revision') : [notSaved(revision)];
    },
    versionOf: copyVersion,
    plan: async ({ actor, subject, input: { revision }, state, at, receipt, signal }) => {
      const { content: before } = await copyOf(state, store, signal);
      const saved = await savedIn(subject, revision, signal);
      if (!saved) return notSaved(revision);
      const kept = restored(before, saved.content);
      const content: Content =
        state.work === undefined ? { ...kept, workflow: { ...before.workflow, state: 'correction', since: at } } : kept;
      return writer.plan(
        { content, body: saved.body, as: 'workingCopy', due: state.work?.due, author: authorOf(actor), at, receipt },
        state,
        { signal },
      );
    },
  };
};
