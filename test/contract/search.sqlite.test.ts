import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { describeContract } from './adapters.ts';
import { searchContract } from './search.ts';
import type { MakeSearch } from './searchSupport.ts';

describeContract<MakeSearch>({
  port: 'search',
  adapter: 'sqlite',
  suite: searchContract,
  make: () => async (fields) => {
    const folder = await mkdtemp(join(tmpdir(), 'masthead-search-'));
    const beside = (own = fields) =>
      createSqliteSearch({ file: join(folder, 'search.db'), schema: { alias: 'contract', fields: own } });
    const search = beside();
    await search.prepare();
    return {
      search,
      beside,
      [Symbol.asyncDispose]: async () => {
        await search.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});
