import type { CommandHandlers } from '../../../writes/command.ts';
import { createContent } from './create.ts';
import { deleteContent } from './delete.ts';
import type { CommandParts } from './handler.ts';
import { createHandler } from './handler.ts';
import { publishContent, publishDue } from './publish.ts';
import { updateContent } from './update.ts';
import { expireContent, withdrawContent } from './withdraw.ts';

/** What content can be told, by the kinds of commands. `publishDue` and `expireContent` come from no client: they are what is due. */
export const createContentHandlers = (parts: CommandParts): CommandHandlers =>
  new Map([
    ['createContent', createHandler(createContent(parts), parts)],
    ['updateContent', createHandler(updateContent(parts), parts)],
    ['publishContent', createHandler(publishContent(parts), parts)],
    ['withdrawContent', createHandler(withdrawContent(parts), parts)],
    ['deleteContent', createHandler(deleteContent(parts), parts)],
    ['publishDue', createHandler(publishDue(parts), parts)],
    ['expireContent', createHandler(expireContent(parts), parts)],
  ]);
