import { z } from 'zod';
import type { ObjectHead } from './port.ts';

/*
 * What object storage tells of an object that was put: an event notification of S3, which lies in a queue. The embedded store tells the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

const notification = z.object({
  // A notification of S3's own, sent once to try the queue, has none.
  Records: z
    .array(z.object({ eventName: z.string(), s3: z.object({ object: z.object({ key: z.string() }) }) }))
    .optional(),
  Event: z.string().optional(),
});

/** The keys of what was put, as a message says; `undefined` where it is no notification. What else happened to objects is passed by. */
export const putKeys = (body: string): readonly string[] | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { data } = notification.safeParse(json);
  if (!data || (data.Records === undefined && data.Event === undefined)) return undefined;
  return (data.Records ?? [])
    .filter(({ eventName }) => /^(?:s3:)?ObjectCreated:/.test(eventName))
    .flatMap(({ s3 }) => decoded(s3.object.key) ?? []);
};

/** S3 encodes keys as forms do. */
const decoded = (key: string): string | undefined => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};

/** The notification of an object that came by a signed form. */
export const putNotification = ({ key, size, etag }: ObjectHead): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: 'masthead:files',
        eventName: 'ObjectCreated:Post',
        s3: { object: { key: encodeURIComponent(key), size, eTag: etag.replaceAll('"', '') } },
      },
    ],
  });
