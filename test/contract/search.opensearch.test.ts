import { randomBytes } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { createOpenSearch } from '../../platform/search/opensearch.ts';
import { describeContract } from './adapters.ts';
import { searchContract } from './search.ts';
import type { MakeSearch } from './searchSupport.ts';

// The suite's fields have no language; analyzers are on so that every sentence holds beside them.
const languages = { field: 'owner', analyzers: { north: 'english', a: 'german' } };

describeContract<MakeSearch>({
  port: 'search',
  adapter: 'opensearch',
  server: { name: 'opensearch', env: ['OPENSEARCH_URL'] },
  suite: searchContract,
  make: (env) => async (fields) => {
    const client = new Client({ node: env.OPENSEARCH_URL ?? '' });
    const alias = `contract-${randomBytes(6).toString('hex')}`;
    const beside = (own = fields) =>
      createOpenSearch({ client, schema: { alias, fields: own }, languages, timeoutMs: 30_000 });
    const search = beside();
    await search.prepare();
    return {
      search,
      beside,
      [Symbol.asyncDispose]: async () => {
        await client.indices.delete({ index: `${alias}.*` });
        await client.close();
      },
    };
  },
});
