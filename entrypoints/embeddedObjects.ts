import { PortError } from '../platform/errors.ts';
import { hashOf } from '../platform/ids.ts';
import type { FileObjects } from '../platform/objects/files.ts';
import { createFileObjects } from '../platform/objects/files.ts';
import { putNotification } from '../platform/objects/notification.ts';
import type { Queue } from '../platform/queue/port.ts';
import { createSqliteQueue } from '../platform/queue/sqlite.ts';
import { MEDIA_MOUNT } from './addresses.ts';
import type { Installation } from './installation.ts';

/** The embedded store, and the queue in which it tells of what was uploaded, as S3 does. */
export const openEmbeddedObjects = (
  { config, folder, secrets, mediaUrl, now, log }: Installation,
  queue: { readonly name: string; readonly maxReceives: number },
): { readonly fileObjects: FileObjects; readonly arrivals: Queue } => {
  const arrivals = createSqliteQueue({ file: folder.at('queue.sqlite'), ...queue, now });
  const fileObjects = createFileObjects({
    root: folder.at('objects'),
    baseUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    secret: secrets.link,
    origins: config.allowedOrigins,
    onUploaded: async (head) => {
      const deduplicationId = hashOf(`${head.key} ${head.etag} ${head.lastModified}`);
      const message = { body: putNotification(head), group: hashOf(head.key), deduplicationId };
      const [result] = await arrivals.send([message]);
      if (!result?.ok)
        throw new PortError('queue', 'UNAVAILABLE', 'an upload could not be told of', { retryable: true });
    },
    now,
    log,
  });
  return { fileObjects, arrivals };
};
