import type { Directory } from '../../platform/directory.ts';
import { organisationsTag } from '../purgedDirectory.ts';
import type { Touched } from '../touched.ts';

/** What answers tell of the directory. */
export type ShownDirectory = Pick<Directory, 'organisations'>;

/** A request's own way to the directory: it notes that organisations were asked for, and since when what it is told has been remembered. */
export const noteOrganisations = (directory: ShownDirectory, touched: Touched): ShownDirectory => ({
  organisations: async () => {
    touched.tag(organisationsTag);
    const known = await directory.organisations();
    touched.knownSince(known.readAt);
    return known;
  },
});
