import type { CommandHandlers } from '../../../writes/command.ts';
import { createContent } from './create.ts';
import { deleteContent } from './delete.ts';
import { createCollectionDeletionHandler, createTermDeletionHandler } from './deleteOwn.ts';
import type { CommandParts } from './handler.ts';
import { createHandler } from './handler.ts';
import { killContent } from './kill.ts';
import { publishContent, publishDue } from './publish.ts';
import { restoreRevision } from './restore.ts';
import type { CollectionParts } from './saveCollection.ts';
import { createCollectionDueHandler, createCollectionHandler } from './saveCollection.ts';
import { createTermHandler } from './saveTerm.ts';
import { updateContent } from './update.ts';
import { expireContent, withdrawContent } from './withdraw.ts';

/**
 * What content can be told, by the kinds of commands. `publishDue`, `expireContent` and `publishCollection` come from no client: they are what is due; nor do
 * `deleteSection`, `deleteTag`, `deleteContributor` and `deleteCollection`: they are operators'.
 */
export const createContentHandlers = (parts: CommandParts & CollectionParts): CommandHandlers =>
  new Map([
    ['createContent', createHandler(createContent(parts), parts)],
    ['updateContent', createHandler(updateContent(parts), parts)],
    ['publishContent', createHandler(publishContent(parts), parts)],
    ['withdrawContent', createHandler(withdrawContent(parts), parts)],
    ['deleteContent', createHandler(deleteContent(parts), parts)],
    ['killContent', createHandler(killContent(parts), parts)],
    ['restoreRevision', createHandler(restoreRevision(parts), parts)],
    ['saveSection', createTermHandler('section', parts)],
    ['saveTag', createTermHandler('tag', parts)],
    ['saveContributor', createTermHandler('contributor', parts)],
    ['saveCollection', createCollectionHandler(parts)],
    ['deleteSection', createTermDeletionHandler('section', parts)],
    ['deleteTag', createTermDeletionHandler('tag', parts)],
    ['deleteContributor', createTermDeletionHandler('contributor', parts)],
    ['deleteCollection', createCollectionDeletionHandler(parts)],
    ['publishCollection', createCollectionDueHandler(parts)],
    ['publishDue', createHandler(publishDue(parts), parts)],
    ['expireContent', createHandler(expireContent(parts), parts)],
  ]);
