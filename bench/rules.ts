import { startWorker } from './process.ts';
import { shown, table } from './statistics.ts';

/** Processor time of one request for ten items, in microseconds. */
export interface RulesFigures {
  /** Of a list of ten, in which each of so many fields is open: there is no rule before it. */
  readonly open: number;
  /** Of the same, in which each of them has a rule. */
  readonly guarded: number;
  /** Of the record predicate, made once and asked of ten records. */
  readonly predicate: number;
  readonly fields: number;
}

/** What rules before fields and the record predicate cost a request for ten items, in a process of its own. */
export const benchRules = async (rounds: number): Promise<RulesFigures> => {
  await using worker = await startWorker(new URL('./variants/rules.ts', import.meta.url), { rounds });
  return await worker.ask<RulesFigures>(null);
};

/** The figures as a table. */
export const rulesTable = ({ open, guarded, predicate, fields }: RulesFigures): string =>
  table([
    ['ten items', 'CPU µs a request'],
    [`${fields} open fields each`, shown(open)],
    ['the same, a rule before each', shown(guarded)],
    ['price of a rule before one field', shown((guarded - open) / fields)],
    ['price of the record predicate', shown(predicate)],
  ]);
