import type { CommandParts, Noun } from './command.ts';
import { usage } from './command.ts';
import { helpOf, helpOfAll } from './help.ts';

const isHelp = (word: string | undefined): boolean => word === undefined || word === 'help' || word === '--help';

/** Runs what a command line says. @throws `OperatorError` with one line that says what to do. */
export const dispatch = async (nouns: readonly Noun[], line: readonly string[], parts: CommandParts): Promise<void> => {
  const [name, verb, ...rest] = line;
  if (isHelp(name)) return helpOfAll(nouns).forEach(parts.say);
  const noun = nouns.find((each) => each.name === name) ?? usage(`there is no command \`${name}\``);
  if (isHelp(verb) || rest.includes('--help')) return helpOf(noun).forEach(parts.say);
  const found = Object.entries(noun.verbs).find(([each]) => each === verb)?.[1];
  await (found ?? usage(`there is no command \`${name} ${verb}\``)).run(rest, parts);
};
