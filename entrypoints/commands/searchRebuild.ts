import { z } from 'zod';
import { readProgress, saveProgress } from '../../platform/directory/progress.ts';
import { OperatorError } from '../../platform/errors.ts';
import { indexSchema } from '../../subgraphs/document.ts';
import type { Rebuilding } from '../../subgraphs/search/rebuild.ts';
import { beginning, forgetRebuild, rebuild, rebuildingSchema } from '../../subgraphs/search/rebuild.ts';
import { command } from './command.ts';
import type { Archive, Desk } from './desk.ts';
import { countsInWords } from './reconcile.ts';
import { countOf } from './table.ts';

/** Its place in the directory's notes of progress. */
const NAME = 'search-rebuild';
const PROGRESS_MS = 2_000;
/** A rebuild that has not said for so long that it goes on is none any more, in milliseconds. */
const ALIVE_MS = 60_000;

const progressShape = z.object({
  state: rebuildingSchema,
  /** When it said so; absent once it was stopped. ISO 8601. */
  under: z.iso.datetime({ precision: 3 }).optional(),
});

/** The rebuild that is under way or was stopped. */
export const rebuildingNow = async ({ records }: Pick<Desk, 'records'>): Promise<Rebuilding | undefined> =>
  (await readProgress(records, NAME, progressShape))?.state;

/** Forgets the rebuild that was stopped: the next begins anew. */
export const endRebuilding = async (desk: Desk, archive: Archive, signal: AbortSignal): Promise<void> => {
  await forgetRebuild({ records: archive.records, describers: archive.describers }, signal);
  await saveProgress(desk.records, NAME, undefined);
};

const nameAt = (now: number): string => `r${new Date(now).toISOString().replace(/\D/g, '')}`;

const inWords = ({ name, stage, items, records }: Rebuilding): string => {
  const read = `${countOf(records, 'record')} (${countOf(items, 'item')} read)`;
  if (stage.is === 'compare' && stage.reached) return `${name}: compared ${countsInWords(stage.reached.counts)}`;
  return `${name}: ${stage.is === 'scan' ? 'taken in' : `${stage.is} after`} ${read}`;
};

/** The rebuild that goes on, or a new one. @throws `OperatorError` where another process is at it. */
const begin = async (
  desk: Desk,
  archive: Archive,
  into: string | undefined,
  signal: AbortSignal,
): Promise<Rebuilding> => {
  const { search } = archive;
  const known = await readProgress(desk.records, NAME, progressShape);
  if (known?.under !== undefined && desk.now() - Date.parse(known.under) < ALIVE_MS)
    throw new OperatorError(
      `another process is building ${known.state.name}, or was a minute ago: wait for it, or end it first`,
    );
  const names = (await search.indexes({ signal })).map(({ name }) => name);
  if (known && (into === undefined || into === known.state.name) && names.includes(known.state.name))
    return known.state;
  if (known)
    throw new OperatorError(
      `the rebuild of ${known.state.name} was stopped: go on with it (\`masthead search rebuild\`), or \`masthead search drop ${known.state.name}\` first`,
    );
  if (into !== undefined && !names.includes(into))
    throw new OperatorError(`there is no index ${into}: \`masthead search list\` says which there are`);
  const name = into ?? nameAt(desk.now());
  await forgetRebuild(archive, signal);
  // Noted first, so that no index is ever left that nobody knows of.
  await saveProgress(desk.records, NAME, { state: beginning(name) });
  if (into === undefined) await search.create(name, { signal });
  return beginning(name);
};

/** Builds a new index and swaps it for the living one. */
export const rebuildCommand = command({
  about:
    'builds a new index beside the living one while writes go on, holds it against the records, and swaps it in; the one before stays until `search drop`. Stopped, it goes on where it was',
  options: {
    into: {
      type: 'string',
      value: 'NAME',
      about: 'brings this index up to date, such as the one before, and swaps that in',
    },
    'without-unreadable': {
      type: 'boolean',
      about: 'leaves out records that cannot be read; else nothing is swapped while there are any',
    },
  },
  run: async ({ into, 'without-unreadable': withoutUnreadable = false }, _, { say, note, signal, desk: open }) => {
    const desk = await open();
    const archive = await desk.archive({ anyIndex: true });
    const { search, describers, log } = archive;
    const from = await begin(desk, archive, into, signal);
    const { name } = from;
    const began = desk.now();
    let noted = began;
    let reached = from;
    const onReached = async (state: Rebuilding): Promise<void> => {
      reached = state;
      await saveProgress(desk.records, NAME, { state, under: new Date(desk.now()).toISOString() });
      if (desk.now() - noted < PROGRESS_MS) return;
      noted = desk.now();
      note(inWords(state));
    };
    const parts = { records: archive.records, search, describers, schema: indexSchema, log };
    const result = await rebuild(parts, { from, withoutUnreadable, signal, onReached });
    // Nobody is at it now, whatever it came to.
    await saveProgress(desk.records, NAME, { state: reached });
    if (result.outcome === 'stopped')
      throw new OperatorError(`stopped (${inWords(reached)}); run the same command again, and it goes on from there`);
    if (result.outcome === 'differs')
      throw new OperatorError(
        `${name} is not as the records say, and was not swapped in: ${countsInWords(result.counts)}. What could not be read or taken is logged: mend it and run the same command again${result.counts.unreadable > 0 ? ', or leave it out with --without-unreadable' : ''}`,
      );
    await endRebuilding(desk, archive, signal);
    const indexes = await search.indexes({ signal });
    const documentsIn = (of: string | undefined): number | undefined =>
      indexes.find((index) => index.name === of)?.documents;
    await desk.changes.note({
      action: 'rebuild',
      noun: 'index',
      subject: name,
      organisation: '',
      before: result.before === undefined ? null : { index: result.before },
      after: { index: name, documents: documentsIn(name) ?? 0 },
    });
    const seconds = Math.round((desk.now() - began) / 100) / 10;
    const answer = {
      index: name,
      documents: documentsIn(name),
      before: result.before,
      documentsBefore: documentsIn(result.before),
      items: reached.items,
      records: reached.records,
      compared: result.counts,
      seconds,
    };
    say(`${name} is the living index: ${countOf(answer.documents ?? 0, 'document')}.`);
    if (result.counts) say(`Compared: ${countsInWords(result.counts)}. In ${seconds} s.`);
    if (result.before !== undefined)
      say(
        `${result.before} (${countOf(answer.documentsBefore ?? 0, 'document')}) stays as it was: \`masthead search rebuild --into ${result.before}\` goes back to it, \`masthead search drop ${result.before}\` removes it.`,
      );
    return answer;
  },
});
