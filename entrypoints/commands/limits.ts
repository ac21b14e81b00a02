import { readFileSync } from 'node:fs';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import {
  GraphQLError,
  getVariableValues,
  Kind,
  Lexer,
  parse,
  Source,
  specifiedRules,
  TokenKind,
  validate,
} from 'graphql';
import { compileCost } from '../../gateway/cost/compile.ts';
import type { ExplainedField } from '../../gateway/cost/explain.ts';
import { explainCost } from '../../gateway/cost/explain.ts';
import { createWeights } from '../../gateway/cost/weights.ts';
import { createPlanner } from '../../gateway/execution/planner.ts';
import { createMeasuring, limitsOf } from '../../gateway/limits.ts';
import { createViewSchemas } from '../../gateway/views/viewSchemas.ts';
import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import { OperatorError } from '../../platform/errors.ts';
import type { Noun } from './command.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import { readText, supergraphFile, variablesIn } from './graphFile.ts';
import { keyOf } from './keys.ts';

const refuse = (file: string, errors: readonly Error[]): never => {
  throw new OperatorError(`${file}: ${errors.map(({ message }) => message).join(' ')}`);
};

const documentIn = (file: string, source: string): DocumentNode => {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) return refuse(file, [error]);
    throw error;
  }
};

/** As the gateway counts them: without comments, and without the document's end. */
const tokensIn = (source: string): number => {
  const lexer = new Lexer(new Source(source));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
};

/** The graph and the limits of a key; without one the whole graph and its usual limits. */
const termsFor = async (open: () => Promise<Desk>, id: string | undefined) => {
  const supergraphSdl = readFileSync(supergraphFile, 'utf8');
  const { schema, supergraph } = createPlanner(supergraphSdl);
  if (id === undefined) return { schema, supergraph, limits: limitsOf(undefined) };
  const desk = await open();
  const key = await keyOf(desk, id);
  const view = await desk.directory.views.named(key.view);
  if (!view)
    throw new DirectoryRefusal('NOT_FOUND', `the view \`${key.view}\` of the key \`${id}\` is no longer there`);
  const seen = createViewSchemas(schema, supergraphSdl).of(view);
  return { schema: seen.schema, supergraph, limits: limitsOf(key.limits) };
};

const formula = ({ weight, size, each, below }: ExplainedField): string => {
  const inner = each + below;
  const whole = weight === 0 && size === 1;
  const parts = below > 0 && each > 0 ? `${each} + ${below}` : String(inner);
  const of = whole || parts === String(inner) ? parts : `(${parts})`;
  return `${weight > 0 ? `${weight} + ` : ''}${size === 1 ? of : `${size} × ${of}`}`;
};

/** Fields as an indented tree; those that cost nothing and hold nothing stand together. */
const treeOf = (fields: readonly ExplainedField[], indent: string): string[] => {
  const free = fields.filter((field) => field.cost === 0 && field.fields.length === 0);
  return [
    ...(free.length > 0 ? [`${indent}${free.map(({ field }) => field).join(', ')}: 0`] : []),
    ...fields
      .filter((field) => !free.includes(field))
      .flatMap((field) => [
        `${indent}${field.field}: ${field.cost} = ${formula(field)}${field.type ? `  (as ${field.type}, the dearest)` : ''}`,
        ...treeOf(field.fields, `${indent}  `),
      ]),
  ];
};

const nameOf = ({ operation, name }: OperationDefinitionNode): string =>
  `${operation} ${name?.value ?? '(without a name)'}`;

/** What operations amount to, before they are sent. */
export const limitsNoun: Noun = {
  name: 'limits',
  about: 'what an operation amounts to, and which limits it keeps',
  verbs: {
    explain: command({
      about:
        'shows depth, aliases, fields at the top, tokens and cost of each operation of a file, with the numbers that made them',
      operands: ['FILE'],
      options: {
        key: {
          type: 'string',
          value: 'KEY',
          about: 'the key that will send it: by its view and its limits (else by the whole graph and the usual ones)',
        },
        variables: { type: 'string', value: 'FILE', about: 'its variables, as a JSON object' },
      },
      run: async ({ key, variables: variablesFile }, [file = ''], { say, desk }) => {
        const source = readText(file);
        const document = documentIn(file, source);
        const { schema, supergraph, limits } = await termsFor(desk, key);
        const faults = validate(schema, document, specifiedRules, { maxErrors: 3 });
        if (faults.length > 0) refuse(file, faults);
        const given = variablesIn(variablesFile);
        const weights = createWeights(supergraph);
        const measure = createMeasuring(document);
        const tokens = tokensIn(source);
        const definitions = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
        return definitions.map((definition) => {
          const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], given);
          if (errors) return refuse(variablesFile ?? `${file} without --variables`, errors);
          const { depth, aliases, fields: rootFields } = measure(definition.selectionSet);
          const { cost, fields, cut } = explainCost(compileCost(weights, document, definition), coerced);
          const is = { depth, aliases, rootFields, tokens, cost };
          const lines = [
            ['levels of fields', depth, limits.depth],
            ['aliases', aliases, limits.aliases],
            ['fields at the top', rootFields, limits.rootFields],
            ['tokens', tokens, limits.tokens],
            ['cost', cost, limits.cost],
          ] as const;
          say(nameOf(definition));
          for (const [what, value, most] of lines)
            say(`  ${value > most ? 'NO ' : 'yes'}  ${value} ${what}, of at most ${most}`);
          say(`cost ${cost}`);
          treeOf(fields, '  ').forEach(say);
          if (cut) say('  … and more: its fragments amount to more than is shown');
          const broken = lines.filter(([, value, most]) => value > most).map(([what]) => what);
          return { operation: definition.name?.value ?? null, is, limits, broken, fields, cut };
        });
      },
    }),
  },
};
