import { Client } from '@opensearch-project/opensearch';
import { createOpenSearch } from '../../platform/search/opensearch.ts';
import type { IndexSchema, Search } from '../../platform/search/port.ts';
import type { Installation } from '../installation.ts';
import type { Closing } from './closing.ts';

/** An answer's longest wait in milliseconds, once: the adapter has limits and retries of its own. */
const REQUEST_MS = 5_000;

/** OpenSearch; an index's name is lower case. */
export const openOpenSearch = ({ config }: Installation, closing: Closing, schema: IndexSchema): Search => {
  const client = new Client({ node: config.openSearchUrl ?? '', maxRetries: 0, requestTimeout: REQUEST_MS });
  closing.defer(() => client.close());
  const alias = `${config.tablePrefix}${schema.alias}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return createOpenSearch({ client, schema: { ...schema, alias } });
};
