import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { getArgumentValues, Kind, visit } from 'graphql';
import type { Key, Place, Run } from './run.ts';
import { pathTo } from './run.ts';

/** What all fields of a compiled operation have in common. */
export interface OperationScope {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  /** Those that decide `@skip` and `@include`, as they are in the variant that is compiled. */
  readonly variables: Record<string, unknown>;
}

/** One field of a selection, as its resolver is told of it. */
export interface FieldScope extends OperationScope {
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

/** What a resolver is told of its field; graphql-js makes such an object for each field of each record, this one tells when it is asked. */
export class FieldInfo implements GraphQLResolveInfo {
  readonly #field: FieldScope;
  readonly #run: Run;
  readonly #parent: Place;
  readonly #key: Key;

  constructor(field: FieldScope, run: Run, parent: Place, key: Key) {
    this.#field = field;
    this.#run = run;
    this.#parent = parent;
    this.#key = key;
  }

  get fieldName(): string {
    return this.#field.definition.name;
  }
  get fieldNodes(): readonly FieldNode[] {
    return this.#field.nodes;
  }
  get returnType(): GraphQLResolveInfo['returnType'] {
    return this.#field.definition.type;
  }
  get parentType(): GraphQLObjectType {
    return this.#field.parentType;
  }
  get path(): GraphQLResolveInfo['path'] {
    let path: GraphQLResolveInfo['path'] | undefined;
    for (const key of pathTo(this.#parent, this.#key)) path = { prev: path, key, typename: undefined };
    return path ?? { prev: undefined, key: this.#key, typename: undefined };
  }
  get schema(): GraphQLSchema {
    return this.#field.schema;
  }
  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.#field.fragments;
  }
  get rootValue(): unknown {
    return undefined;
  }
  get operation(): OperationDefinitionNode {
    return this.#field.operation;
  }
  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#run.variables;
  }
}

const NO_ARGUMENTS: Record<string, unknown> = Object.freeze({});

const namesVariables = (node: FieldNode): boolean => {
  let names = false;
  for (const argument of node.arguments ?? [])
    visit(argument, {
      [Kind.VARIABLE]: () => {
        names = true;
      },
    });
  return names;
};

/**
 * How a field gets its arguments: made when the operation is compiled where no variable is among them, else once a run.
 * @param number - the field's number in its operation.
 */
export const argumentsFor = (
  { definition, nodes }: FieldScope,
  number: number,
): ((run: Run) => Record<string, unknown>) => {
  const [node] = nodes;
  if (!node || definition.args.length === 0) return () => NO_ARGUMENTS;
  if (!namesVariables(node)) {
    const fixed = getArgumentValues(definition, node);
    return () => fixed;
  }
  return (run) => {
    const known = run.argumentsOf[number];
    if (known) return known;
    const made = getArgumentValues(definition, node, run.variables);
    run.argumentsOf[number] = made;
    return made;
  };
};
