import type { Licence, Organisation } from '../../platform/directory.ts';
import { OperatorError, PortError } from '../../platform/errors.ts';
import type { Counted, Effect } from '../../subgraphs/licencePreview.ts';
import { previewLicences } from '../../subgraphs/licencePreview.ts';
import type { CommandParts } from './command.ts';
import type { Desk } from './desk.ts';
import { countOf } from './table.ts';

const counts = (label: string, all: Counted['sections']): string[] =>
  all.length === 0 ? [] : [`    ${label}  ${all.map(({ name, count }) => `${name} ${count}`).join(', ')}`];

const inWords = (verb: string, { total, content, media, sections }: Counted): string[] =>
  total === 0
    ? []
    : [
        `  ${verb} ${countOf(total, 'record')}`,
        ...counts('content by type   ', content),
        ...counts('content by section', sections),
        ...counts('media by type     ', media),
      ];

const audience = ({ applications, channel, territory }: Effect): string => {
  const where = territory === undefined ? channel : `${channel}, ${territory}`;
  return applications.length === 0 ? `${where} (no application yet)` : `${applications.join(', ')} (${where})`;
};

/** Effects as an operator reads them. */
export const describeEffects = (effects: readonly Effect[]): string[] =>
  effects.length === 0
    ? ['It changes nothing that can be seen at that moment.']
    : effects.flatMap((effect) => [
        audience(effect),
        ...inWords('gains', effect.gained),
        ...inWords('loses', effect.lost),
      ]);

/**
 * Says what a licensee gains and loses by a change of its licences. Where a backend is away that is said instead, so that a licence can be ended all the
 * same; a dry run, which is for nothing else, fails.
 */
export const sayEffects = async (
  desk: Desk,
  { say, note }: Pick<CommandParts, 'say' | 'note'>,
  change: { readonly licensee: Organisation; readonly before: readonly Licence[]; readonly after: readonly Licence[] },
  { at, dryRun }: { readonly at: number; readonly dryRun: boolean },
): Promise<readonly Effect[] | undefined> => {
  try {
    const { search, contentStore } = await desk.archive();
    const applications = await desk.register.applications(change.licensee.id);
    const sectionNames = async (ids: readonly string[]): Promise<string[]> => {
      const terms = ids.length === 0 ? [] : await contentStore.terms(ids.map((id) => ({ kind: 'section', id })));
      return ids.map((id, index) => {
        const term = terms[index];
        return term && !(term instanceof Error) ? term.name : id;
      });
    };
    const effects = await previewLicences({ search, sectionNames }, { ...change, applications, at });
    describeEffects(effects).forEach(say);
    return effects;
  } catch (error) {
    if (dryRun || !(error instanceof PortError || error instanceof OperatorError)) throw error;
    note(`What it changes could not be counted: ${error.message}`);
    return undefined;
  }
};
