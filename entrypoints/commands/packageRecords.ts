import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import { createPackagedContent } from '../../subgraphs/content/repackage.ts';
import { createPackagedMedia } from '../../subgraphs/media/repackage.ts';
import type { Counts, Settled } from '../../subgraphs/packages.ts';
import { applyPackage, settleRecord } from '../../subgraphs/packages.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { packageNamed, ruleInWords } from './packageNamed.ts';

const packaging = async (desk: Desk, dryRun = false) => {
  const { records, contentStore, mediaStore, indexed } = await desk.archive();
  return {
    indexed,
    options: {
      records,
      content: createPackagedContent({ records, store: contentStore }),
      media: createPackagedMedia({ records, store: mediaStore }),
      by: () => ({ author: desk.by, at: new Date(desk.now()).toISOString() }),
      dryRun,
    },
  };
};

const countsInWords = ({ seen, put, taken, full, failed }: Counts): string =>
  `${seen} looked at, ${put} put in, ${taken} taken out${full > 0 ? `, ${full} in ten packages already` : ''}${failed > 0 ? `, ${failed} failed` : ''}`;

const PROGRESS_MS = 2_000;

const OUTCOMES: Readonly<Record<Settled, string>> = {
  put: 'put in',
  taken: 'taken out',
  unchanged: 'lies so already',
  full: 'lies in ten packages already, and stays as it is',
  failed: 'is being changed by others again and again: do it again',
  absent: 'is not there, not live, or not its owner’s',
};

/** `put`, `take` and `release`: a choice by hand, held against the rule from then on. */
export const byHand = (about: string, choice: boolean | undefined) =>
  command({
    about,
    operands: ['OWNER/NAME', 'RECORD…'],
    run: async (_, [id = '', ...ids], { say, desk: open }) => {
      const desk = await open();
      const owned = await packageNamed(desk, id);
      const bad = ids.find((each) => !ID_PATTERN.test(each));
      if (bad !== undefined) throw new OperatorError(`${JSON.stringify(bad)} is no record’s id: 26 letters and digits`);
      const { options, indexed } = await packaging(desk);
      const results: { readonly record: string; readonly became: Settled }[] = [];
      for (const record of ids) {
        const kinds = [await options.content.find(record), await options.media.find(record)];
        if (!kinds.some((found) => found?.owner === owned.owner))
          throw new DirectoryRefusal('NOT_FOUND', `${owned.owner} has no live record \`${record}\``);
        await desk.changes.choose(id, record, choice);
        const became = await settleRecord(owned, record, options);
        results.push({ record, became });
        say(`${record}  ${OUTCOMES[became]}`);
      }
      await indexed();
      return results;
    },
  });

/** Moves the records of a package as its rule and the choices by hand say. */
export const applyCommand = command({
  about:
    'moves the owner’s live records in and out as the rule and the choices by hand say. Stopped, it goes on where it was',
  operands: ['OWNER/NAME'],
  options: { 'dry-run': { type: 'boolean', about: 'counts, writes nothing' } },
  run: async ({ 'dry-run': dryRun = false }, [id = ''], { say, note, signal, desk: open }) => {
    const desk = await open();
    const owned = await packageNamed(desk, id);
    const { options, indexed } = await packaging(desk, dryRun);
    let told = desk.now();
    const { counts, resumed, stopped } = await applyPackage(owned, {
      ...options,
      signal,
      onProgress: (soFar) => {
        if (desk.now() - told < PROGRESS_MS) return;
        told = desk.now();
        note(`${id}: ${countsInWords(soFar)}`);
      },
    });
    if (!dryRun)
      await desk.changes.note({
        action: stopped ? 'apply, stopped' : 'apply',
        noun: 'package',
        subject: id,
        organisation: owned.owner,
        before: null,
        after: { rule: ruleInWords(owned), ...counts },
      });
    if (stopped)
      throw new OperatorError(
        `stopped (${countsInWords(counts)}); run the same command again, and it goes on from there`,
      );
    say(
      `${dryRun ? 'A dry run, nothing was written: ' : ''}${resumed ? 'gone on where it was stopped: ' : ''}${countsInWords(counts)}.`,
    );
    if (!dryRun) await indexed();
    if (counts.failed > 0)
      throw new OperatorError(`${counts.failed} records could not be moved: run the same command again`);
    return counts;
  },
});
