import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import { copySection, copyVersion } from './copy.ts';
import type { CommandParts, Definition } from './handler.ts';
import { mayDelete, mayWriteIn } from './rights.ts';

const input = z.object({});

/** `deleteContent`: live version and working copy go, for good; a tombstone stays, and the versions on the desk. */
export const deleteContent = ({ writer }: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  evenKilled: true,
  allows: ({ actor, state }) => [...mayDelete(actor, state), ...mayWriteIn(actor, copySection(state), 'id')],
  versionOf: copyVersion,
  plan: ({ actor, subject, state, at, receipt }) =>
    Promise.resolve(
      writer.planDelete(subject, state, { author: authorOf(actor), at, receipt }) ?? {
        code: 'NOT_FOUND',
        message: 'There is no such record.',
        field: 'id',
      },
    ),
});
