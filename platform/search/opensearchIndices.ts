import { z } from 'zod';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import type { DeclaredFields } from './fields.ts';
import { checkVersionName, invalid } from './fields.ts';
import { compareText } from './filter.ts';
import type { Call } from './opensearchCalls.ts';
import type { Languages } from './opensearchLanguages.ts';
import { ANALYSIS, mappingShape, mappingsOf } from './opensearchMapping.ts';
import type { Search } from './port.ts';

/** Name of the index that `prepare` makes. */
const FIRST = 'first';

/**
 * How often what was written comes to be found. With OpenSearch's own second, what was written just after one was found more than a second later, the feed's way to it included. Said at all, it
 * also keeps an index that nobody has searched for half a minute from letting what is written wait for the next search.
 */
const REFRESHED = '500ms';

const Meta = z.object({ shape: z.string() });
const Mappings = z.record(
  z.string(),
  z
    .object({ mappings: z.object({ _meta: Meta.optional() }) })
    .transform(({ mappings: { _meta: meta } }) => meta?.shape),
);

const Count = z.object({ count: z.number() });

/** What {@link createIndices} takes. */
interface IndicesOptions {
  readonly call: Call;
  readonly alias: string;
  readonly declared: DeclaredFields;
  readonly shards: number;
  readonly languages: Languages;
}

const isCode = (error: unknown, code: PortError['code']): boolean => error instanceof PortError && error.code === code;

/**
 * Indexes and their aliases: `<alias>.<version>` behind `<alias>`. Each also has an alias of its own, through which it is written while it is being built:
 * a write demands an alias, so that none makes an index by mistake.
 */
export const createIndices = ({ call, alias, declared, shards, languages }: IndicesOptions) => {
  const indexName = (version: string): string => `${alias}.${checkVersionName(version)}`;
  const writeAlias = (version: string): string => `${indexName(version)}.write`;

  const current = async (options: CallOptions | undefined): Promise<string | undefined> => {
    try {
      const body = await call({ method: 'GET', path: `/_alias/${alias}`, repeatable: true }, options);
      return Object.keys(z.record(z.string(), z.unknown()).parse(body))[0];
    } catch (error) {
      if (isCode(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  };

  const countOf = async (index: string, options: CallOptions | undefined): Promise<number> => {
    const query = { term: { live: true } };
    const body = await call({ method: 'POST', path: `/${index}/_count`, body: { query }, repeatable: true }, options);
    return Count.parse(body).count;
  };

  const requireShape = async (index: string, options: CallOptions | undefined): Promise<void> => {
    const body = await call({ method: 'GET', path: `/${index}/_mapping`, repeatable: true }, options);
    const found = Mappings.safeParse(body).data?.[index];
    if (found === mappingShape(declared, languages)) return;
    const known = new Set(
      z
        .array(z.unknown())
        .safeParse(JSON.parse(found ?? '[]'))
        .data?.map((line) => JSON.stringify(line)),
    );
    const lacking = [...declared.values()].filter(
      ({ name, type, suggest }) => !known.has(JSON.stringify([name, type, suggest !== false])),
    );
    const names = lacking.map(({ name, type }) => `${name} (${type})`).join(', ');
    throw invalid(
      `search (opensearch): the index '${index}' was made of other fields (${names || 'some are no longer declared'}): rebuild it`,
    );
  };

  const make = async (version: string, aliases: readonly string[], options: CallOptions | undefined): Promise<void> => {
    await call(
      {
        method: 'PUT',
        path: `/${indexName(version)}`,
        body: {
          settings: {
            number_of_shards: shards,
            auto_expand_replicas: '0-1',
            refresh_interval: REFRESHED,
            analysis: ANALYSIS,
          },
          mappings: mappingsOf(declared, languages),
          aliases: Object.fromEntries([...aliases, writeAlias(version)].map((name) => [name, {}])),
        },
        repeatable: false,
      },
      options,
    );
  };

  const point = async (index: string, before: string | undefined, options: CallOptions | undefined): Promise<void> => {
    const remove =
      before === undefined || before === index ? [] : [{ remove: { index: before, alias, must_exist: true } }];
    await call(
      {
        method: 'POST',
        path: '/_aliases',
        body: { actions: [...remove, { add: { index, alias } }] },
        repeatable: false,
      },
      options,
    );
  };

  const operations: Pick<Search, 'create' | 'swap' | 'drop' | 'refresh' | 'prepare' | 'indexes'> = {
    create: (version, options) => make(version, [], options),
    async swap(version, options) {
      const index = indexName(version);
      await requireShape(index, options);
      const before = await current(options);
      await point(index, before, options);
      return before?.slice(alias.length + 1);
    },
    async drop(version, options) {
      const index = indexName(version);
      if ((await current(options)) === index)
        throw new PortError('search', 'CONDITION_FAILED', `search: the alias points at '${version}'; swap it first`);
      await call({ method: 'DELETE', path: `/${index}`, repeatable: false }, options);
    },
    async indexes(options) {
      const all = z
        .record(z.string(), z.object({ aliases: z.record(z.string(), z.unknown()) }))
        .parse(await call({ method: 'GET', path: `/${alias}.*/_alias`, repeatable: true }, options));
      return Promise.all(
        Object.entries(all)
          .toSorted(([a], [b]) => compareText(a, b))
          .map(async ([index, { aliases }]) => ({
            name: index.slice(alias.length + 1),
            current: Object.hasOwn(aliases, alias),
            documents: await countOf(index, options),
          })),
      );
    },
    async refresh(options) {
      await call({ method: 'POST', path: `/${alias}.*/_refresh`, repeatable: true }, options);
    },
    async prepare(options) {
      if ((await current(options)) === undefined)
        try {
          await make(FIRST, [alias], options);
        } catch (error) {
          // Another process made it just now, or it was left without its alias.
          if (!isCode(error, 'CONDITION_FAILED')) throw error;
          if ((await current(options)) === undefined) await point(indexName(FIRST), undefined, options);
        }
      const index = await current(options);
      if (index !== undefined) await requireShape(index, options);
    },
  };
  return { operations, indexName, writeAlias };
};
