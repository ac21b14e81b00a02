import type { Directory } from '../../platform/directory.ts';
import { organisationsTag } from '../purgedDirectory.ts';
import type { Touched } from '../touched.ts';

/** What answers tell of the directory. */
export type ShownDirectory = Pick<Directory, 'organisation' | 'subsidiaries'>;

/** A request's own way to the directory: it notes that organisations were asked for. */
export const noteOrganisations = (directory: ShownDirectory, touched: Touched): ShownDirectory => ({
  organisation: (id) => {
    touched.tag(organisationsTag);
    return directory.organisation(id);
  },
  subsidiaries: () => {
    touched.tag(organisationsTag);
    return directory.subsidiaries();
  },
});
