import type { CommandParts, Noun } from './command.ts';
import { usage } from './command.ts';
import { helpOf, helpOfAll } from './help.ts';

/** Runs what a command line says. @throws `OperatorError` with one line that says what to do. */
export const dispatch = async (nouns: readonly Noun[], line: readonly string[], parts: CommandParts): Promise<void> => {
  const [name, ...words] = line;
  if (name === undefined || name === 'help' || name === '--help') return helpOfAll(nouns).forEach(parts.say);
  const noun = nouns.find((each) => each.name === name) ?? usage(`there is no command \`${name}\``);
  const verbs = new Map(Object.entries(noun.verbs));
  const alone = verbs.get('');
  if (words[0] === 'help' || words.includes('--help') || (words.length === 0 && !alone))
    return helpOf(noun).forEach(parts.say);
  const [verb = '', ...rest] = words;
  const named = verb === '' ? undefined : verbs.get(verb);
  const found = named ?? alone ?? usage(`there is no command \`${name} ${verb}\``);
  await found.run(named ? rest : words, parts);
};
