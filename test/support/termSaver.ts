import type { TermSaver, TermSaverOptions } from '../../imports/saveTerms.ts';
import { createTermSaver } from '../../imports/saveTerms.ts';
import type { World } from './world.ts';

/** What an import of a site called `harbour` saves its terms with. */
export const termSaverOf = (world: World, parts: Partial<TermSaverOptions> = {}): TermSaver =>
  createTermSaver({
    store: world.store,
    writer: world.writer,
    dryRun: false,
    author: 'import:run-1',
    now: () => world.now(),
    label: 'harbour',
    ...parts,
  });
