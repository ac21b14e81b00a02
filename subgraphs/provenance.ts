import { z } from 'zod';

/** Where a record came from (schema: `SourceProvenance`). `byteRange` is first and last byte in the export, inclusive. */
export const provenanceSchema = z.object({
  system: z.string(),
  dataCentre: z.string(),
  site: z.string(),
  externalId: z.string(),
  editUrl: z.string().optional(),
  exportFile: z.string(),
  byteRange: z.tuple([z.number(), z.number()]).optional(),
  runId: z.string(),
  sourceHash: z.string(),
  repairs: z.array(z.string()),
});
/** See {@link provenanceSchema}. */
export type Provenance = z.infer<typeof provenanceSchema>;
