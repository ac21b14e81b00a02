import type { Content } from '../subgraphs/content/record.ts';
import type { Repair, SourcePosition } from './rawRecord.ts';
import type { References } from './references.ts';
import type { Settings } from './settings.ts';
import { hashOfSource } from './settings.ts';

/** An element of an export, as it was read. */
export interface SourceElement {
  readonly position: SourcePosition;
  readonly sourceHash: string;
}

/** Where a record came from. @param decided - all that came of its source: see {@link hashOfSource}. */
export const provenanceOf = (
  { externalId, repairs }: { readonly externalId: string; readonly repairs: readonly Repair[] },
  { position, sourceHash }: SourceElement,
  decided: unknown,
  { system, dataCentre, site, exportFile, runId }: Settings,
  references: Pick<References, 'editUrl'>,
): NonNullable<Content['source']> => ({
  system,
  dataCentre,
  site,
  externalId,
  editUrl: references.editUrl(externalId),
  exportFile,
  byteRange: [position.start, position.end - 1],
  runId,
  sourceHash: hashOfSource(sourceHash, decided),
  repairs: [...repairs],
});
