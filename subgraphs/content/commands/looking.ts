import type { Command, CommandHandler, Prepared, Refusal } from '../../../writes/command.ts';
import { conflict } from '../../inputs.ts';

/** Every reason why a command is refused. */
export interface Refused {
  readonly refused: readonly [Refusal, ...Refusal[]];
}

/** What a look at a command comes to. */
export type Looked<Seen> = Refused | { readonly seen: Seen };

/** A command at the moment at which it is applied. */
export interface Applied {
  readonly command: Command;
  /** ISO 8601. */
  readonly at: string;
  /** The receipt's id. */
  readonly receipt: string;
  readonly signal: AbortSignal;
}

/** A kind of command that is checked, and later applied, by the same look at what is stored. */
export interface Looking<Seen> {
  /** Whether it is taken though what was written before is not yet done. Default false. */
  readonly urgent?: boolean | undefined;
  /** Its form, what it is about, and who may, whatever the version. */
  readonly look: (command: Command, beside: readonly Command[], signal: AbortSignal) => Promise<Looked<Seen>>;
  /** The version that its sender has seen. */
  readonly versionOf: (seen: Seen) => number | undefined;
  readonly plan: (seen: Seen, applied: Applied) => Promise<Prepared>;
}

/** Makes the handler of one: the version is looked at last. */
export const createLookingHandler = <Seen>({ urgent, look, versionOf, plan }: Looking<Seen>): CommandHandler => ({
  urgent,

  check: async (command, signal, beside) => {
    const looked = await look(command, beside, signal);
    return 'refused' in looked ? looked.refused : [];
  },

  prepare: async ({ command, receipt, now, signal, beside }) => {
    const looked = await look(command, beside, signal);
    if ('refused' in looked) return looked;
    const { expects } = command;
    const version = versionOf(looked.seen);
    if (typeof expects === 'number' && expects !== version) return { refused: [conflict(expects, version)] };
    return plan(looked.seen, { command, at: new Date(now).toISOString(), receipt, signal });
  },
});
