import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import {
  GraphQLError,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { perCondition } from '../../subgraphs/execution/conditions.ts';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import { emptyData } from '../../subgraphs/execution/run.ts';
import type { Data } from './data.ts';
import { isData } from './data.ts';

/** The client's data out of what the subgraphs answered, and what in that is not as the schema says. */
export interface Shaped {
  readonly data: Data | null;
  readonly faults: readonly GraphQLError[];
}

/** One shaping under way. */
interface Shaping {
  /** Objects of the source that there are not for this viewer. */
  readonly absent: ReadonlySet<Data>;
  readonly path: (string | number)[];
  readonly faults: GraphQLError[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Gives what may stand in the answer for a value, and null for one that may not. */
type Shape = (value: unknown, shaping: Shaping) => unknown;

interface Field {
  readonly name: string;
  /** Fills the field of an answer; `false` where null may not stand there. */
  readonly fill: (source: Data, data: Data, shaping: Shaping) => boolean;
}

const fault = ({ path, faults }: Shaping, what: string): null => {
  faults.push(new GraphQLError(`a subgraph answered ${what}`, { path: [...path] }));
  return null;
};

/** What a leaf of each built-in type looks like; other scalars may be anything. */
const LEAVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
  Int: Number.isInteger,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === 'boolean',
};

const leafShape = (type: GraphQLLeafType): Shape => {
  const fits = isEnumType(type)
    ? (value: unknown) => typeof value === 'string' && type.getValue(value) !== undefined
    : (LEAVES[type.name] ?? (() => true));
  return (value, shaping) => (fits(value) ? value : fault(shaping, `no ${type.name}`));
};

const listShape =
  (item: Shape, itemNullable: boolean): Shape =>
  (value, shaping) => {
    if (!Array.isArray(value)) return fault(shaping, 'no list');
    const shaped: unknown[] = [];
    let missing = false;
    for (const [at, each] of value.entries()) {
      shaping.path.push(at);
      const entry = each === undefined || each === null ? null : item(each, shaping);
      shaping.path.pop();
      missing ||= entry === null && !itemNullable;
      shaped.push(entry);
    }
    return missing ? null : shaped;
  };

/**
 * Makes an operation's answer out of what the subgraphs answered: the fields that were asked for, in the order in which they were, each as its type says, and
 * nothing else. An object that is absent is null, and where something is missing that may not be null, null takes the place around it.
 */
export const compileShape = (schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) => {
  const fragments = Object.fromEntries(fragmentsOf(document));
  const root = schema.getRootType(operation.operation);
  if (!root) throw new TypeError(`the schema has no ${operation.operation}`);

  const forVariables = (variables: Record<string, unknown>): readonly Field[] => {
    const shapeOf = (type: GraphQLOutputType, nodes: readonly FieldNode[]): Shape => {
      if (isNonNullType(type)) return shapeOf(type.ofType, nodes);
      if (isListType(type)) return listShape(shapeOf(type.ofType, nodes), !isNonNullType(type.ofType));
      return isLeafType(type) ? leafShape(type) : objectShape(type, nodes);
    };

    /** Compiled for each type when one is first met: documents may ask for far more than there ever is. */
    const objectShape = (type: GraphQLCompositeType, nodes: readonly FieldNode[]): Shape => {
      const byType = new Map<unknown, readonly Field[] | undefined>();
      const fieldsFor = (name: unknown): readonly Field[] | undefined => {
        const actual = isObjectType(type) ? type : schema.getType(String(name));
        if (!isObjectType(actual) || (isAbstractType(type) && !schema.isSubType(type, actual))) return undefined;
        return fieldsOf(actual, collectSubfields(schema, fragments, variables, actual, nodes));
      };
      return (value, shaping) => {
        if (!isData(value)) return fault(shaping, 'no object');
        if (shaping.absent.has(value)) return null;
        const name = isObjectType(type) ? type.name : value.__typename;
        if (!byType.has(name)) byType.set(name, fieldsFor(name));
        const fields = byType.get(name);
        return fields ? filled(fields, value, shaping) : fault(shaping, 'an object of another type');
      };
    };

    const fieldOf = (parent: GraphQLObjectType, name: string, nodes: readonly FieldNode[]): readonly Field[] => {
      const [node] = nodes;
      if (!node) return [];
      if (node.name.value === TypeNameMetaFieldDef.name)
        return [
          {
            name,
            fill: (_, data) => {
              data[name] = parent.name;
              return true;
            },
          },
        ];
      const definition = parent.getFields()[node.name.value];
      if (!definition) return [];
      const shape = shapeOf(definition.type, nodes);
      const nullable = !isNonNullType(definition.type);
      const fill: Field['fill'] = (source, data, shaping) => {
        const value = source[name];
        let shaped: unknown = null;
        if (value !== undefined && value !== null) {
          shaping.path.push(name);
          shaped = shape(value, shaping);
          shaping.path.pop();
        }
        data[name] = shaped;
        return nullable || shaped !== null;
      };
      return [{ name, fill }];
    };

    const fieldsOf = (
      parent: GraphQLObjectType,
      collected: ReadonlyMap<string, readonly FieldNode[]>,
    ): readonly Field[] => [...collected].flatMap(([name, nodes]) => fieldOf(parent, name, nodes));

    return fieldsOf(root, collectFields(schema, fragments, variables, root, operation.selectionSet));
  };

  const fieldsFor = perCondition(document, forVariables);
  return (source: Data, absent: ReadonlySet<Data>, variables: Readonly<Record<string, unknown>>): Shaped => {
    const shaping: Shaping = { absent, path: [], faults: [], variables };
    return { data: filled(fieldsFor(variables), source, shaping), faults: shaping.faults };
  };
};

const filled = (fields: readonly Field[], source: Data, shaping: Shaping): Data | null => {
  const data = emptyData();
  for (const { fill } of fields) if (!fill(source, data, shaping)) return null;
  return data;
};
