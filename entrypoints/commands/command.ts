import { parseArgs } from 'node:util';
import { OperatorError } from '../../platform/errors.ts';
import type { Desk } from './desk.ts';

/** An option of a command, as `parseArgs` takes it, and in words for its help. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** May be given several times. */
  readonly multiple?: boolean;
  readonly required?: boolean;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly about: string;
}

type Options = Readonly<Record<string, Option>>;
type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : string;
/** The values of a command's options. */
export type Given<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { required: true } ? ValueOf<O[Name]> : ValueOf<O[Name]> | undefined;
};

/** Where a command's words go. */
export interface Output {
  /** A line of the answer, on standard output. */
  readonly say: (line: string) => void;
  /** A line beside the answer, on standard error. */
  readonly note: (line: string) => void;
  /** What was looked for is not as it should be: a line on standard error, and the process ends with 1 though there is an answer. */
  readonly fail: (line: string) => void;
}

/** What a command runs with. */
export interface CommandParts extends Output {
  /** Opened once, when a command first needs it. */
  readonly desk: () => Promise<Desk>;
  /** Aborts when the operator ends the command. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One command: `masthead <noun> <verb> …`. */
export interface Command {
  readonly about: string;
  /** What follows noun and verb, and the lines that explain it. */
  readonly operands: string;
  readonly options: Options;
  run(args: readonly string[], parts: CommandParts): Promise<void>;
}

/** The commands about one kind of thing, by verb; what is meant where no verb is named stands under `''`. */
export interface Noun {
  readonly name: string;
  readonly about: string;
  readonly verbs: Readonly<Record<string, Command>>;
}

const JSON_OPTION = { json: { type: 'boolean', about: 'answers as JSON, for programs' } } as const;

/** A command was called in a way that it does not know: one line, which says what to do. */
export const usage = (fault: string): never => {
  throw new OperatorError(`${fault}. \`masthead help\` says how`);
};

const parse = (args: readonly string[], options: Options) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const [fault = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    return usage(fault.replace(/\.$/, ''));
  }
};

/** What {@link command} is made of. */
export interface CommandDefinition<O extends Options> {
  readonly about: string;
  /** Names of what is given without an option, each required but one in brackets; one that ends in `…` may come several times. */
  readonly operands?: readonly string[];
  readonly options?: O;
  /** Answers what `--json` prints; what it says is for people, and is not said then. */
  run(given: Given<O>, operands: readonly string[], parts: CommandParts): Promise<unknown>;
}

/** Makes a command that checks its operands and options, and answers in words or as JSON. */
export const command = <const O extends Options>(definition: CommandDefinition<O>): Command => {
  const { about, operands = [] } = definition;
  const options = { ...definition.options, ...JSON_OPTION };
  const many = operands.at(-1)?.endsWith('…') === true;
  const required = operands.filter((name) => !name.startsWith('['));
  return {
    about,
    operands: operands.join(' '),
    options,
    run: async (args, parts) => {
      const { values, positionals } = parse(args, options);
      if (positionals.length < required.length) usage(`${required[positionals.length]} is required`);
      if (positionals.length > operands.length && !many) usage(`\`${positionals[operands.length]}\` is one too many`);
      for (const [name, option] of Object.entries<Option>(options))
        if (option.required === true && values[name] === undefined) usage(`--${name} is required`);
      const json = values.json === true;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `parseArgs` checked them against `options`, and what is required is there
      const given = values as unknown as Given<O>;
      const answer = await definition.run(given, positionals, json ? { ...parts, say: () => undefined } : parts);
      if (json) parts.say(JSON.stringify(answer ?? null, null, 2));
    },
  };
};
