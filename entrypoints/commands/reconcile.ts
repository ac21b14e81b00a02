import { z } from 'zod';
import { readProgress, saveProgress } from '../../platform/directory/progress.ts';
import { OperatorError } from '../../platform/errors.ts';
import { createTermNames } from '../../subgraphs/content/termNames.ts';
import { indexSchema, recordOfDocument } from '../../subgraphs/document.ts';
import type { Nameless } from '../../subgraphs/nameCheck.ts';
import type { Differing } from '../../subgraphs/search/comparing.ts';
import { differences } from '../../subgraphs/search/comparing.ts';
import type { ReconcileCounts } from '../../subgraphs/search/reconcile.ts';
import { leftOver, reachedSchema, reconcile } from '../../subgraphs/search/reconcile.ts';
import { sampleCache, tagsOfWrong } from './cacheSample.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import { countOf, table } from './table.ts';
import { wholeNumberOf } from './values.ts';

/** Its place in the directory's notes of progress. */
const NAME = 'reconcile';
/** Differing records that are listed; all are counted. */
const MOST_LISTED = 1_000;
const PROGRESS_MS = 2_000;

const progressShape = z.object({ repair: z.boolean(), reached: reachedSchema });

/** Counts in a line. */
export const countsInWords = (counts: ReconcileCounts): string => {
  const found = differences.flatMap((each) => (counts[each] > 0 ? [`${counts[each]} ${each}`] : []));
  const differing = found.length === 0 ? 'nothing differs' : found.join(', ');
  const read = `${countOf(counts.records, 'record')} (${countOf(counts.items, 'item')} read) and ${countOf(counts.documents, 'document')} of the index`;
  return `${read}: ${differing}${counts.repaired > 0 ? `; ${counts.repaired} repaired` : ''}`;
};

/** A document that differs, as it is listed. */
export const shownDiffering = ({ id, is, document, held, fields }: Differing, repaired: boolean) => ({
  record: recordOfDocument(id).id,
  kind: recordOfDocument(id).kind.toLowerCase(),
  is,
  version: document?.version,
  inIndex: held,
  fields,
  repaired,
});

/** Holds the index against the records. */
export const reconcileNoun: Noun = {
  name: 'reconcile',
  about: 'whether the index has what the records say',
  verbs: {
    '': command({
      about:
        'compares every record with its document in the index and every document with its record: missing, extra, for another audience, stale, different; and whether slugs lead to their sections, tags and contributors. Reads both whole; writes nothing unless told. Stopped, it goes on where it was',
      options: {
        repair: { type: 'boolean', about: 'writes anew what differs' },
        sample: {
          type: 'string',
          value: 'N',
          about:
            'looks at so many answers in the shared cache, those to registered operations without variables (200 unless given)',
        },
        again: { type: 'boolean', about: 'from the beginning, where an earlier one was stopped' },
      },
      run: async (
        { repair = false, again = false, sample: most = '200' },
        _,
        { say, note, fail, signal, desk: open },
      ) => {
        const desk = await open();
        const { records, now } = desk;
        const sample = wholeNumberOf('sample', most);
        const archive = await desk.archive();
        const { search, describers, contentStore, indexed, sharedCache } = archive;
        const names = createTermNames({ records: archive.records, store: contentStore });
        await indexed();
        const known = again ? undefined : await readProgress(records, NAME, progressShape);
        const from = known?.repair === repair ? known.reached : undefined;
        if (from) note('gone on where it was stopped');
        const began = now();
        let noted = began;
        const differing: ReturnType<typeof shownDiffering>[] = [];
        const nameless: Nameless[] = [];
        const { counts, stopped } = await reconcile(
          { records, search, schema: indexSchema, describers, names, wait: desk.wait },
          {
            repair,
            from,
            signal,
            onDiffering: (each, repaired) => {
              if (differing.length < MOST_LISTED) differing.push(shownDiffering(each, repaired));
            },
            onNameless: (each) => {
              if (nameless.length < MOST_LISTED) nameless.push(each);
            },
            onReached: async (reached) => {
              await saveProgress(records, NAME, { repair, reached });
              if (now() - noted < PROGRESS_MS) return;
              noted = now();
              note(countsInWords(reached.counts));
            },
          },
        );
        if (stopped)
          throw new OperatorError(
            `stopped (${countsInWords(counts)}); run the same command again, and it goes on from there`,
          );
        await saveProgress(records, NAME, undefined);

        if (differing.length > 0)
          table(
            ['record', 'kind', 'is', 'version', 'in the index', 'fields', 'repaired'],
            differing.map((each) => [
              each.record,
              each.kind,
              each.is,
              each.version,
              each.inIndex,
              each.fields.join(' '),
              each.repaired ? 'yes' : 'no',
            ]),
          ).forEach(say);
        if (nameless.length > 0)
          table(
            ['slug', 'of', 'id', 'leads to', 'repaired'],
            nameless.map(({ slug, kind, id, holder, repaired }) => [slug, kind, id, holder, repaired ? 'yes' : 'no']),
          ).forEach(say);
        const left = leftOver(counts);
        const seconds = Math.round((now() - began) / 100) / 10;
        say(`${countsInWords(counts)}. In ${seconds} s.`);
        const cache = sample > 0 ? await sampleCache(desk, archive, sample, signal) : undefined;
        const wrong = cache?.wrong ?? [];
        if (wrong.length > 0)
          table(
            ['organisation', 'application', 'operation', 'its kept answer is', 'for'],
            wrong.map((each) => [each.organisation, each.application, each.operation, each.is, each.tag]),
          ).forEach(say);
        if (cache)
          say(`Of ${cache.asked} answers that may be kept ${cache.entries} are, ${wrong.length} of them wrongly.`);
        if (repair && wrong.length > 0) await sharedCache?.purge(tagsOfWrong(wrong), { signal });
        else if (wrong.length > 0) fail('kept answers are not as they should be: --repair purges them');
        if (left > 0)
          fail(
            repair
              ? `${countOf(left, 'document')} could not be repaired: \`masthead search rebuild\` makes a new index; what cannot be read takes an import or an edit`
              : `not as the records say: ${countOf(left, 'document')}; --repair writes them anew`,
          );
        const astray = counts.nameless - counts.named;
        if (astray > 0)
          fail(
            repair
              ? `${countOf(astray, 'slug')} could not be repaired: another has it; give one of them another slug`
              : `${countOf(astray, 'slug')} of sections, tags or contributors do not lead to them; --repair has those do that nothing else has`,
          );
        return { counts, differing, nameless, seconds, cache };
      },
    }),
  },
};
