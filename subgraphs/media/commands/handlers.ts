import type { CommandHandlers } from '../../../writes/command.ts';
import { deleteMedia } from './delete.ts';
import { expireMedia } from './expire.ts';
import type { MediaCommandParts } from './handler.ts';
import { changesAsset, createsAsset } from './handler.ts';
import { processUpload } from './processUpload.ts';
import { requestUpload } from './requestUpload.ts';
import { settleUpload } from './settleUpload.ts';
import { updateMedia } from './update.ts';

/** What media can be told, by the kinds of commands. `processUpload`, `settleUpload` and `expireMedia` come from no client: they are what has arrived, and what is due. */
export const createMediaHandlers = (parts: MediaCommandParts): CommandHandlers =>
  new Map([
    ['requestMediaUpload', createsAsset(requestUpload(parts))],
    ['updateMedia', changesAsset(updateMedia(parts), parts)],
    ['deleteMedia', changesAsset(deleteMedia(parts), parts)],
    ['processUpload', changesAsset(processUpload(parts), parts)],
    ['settleUpload', changesAsset(settleUpload(parts), parts)],
    ['expireMedia', changesAsset(expireMedia(parts), parts)],
  ]);
