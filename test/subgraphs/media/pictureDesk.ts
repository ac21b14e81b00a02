import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Viewer } from '../../../platform/viewer.ts';
import type { World } from '../../support/world.ts';
import { writerOf } from '../content/commands/newsroom.ts';

const receiptShape = z.object({
  id: z.string().nullable(),
  state: z.enum(['QUEUED', 'APPLIED', 'REJECTED', 'PARKED']),
  subject: z.string().nullable(),
  version: z.number().nullable(),
  errors: z.array(z.object({ code: z.string(), message: z.string(), field: z.string().nullable() })),
});
const RECEIPT = '{ id state subject version errors { code message field } }';

const uploadShape = z.object({
  receipt: receiptShape,
  id: z.string().nullable(),
  url: z.string().nullable(),
  fields: z.array(z.object({ name: z.string(), value: z.string() })).nullable(),
  expiresAt: z.string().nullable(),
});
/** What a request for an upload answers. */
export type SeenUpload = z.infer<typeof uploadShape>;
/** A receipt as a client sees it. */
export type SeenReceipt = z.infer<typeof receiptShape>;

/** A file as its sender declares it. */
export const declared = (bytes: Uint8Array, parts: Readonly<Record<string, unknown>> = {}) => ({
  filename: 'harbour.jpg',
  contentType: 'image/jpeg',
  sizeInBytes: bytes.byteLength,
  checksum: createHash('sha256').update(bytes).digest('hex'),
  ...parts,
});

/** A picture desk's hands on a world. */
export interface PictureDesk {
  request(
    file: ReturnType<typeof declared>,
    given?: { readonly idempotencyKey?: string; readonly details?: unknown },
    as?: Viewer,
  ): Promise<SeenUpload>;
  /** Sends the form with these bytes; the fields may be altered first. Answers the store's status and body. */
  upload(
    form: Pick<SeenUpload, 'fields'>,
    bytes: Uint8Array,
    alter?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: string }>;
  /** Sends a mutation about an asset, applies all that waits, and reads what has become of it. */
  done(
    mutation: 'updateMedia' | 'deleteMedia',
    given: { readonly id: string; readonly expectedVersion: number; readonly patch?: unknown },
    as?: Viewer,
  ): Promise<SeenReceipt>;
}

/** A {@link PictureDesk} over a world. */
export const pictureDeskOf = (world: World): PictureDesk => {
  let keys = 0;
  const keyOf = (): string => {
    keys += 1;
    return `picture ${keys}`;
  };
  return {
    request: async (file, given = {}, as = writerOf()) => {
      const data = await world.data(
        'media',
        as,
        `mutation ($key: String!, $filename: String!, $contentType: String!, $sizeInBytes: Float!, $checksum: String!, $details: MediaPatch) {
          upload: requestMediaUpload(idempotencyKey: $key, filename: $filename, contentType: $contentType, sizeInBytes: $sizeInBytes, checksum: $checksum, details: $details) {
            receipt ${RECEIPT} id url fields { name value } expiresAt
          }
        }`,
        { key: given.idempotencyKey ?? keyOf(), ...file, details: given.details },
      );
      return z.object({ upload: uploadShape }).parse(data).upload;
    },

    upload: async ({ fields }, bytes, alter = {}) => {
      const form = new FormData();
      for (const { name, value } of fields ?? []) form.append(name, alter[name] ?? value);
      form.append('file', new Blob([new Uint8Array(bytes)]), 'upload');
      const { body, headers } = new Response(form);
      const answer = await world.objects.handle({
        method: 'POST',
        path: '/',
        query: '',
        headers: Object.fromEntries(headers),
        body: Readable.from(body ?? []),
      });
      return {
        status: answer.status,
        body: Buffer.from(answer.body instanceof Uint8Array ? answer.body : []).toString(),
      };
    },

    done: async (mutation, { id, expectedVersion, patch }, as = writerOf()) => {
      const more = patch === undefined ? ['', ''] : [', $patch: MediaPatch!', ', patch: $patch'];
      const sent = await world.data(
        'media',
        as,
        `mutation ($key: String!, $id: ID!, $version: Int!${more[0]}) { receipt: ${mutation}(idempotencyKey: $key, id: $id, expectedVersion: $version${more[1]}) ${RECEIPT} }`,
        { key: keyOf(), id, version: expectedVersion, patch },
      );
      const { receipt } = z.object({ receipt: receiptShape }).parse(sent);
      if (receipt.id === null) return receipt;
      await world.apply();
      const now = await world.data('content', as, `query ($id: ID!) { receipt: writeReceipt(id: $id) ${RECEIPT} }`, {
        id: receipt.id,
      });
      return z.object({ receipt: receiptShape }).parse(now).receipt;
    },
  };
};
