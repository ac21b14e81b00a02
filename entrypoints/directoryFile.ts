import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { channels, grants } from '../platform/viewer.ts';

const moment = z.iso.datetime({ precision: 3 });

/** Who there is and who may see what, as a file says it, with the imports that fill it. */
export const directoryFileSchema = z.object({
  subsidiaries: z.array(z.object({ id: z.string(), name: z.string(), homepage: z.url(), language: z.string() })),
  partners: z.array(z.object({ id: z.string(), name: z.string(), homepage: z.url() })),
  applications: z.array(
    z.object({
      id: z.string(),
      owner: z.string(),
      name: z.string(),
      channel: z.enum(channels),
      territory: z.string().optional(),
      view: z.string(),
      grants: z.array(z.enum(grants)),
    }),
  ),
  packages: z.array(z.object({ id: z.string(), owner: z.string(), name: z.string() })),
  licences: z.array(
    z.object({
      package: z.string(),
      licensee: z.string(),
      channels: z.array(z.enum(channels)),
      from: moment,
      until: moment.nullable(),
      delayMinutes: z.number().int().nonnegative(),
    }),
  ),
  imports: z.array(
    z.object({
      file: z.string(),
      subsidiary: z.string(),
      dataCentre: z.string(),
      packages: z.array(z.string()),
      mediaPackages: z.array(z.string()),
    }),
  ),
});
/** See {@link directoryFileSchema}. */
export type DirectoryFile = z.infer<typeof directoryFileSchema>;

/** Reads the samples' directory file. */
export const readDirectoryFile = (file: URL): DirectoryFile =>
  directoryFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
