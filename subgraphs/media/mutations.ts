import type { Given, Target } from '../submitting.ts';
import { submitCommand } from '../submitting.ts';
import type { Context } from './context.ts';
import { incomingKey } from './keys.ts';
import type {
  MediaUpload,
  MutationRequestMediaUploadArgs,
  MutationResolvers,
  ResolversTypes,
} from './types.generated.ts';

/** How long a form is taken, in seconds: an hour. */
const FORM_SECONDS = 3_600;

type File = Pick<MutationRequestMediaUploadArgs, 'contentType' | 'sizeInBytes' | 'checksum'>;
type Form = Pick<MediaUpload, 'url' | 'fields' | 'expiresAt'>;

const noForm: Form = { url: null, fields: null, expiresAt: null };

/** A form for an asset's bytes, as long as they have not been taken. */
const formFor = async (id: string, file: File, { objects, meta }: Context): Promise<Form> => {
  const known = await meta.load(id);
  // The command may still wait to be applied.
  if (known && !(known.live && known.status === 'AWAITING_UPLOAD')) return noForm;
  const { url, fields, expiresAt } = await objects.signedPost({
    key: incomingKey(id),
    contentType: file.contentType,
    maxBytes: file.sizeInBytes,
    sha256: file.checksum,
    expiresIn: FORM_SECONDS,
  });
  return {
    url,
    fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
    expiresAt: new Date(expiresAt).toISOString(),
  };
};

const requestUpload = async (
  { filename, contentType, sizeInBytes, checksum, details, ...given }: MutationRequestMediaUploadArgs & Given,
  context: Context,
): Promise<Awaited<ResolversTypes['MediaUpload']>> => {
  const target: Target = { subject: context.newId(), expects: 'absent' };
  const file = { filename, contentType, sizeInBytes, checksum };
  const receipt = await submitCommand('requestMediaUpload', target, { ...file, details }, given, context);
  const { subject, state } = receipt;
  if (subject === undefined || state === 'REJECTED') return { receipt, id: subject ?? null, ...noForm };
  return { receipt, id: subject, ...(await formFor(subject, file, context)) };
};

/** The mutations of media: each is a command, and its answer that command's receipt. */
export const mutations: MutationResolvers = {
  requestMediaUpload: (_, asked, context) => requestUpload(asked, context),
  updateMedia: (_, { id, expectedVersion, patch, ...given }, context) =>
    submitCommand('updateMedia', { subject: id, expects: expectedVersion }, { patch }, given, context),
  deleteMedia: (_, { id, expectedVersion, ...given }, context) =>
    submitCommand('deleteMedia', { subject: id, expects: expectedVersion }, {}, given, context),
};
