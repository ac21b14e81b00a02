import type { Command, Noun } from './command.ts';

const WIDTH = 26;

const optionsOf = ({ options }: Command): string[] =>
  Object.entries(options).map(([name, { value, about, required, multiple }]) => {
    const shown = value === undefined ? `--${name}` : `--${name} ${value}`;
    const more = [...(required ? ['required'] : []), ...(multiple ? ['may be given several times'] : [])];
    return `      ${shown.padEnd(WIDTH)} ${about}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
  });

/** Every command of a noun, with its options. */
export const helpOf = ({ name, about, verbs }: Noun): string[] => [
  `masthead ${name}: ${about}`,
  ...Object.entries(verbs).flatMap(([verb, each]) => [
    '',
    `  masthead ${[name, verb, each.operands].filter(Boolean).join(' ')}`,
    `      ${each.about}`,
    ...optionsOf(each),
  ]),
];

/** A command without a verb stands among others by what it takes. */
const verbsOf = (verbs: Noun['verbs']): string => {
  const all = Object.entries(verbs);
  return all.length === 1 ? (all[0]?.[0] ?? '') : all.map(([verb, { operands }]) => verb || operands).join('|');
};

/** The whole command line in a page. */
export const helpOfAll = (nouns: readonly Noun[]): string[] => [
  'masthead: the command line of Masthead',
  '',
  ...nouns.flatMap(({ name, about, verbs }) => [
    `  masthead ${[name, verbsOf(verbs)].filter(Boolean).join(' ')}`,
    `      ${about}`,
  ]),
  '',
  '`masthead NOUN help` explains its commands. Each answers as JSON with --json.',
  'It works on the backends that the environment configures, on the folder DATA_DIR without, beside a running server too.',
];
