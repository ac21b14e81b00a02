import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import type { Block, Body, Content } from '../record.ts';
import type { ShownMedia } from './blocks.ts';
import { mediaIn, patched, shownMedia } from './blocks.ts';
import { copyOf, copySection, copyVersion } from './copy.ts';
import type { ContentPatch, NamedInput } from './fields.ts';
import { changedFields, contentPatch, namedInput } from './fields.ts';
import type { CommandParts, Definition } from './handler.ts';
import { pathsWith } from './paths.ts';
import { referenceFaults } from './references.ts';
import { mayEdit, mayWriteIn } from './rights.ts';

const input = z.object({ patch: contentPatch });
const named = z.object({ patch: namedInput });

/** What the blocks that a patch brings show must be there; what was there before stays as it is. */
const newlyShown = ({ body, blocks = [] }: NamedInput): readonly ShownMedia[] =>
  body
    ? shownMedia(body, (index) => `patch.body[${index}]`)
    : blocks.flatMap(({ block }, index) => (block ? shownMedia([block], () => `patch.blocks[${index}].block`) : []));

const bodyWith = (body: Body, blocks: readonly Block[], { extensions }: ContentPatch): Body => {
  const kept = extensions === undefined ? body.extensions : (extensions ?? undefined);
  return kept ? { blocks: [...blocks], extensions: kept } : { blocks: [...blocks] };
};

/** `updateContent`: changes the working copy, which is begun from the live version where there is none. What readers see stays as it is; so does when it is due. */
export const updateContent = (parts: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  allows: ({ actor, state, input: { patch } }) => [
    ...mayEdit(actor, state),
    ...mayWriteIn(actor, copySection(state), 'id'),
    ...(patch.section === undefined ? [] : mayWriteIn(actor, patch.section ?? undefined, 'patch.section')),
  ],
  references: ({ actor, input: sound, given, beside }, signal) => {
    const { patch } = sound ?? named.parse(given);
    return referenceFaults({ ...patch, shown: newlyShown(patch) }, actor.organisation, 'patch', beside, parts, signal);
  },
  versionOf: copyVersion,
  plan: async ({ actor, input: { patch }, state, at, receipt, signal }) => {
    const { content: before, body } = await copyOf(state, parts.store, signal);
    const blocks = patch.body ?? patched(body.blocks, patch.blocks ?? []);
    if ('misplaced' in blocks)
      return {
        code: 'INVALID',
        message: `There is no block there: the text has ${body.blocks.length} before these changes.`,
        field: `patch.blocks[${blocks.misplaced}].at`,
      };
    const changed = changedFields(patch);
    const leadMedia = 'leadMedia' in changed ? changed.leadMedia : before.leadMedia;
    const begun = state.work === undefined;
    const content: Content = {
      ...before,
      ...changed,
      media: [...new Set([...(leadMedia === undefined ? [] : [leadMedia]), ...mediaIn(blocks)])],
      paths: pathsWith(before, patch.canonicalUrl),
      workflow: begun ? { ...before.workflow, state: 'correction', since: at } : before.workflow,
      editedHere: true,
    };
    return parts.writer.plan(
      {
        content,
        body: bodyWith(body, blocks, patch),
        as: 'workingCopy',
        due: state.work?.due,
        author: authorOf(actor),
        at,
        receipt,
      },
      state,
      { signal },
    );
  },
});
