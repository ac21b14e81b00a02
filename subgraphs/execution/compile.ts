import type { FieldNode, GraphQLField, GraphQLObjectType } from 'graphql';
import { SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef } from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Selections, Slot } from './complete.ts';
import { isFunction, isObject, settleOrAwait, slotFor } from './complete.ts';
import { completeEntities } from './entities.ts';
import type { FieldScope, OperationScope } from './field.ts';
import { argumentsFor, FieldInfo } from './field.ts';
import type { Key, Place, Run } from './run.ts';

/** Fills one name of an object of the answer, at once or when what is awaited comes. Never throws. */
export type FillField = (run: Run, source: unknown, place: Place, data: Record<string, unknown>) => void;

type Read = (run: Run, source: unknown, place: Place) => unknown;

/** Fields are numbered through an operation, so that a run can keep what is the field's own. */
interface Compiling extends OperationScope {
  fields: number;
}

const definitionOf = (
  { schema }: OperationScope,
  parent: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined => {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
};

const readerOf = (field: FieldScope, key: Key, compiling: Compiling): Read => {
  const { name, resolve } = field.definition;
  compiling.fields += 1;
  const argumentsOf = argumentsFor(field, compiling.fields);
  if (resolve)
    return (run, source, place) =>
      resolve(source, argumentsOf(run), run.context, new FieldInfo(field, run, place, key));
  // What graphql-js does without a resolver: the property of the field's name, called where it is a function.
  return (run, source, place) => {
    const value = isObject(source) ? source[name] : undefined;
    return isFunction(value)
      ? value.call(source, argumentsOf(run), run.context, new FieldInfo(field, run, place, key))
      : value;
  };
};

const isEntities = ({ definition, parentType, schema }: FieldScope): boolean =>
  definition.name === '_entities' && parentType === schema.getQueryType();

/** Reads the representations, which {@link completeEntities} makes into entities. */
const entities = (field: FieldScope, selections: Selections, slot: Slot, compiling: Compiling) => {
  compiling.fields += 1;
  const argumentsOf = argumentsFor(field, compiling.fields);
  return {
    read: (run: Run): unknown => argumentsOf(run).representations,
    slot: { ...slot, complete: completeEntities({ slot, selections }) },
  };
};

const fillerOf = (field: FieldScope, key: string, compiling: Compiling): FillField => {
  const { definition, nodes, parentType } = field;
  if (definition === TypeNameMetaFieldDef)
    return (_run, _source, _place, data) => {
      data[key] = parentType.name;
    };
  const selections = selectionsOf(field, compiling);
  const usual = slotFor(definition.type, `${parentType.name}.${definition.name}`, nodes, selections);
  const { read, slot } = isEntities(field)
    ? entities(field, selections, usual, compiling)
    : { read: readerOf(field, key, compiling), slot: usual };
  return (run, source, place, data) => {
    let value: unknown;
    try {
      value = read(run, source, place);
    } catch (error) {
      data[key] = run.fail(error, place, key, slot.nullable, nodes);
      return;
    }
    data[key] = settleOrAwait(slot, run, value, place, key);
  };
};

const fillersOf = (
  parentType: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
  compiling: Compiling,
): readonly FillField[] => {
  const fillers: FillField[] = [];
  for (const [key, nodes] of collected) {
    const name = nodes[0]?.name.value ?? '';
    const definition =
      name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : definitionOf(compiling, parentType, name);
    if (definition) fillers.push(fillerOf({ ...compiling, parentType, definition, nodes }, key, compiling));
  }
  return fillers;
};

/** What is asked of the objects of a field, compiled for each type when one is first met: documents may ask for far more than there ever is. */
const selectionsOf = (field: FieldScope, compiling: Compiling): Selections => {
  const { schema, fragments, variables, nodes } = field;
  const byType = new Map<GraphQLObjectType, readonly FillField[]>();
  return {
    schema,
    fill: (run, type, source, place, data) => {
      let fillers = byType.get(type);
      if (!fillers) {
        fillers = fillersOf(type, collectSubfields(schema, fragments, variables, type, nodes), compiling);
        byType.set(type, fillers);
      }
      for (const fill of fillers) fill(run, source, place, data);
    },
    info: (run, parent, key) => new FieldInfo(field, run, parent, key),
  };
};

/** The fields of an operation's root, ready for any number of runs. */
export const compileOperation = (scope: OperationScope, root: GraphQLObjectType): readonly FillField[] => {
  const { schema, fragments, variables, operation } = scope;
  const collected = collectFields(schema, fragments, variables, root, operation.selectionSet);
  return fillersOf(root, collected, { ...scope, fields: 0 });
};
