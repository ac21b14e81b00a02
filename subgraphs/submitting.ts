import type { Refusal } from '../writes/command.ts';
import { actorOf } from '../writes/command.ts';
import type { Submit } from '../writes/submit.ts';
import type { RefusedAtOnce, ShownReceipt } from './shownReceipt.ts';
import type { RequestScope } from './subgraph.ts';

const LONGEST_NAME = 200;

/** What every mutation is given beside its own. */
export interface Given {
  readonly idempotencyKey: string;
  readonly onBehalfOf?: string | null | undefined;
}

/** The record that a command is about, and what its sender has seen of it. */
export interface Target {
  readonly subject: string;
  readonly expects: number | 'absent' | 'any';
}

/** What submitting works with. */
export interface Submitting {
  readonly scope: RequestScope;
  readonly writes: { readonly submit: Submit };
}

/** What is wrong with the name of whom somebody writes for. */
export const nameFaults = (onBehalfOf: string | null | undefined): Refusal[] =>
  (onBehalfOf ?? '').length <= LONGEST_NAME
    ? []
    : [{ code: 'INVALID', message: `A name has at most ${LONGEST_NAME} characters.`, field: 'onBehalfOf' }];

/** A command that is refused before anything is kept of it. */
export const refused = (kind: string, { subject, expects }: Target, errors: readonly Refusal[]): RefusedAtOnce => ({
  state: 'REJECTED',
  kind,
  subject: expects === 'absent' ? undefined : subject,
  errors,
});

/** Makes a command of a mutation, in its sender's name, and answers its receipt. @throws `AnswerError` as {@link Submit} does. */
export const submitCommand = async (
  kind: string,
  target: Target,
  input: object,
  { idempotencyKey, onBehalfOf }: Given,
  { scope, writes }: Submitting,
): Promise<ShownReceipt> => {
  const person = onBehalfOf ?? undefined;
  const faults = nameFaults(person);
  if (faults.length > 0) return refused(kind, target, faults);
  // As it is kept, and read again when it is applied.
  const kept: unknown = JSON.parse(JSON.stringify(input));
  const submitted = await writes.submit({
    command: { kind, ...target, input: kept, actor: actorOf(scope.viewer, person) },
    idempotencyKey,
    now: scope.now,
    signal: scope.signal,
  });
  return 'receipt' in submitted ? submitted.receipt : refused(kind, target, submitted.refused);
};
