import type { ZodType } from 'zod';
import type { Actor, Command, CommandHandler, Refusal } from '../../../writes/command.ts';
import { checkInput } from '../../inputs.ts';
import type { MediaPlan, MediaPlans } from '../plans.ts';
import type { LiveMedia } from '../record.ts';
import type { MediaStore } from '../store.ts';

/** What commands of media stand on. */
export interface MediaCommandParts {
  /** It puts what it plans into packages. */
  readonly store: Pick<MediaStore, 'states'> & MediaPlans;
  /** A subsidiary's own language, BCP 47. */
  readonly languageOf: (organisation: string) => Promise<string>;
}

/** A command beside the asset that it is about: there is none where the command makes it. */
export interface Look<Input, Asset extends LiveMedia | undefined> {
  readonly actor: Actor;
  /** The asset's id. */
  readonly subject: string;
  readonly input: Input;
  readonly asset: Asset;
}

/** {@link Look} at the moment at which it is applied. */
export interface Applying<Input, Asset extends LiveMedia | undefined> extends Look<Input, Asset> {
  /** ISO 8601. */
  readonly at: string;
  /** The receipt's id. */
  readonly receipt: string;
  readonly signal: AbortSignal;
}

/** One kind of command of media. */
export interface Definition<Input, Asset extends LiveMedia | undefined> {
  readonly input: ZodType<Input>;
  /** Whether its sender may do this to this asset. */
  readonly allows: (look: Look<Input, Asset>) => readonly Refusal[];
  /** Whether it holds whatever has become of the asset since its sender looked. */
  readonly anyVersion?: boolean;
  /** What is written. */
  readonly plan: (applying: Applying<Input, Asset>) => Promise<MediaPlan | Refusal>;
}

const notThere: Refusal = { code: 'NOT_FOUND', message: 'There is no such asset.', field: 'id' };

const conflict = (expected: number, found: number): Refusal => ({
  code: 'VERSION_CONFLICT',
  message: `It has changed: its current version is ${found}, you expected ${expected}.`,
  field: 'expectedVersion',
});

type Looked<Input, Asset extends LiveMedia | undefined> =
  | { readonly refusals: readonly [Refusal, ...Refusal[]] }
  | { readonly seen: Look<Input, Asset> };

/** Makes a handler of how an asset is found for a command: its form, the asset, who may and the version are looked at in that order. */
const handlerOf = <Input, Asset extends LiveMedia | undefined>(
  definition: Definition<Input, Asset>,
  find: (command: Command, signal: AbortSignal) => Promise<{ readonly asset: Asset } | undefined>,
): CommandHandler => {
  const look = async (command: Command, signal: AbortSignal): Promise<Looked<Input, Asset>> => {
    const { actor, subject } = command;
    const checked = checkInput(definition.input, command.input);
    const faults = 'faults' in checked ? checked.faults : [];
    const found = await find(command, signal);
    // What is wrong with the form is told with what is wrong with the asset, all at once.
    if (!found || 'faults' in checked) {
      const [first = notThere, ...others] = [...faults, ...(found ? [] : [notThere])];
      return { refusals: [first, ...others] };
    }
    const seen = { actor, subject, input: checked.input, asset: found.asset };
    const [refusal, ...others] = definition.allows(seen);
    return refusal ? { refusals: [refusal, ...others] } : { seen };
  };

  return {
    check: async (command, signal) => {
      const looked = await look(command, signal);
      return 'refusals' in looked ? looked.refusals : [];
    },

    prepare: async ({ command, receipt, now, signal }) => {
      const looked = await look(command, signal);
      if ('refusals' in looked) return { refused: looked.refusals };
      const { expects } = command;
      const version = looked.seen.asset?.version;
      if (version !== undefined && typeof expects === 'number' && expects !== version && definition.anyVersion !== true)
        return { refused: [conflict(expects, version)] };
      const planned = await definition.plan({ ...looked.seen, at: new Date(now).toISOString(), receipt, signal });
      if ('code' in planned) return { refused: [planned] };
      // The one condition is that the asset is as it was: it is looked at again.
      return { ...planned, lost: () => undefined };
    },
  };
};

/** The handler of a command that makes an asset. */
export const createsAsset = <Input>(definition: Definition<Input, undefined>): CommandHandler =>
  handlerOf(definition, () => Promise.resolve({ asset: undefined }));

/** The handler of a command about an asset that is there. What is another's is not. */
export const changesAsset = <Input>(
  definition: Definition<Input, LiveMedia>,
  { store }: MediaCommandParts,
): CommandHandler =>
  handlerOf(definition, async ({ subject, actor }, signal) => {
    const [asset] = await store.states([subject], { signal });
    return asset?.live && asset.owner === actor.organisation ? { asset } : undefined;
  });
