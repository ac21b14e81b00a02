import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { z } from 'zod';
import { apiSchemaOf } from '../../gateway/views/apiSchema.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import type { View } from '../../platform/viewer.ts';
import { visibilityTags } from '../../platform/viewer.ts';
import { elementsOf, graphTypesOf } from '../../schema/elements.ts';
import { work } from '../process.ts';

setFlagsFromString('--expose-gc');
const gc: unknown = runInNewContext('gc');
const isCollector = (value: unknown): value is () => void => typeof value === 'function';

/** Bytes in use once what is not is gone. */
const heapBytes = (): number => {
  if (!isCollector(gc)) throw new TypeError('this Node has no gc');
  for (let round = 0; round < 3; round += 1) gc();
  return process.memoryUsage().heapUsed;
};

/** Views that all differ: each hides another field that views may hide. */
const viewsOf = (count: number, hideable: readonly string[]): View[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `view-${at}`,
    version: 1,
    tags: visibilityTags.slice(0, 1 + (at % visibilityTags.length)),
    hidden: [hideable[at % hideable.length] ?? ''].filter((name) => at > 4 && name !== ''),
    anonymous: false,
  }));

/** Makes the schemas of so many views, all kept. */
work(z.object({ views: z.number() }), async ({ views: count }) => {
  const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const schema = apiSchemaOf(supergraphSdl);
  const content = graphTypesOf([parse(supergraphSdl)]).get('Content');
  const hideable = (content ? elementsOf(content) : [])
    .map(({ coordinate }) => coordinate)
    .filter((each) => each !== 'Content.id');
  return {
    ready: {},
    answer: async () => {
      const schemas = createViewSchemas(schema, supergraphSdl);
      const views = viewsOf(count, hideable);
      const before = heapBytes();
      const times: number[] = [];
      for (const view of views) {
        const began = performance.now();
        const made = schemas.of(view);
        times.push(performance.now() - began);
        if (made.schema.getQueryType() === undefined) throw new TypeError('a view shows nothing');
      }
      const bytes = heapBytes() - before;
      // Still held here, so that what was measured was not collected.
      return { views: views.filter((view) => schemas.of(view)).length, bytes, times };
    },
    end: async () => undefined,
  };
});
