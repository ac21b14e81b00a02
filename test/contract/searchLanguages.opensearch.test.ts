import { randomBytes } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { expect } from 'vitest';
import { and } from '../../platform/search/filter.ts';
import { createOpenSearch } from '../../platform/search/opensearch.ts';
import type { LanguageAnalyzers } from '../../platform/search/opensearchLanguages.ts';
import type { Search } from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';
import { describeContract } from './adapters.ts';

type Make = (languages?: LanguageAnalyzers) => Promise<{ readonly search: Search } & AsyncDisposable>;

function languages(contract: Contract<Make>): void {
  contract.it('lets other forms of a word score higher what has the word, and find nothing by themselves', async () => {
    const ordered = async (languages?: LanguageAnalyzers): Promise<readonly string[]> => {
      await using made = await contract.make(languages);
      const { search } = made;
      await search.index([
        { id: 'a', version: 1, fields: { body: 'election night and something else', language: 'en-GB' } },
        { id: 'b', version: 1, fields: { body: 'election elected electing and electoral', language: 'en' } },
        { id: 'forms', version: 1, fields: { body: 'elections, elected', language: 'en' } },
      ]);
      await search.refresh();
      const { hits, total } = await search.query({ text: 'election', filter: and(), size: 10 });
      expect(total).toBe(2);
      return hits.map(({ id }) => id);
    };
    expect(await ordered()).toEqual(['a', 'b']);
    expect(await ordered({ field: 'language', analyzers: { en: 'english' } })).toEqual(['b', 'a']);
  });
}

describeContract<Make>({
  port: 'search',
  adapter: 'opensearch with analyzers of languages',
  server: { name: 'opensearch', env: ['OPENSEARCH_URL'] },
  make: (env) => async (languages) => {
    const client = new Client({ node: env.OPENSEARCH_URL ?? '' });
    const alias = `languages-${randomBytes(6).toString('hex')}`;
    const search = createOpenSearch({
      client,
      languages,
      timeoutMs: 30_000,
      schema: {
        alias,
        fields: [
          { name: 'body', type: 'text' },
          { name: 'language', type: 'keyword' },
        ],
      },
    });
    await search.prepare();
    return {
      search,
      [Symbol.asyncDispose]: async () => {
        await client.indices.delete({ index: `${alias}.*` });
        await client.close();
      },
    };
  },
  suite: languages,
});
