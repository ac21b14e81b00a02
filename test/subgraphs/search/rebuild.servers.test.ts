import { randomBytes } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { createOpenSearch } from '../../../platform/search/opensearch.ts';
import { indexSchema } from '../../../subgraphs/document.ts';
import { rebuildSuite } from './rebuilding.ts';

rebuildSuite('opensearch', async () => {
  const client = new Client({ node: process.env.OPENSEARCH_URL ?? '' });
  const alias = `rebuild-${randomBytes(6).toString('hex')}`;
  const search = createOpenSearch({ client, schema: { ...indexSchema, alias }, timeoutMs: 30_000 });
  await search.prepare();
  return {
    search,
    [Symbol.asyncDispose]: async () => {
      await client.indices.delete({ index: `${alias}.*` });
      await client.close();
    },
  };
});
