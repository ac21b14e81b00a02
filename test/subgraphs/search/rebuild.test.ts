import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteSearch } from '../../../platform/search/sqlite.ts';
import { indexSchema } from '../../../subgraphs/document.ts';
import { rebuildSuite } from './rebuilding.ts';

rebuildSuite('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-rebuild-'));
  const search = createSqliteSearch({ file: join(folder, 'search.sqlite'), schema: indexSchema });
  await search.prepare();
  return {
    search,
    [Symbol.asyncDispose]: async () => {
      await search.close();
      await rm(folder, { recursive: true });
    },
  };
});
