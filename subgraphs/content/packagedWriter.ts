import type { Packaging } from '../packaging.ts';
import type { ContentToSave } from './plans.ts';
import { ruleFactsOf } from './ruleFacts.ts';
import type { ContentWriter } from './save.ts';
import type { ContentStore } from './store.ts';

/** A writer that puts each record into the packages where rules and choices by hand have it, as it goes live. A draft is for nobody to license: no rule looks at it. */
export const createPackagedWriter = (
  writer: ContentWriter,
  { store, packaging }: { readonly store: ContentStore; readonly packaging: Packaging },
): ContentWriter => {
  const packaged = async (next: ContentToSave): Promise<ContentToSave> => {
    if (next.as !== 'live') return next;
    const { content } = next;
    const packages = await packaging.packagesOf('content', content, async () => {
      const [facts] = await ruleFactsOf(store, [content]);
      if (!facts) throw new TypeError('a record has facts');
      return facts;
    });
    return { ...next, content: { ...content, packages } };
  };
  return {
    ...writer,
    plan: async (next, previous, options) => writer.plan(await packaged(next), previous, options),
    save: async (next, previous, options) => writer.save(await packaged(next), previous, options),
  };
};
