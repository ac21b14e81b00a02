import type { Command, Refusal } from '../../../writes/command.ts';
import { sound } from '../../item.ts';
import type { Term } from '../record.ts';
import type { ContentStore } from '../store.ts';
import { isComing } from './references.ts';
import { termInputs } from './termFields.ts';

/** How many sections may lie above one. */
const MOST_ABOVE = 10;
const FIELD = 'section.parent';

const refusal = (code: Refusal['code'], message: string): Refusal => ({ code, message, field: FIELD });

/** Where a section is put by a command that is done with another, if it is: `null` at the top. */
const parentBeside = (id: string, beside: readonly Command[]): string | null | undefined => {
  const command = beside.find(({ kind, subject }) => kind === 'saveSection' && subject === id);
  const { data } = termInputs.section.safeParse(command?.input);
  return data && (data.parent ?? null);
};

/** The stored sections above one that is to lie in `parent`, the nearest first, as they will lie; or why it cannot: that is not there or another's, it would lie within itself, or too deep. */
export const ancestorsOf = async (
  { subject: section, actor: { organisation: owner } }: Command,
  parent: string,
  beside: readonly Command[],
  store: ContentStore,
  signal: AbortSignal,
): Promise<readonly Term[] | Refusal> => {
  const above: Term[] = [];
  let depth = 0;
  for (let next: string | undefined = parent; next !== undefined; ) {
    if (next === section) return refusal('INVALID', 'A section cannot lie within itself.');
    if (depth === MOST_ABOVE) return refusal('INVALID', `At most ${MOST_ABOVE} sections lie above one.`);
    depth += 1;
    const moved = parentBeside(next, beside);
    if (moved !== undefined && isComing('section', next, beside)) {
      next = moved ?? undefined;
      continue;
    }
    const [read] = await store.terms([{ kind: 'section', id: next }], { consistent: true, signal });
    const found: Term | undefined = sound(read);
    if (found?.owner !== owner) {
      if (next === parent) return refusal('NOT_FOUND', `There is no section ${next}.`);
      // A section further up that was deleted, or never came, is the end.
      break;
    }
    above.push(found);
    next = moved === undefined ? found.parent : (moved ?? undefined);
  }
  return above;
};
