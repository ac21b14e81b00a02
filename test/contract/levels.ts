import { describe } from 'vitest';
import type { Contract } from './adapters.ts';
import type { MakeCache } from './cache.ts';
import { checkLevels } from './levelsModel.ts';

/** What holds for processes that each keep a level of their own over a cache. */
export const levelsContract =
  (ownTime: boolean) =>
  ({ make, it }: Contract<MakeCache>): void => {
    describe('two processes over one cache', () => {
      it('give out nothing older than the last purge they heard of, whatever comes between the steps', async () => {
        await checkLevels(make, { ownTime });
      }, 300_000);
    });
  };
