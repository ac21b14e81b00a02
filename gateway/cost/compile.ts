import type {
  DocumentNode,
  FieldNode,
  GraphQLObjectType,
  GraphQLOutputType,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import { fragmentsOf } from '../../subgraphs/execution/fragments.ts';
import type { ListSize, Weights } from './weights.ts';
import { UNSAID_LIST } from './weights.ts';

/** The values of a request's variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** What a field costs: `weight + size × (each + what is asked of each)`. */
export interface FieldPrice {
  readonly kind: 'field';
  /** Its name, behind its alias where it has one. */
  readonly label: string;
  readonly included: (variables: Variables) => boolean;
  /** Once for each object on which it is asked. */
  readonly weight: number;
  /** How many there are of what it answers. */
  readonly size: (variables: Variables) => number;
  /** Each of them. */
  readonly each: number;
  /** What is asked of each, for each type that one may have. */
  readonly below: readonly TypePrice[];
  /** How long the lists below are for which this field says it. */
  readonly sizeBelow: (variables: Variables) => number;
  /** Whether its own size is what the field above says. */
  readonly sized: boolean;
}

/** What is asked of an object of one type. A fragment that is spread manifold is one of these, so that it is worked out once. */
export interface TypePrice {
  readonly kind: 'type';
  readonly type: string;
  readonly parts: readonly (
    | FieldPrice
    | { readonly kind: 'spread'; readonly included: FieldPrice['included']; readonly of: TypePrice }
  )[];
}

/** What an operation costs, for any variables. */
export interface OperationPrice {
  readonly root: TypePrice;
  /** What variables are where a request leaves them out. */
  readonly defaults: Variables;
  /** The variables on which the cost depends. */
  readonly variables: readonly string[];
}

/** To look into the schema, for each `__schema` and `__type`, whatever is asked of it. */
const INTROSPECTION = 100;

const always = (): boolean => true;
const one = (): number => 1;

const listDepth = (type: GraphQLOutputType): number => {
  if (isNonNullType(type)) return listDepth(type.ofType);
  return isListType(type) ? 1 + listDepth(type.ofType) : 0;
};

/**
 * Works out what of a cost does not depend on a request. The work grows with the document's length and the number of types in its unions, not with what its
 * fragments amount to.
 *
 * @param document - valid for the schema.
 */
export const compileCost = (
  weights: Weights,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): OperationPrice => {
  const { schema } = weights;
  const fragments = fragmentsOf(document);
  const used = new Set<string>();

  const conditionOf = ({ directives = [] }: SelectionNode): FieldPrice['included'] => {
    const conditions = directives.flatMap(({ name, arguments: [given] = [] }) => {
      if ((name.value !== 'skip' && name.value !== 'include') || !given) return [];
      const wanted = name.value === 'include';
      const { value } = given;
      if (value.kind !== Kind.VARIABLE) {
        const holds = valueFromASTUntyped(value) === wanted;
        return [() => holds];
      }
      used.add(value.name.value);
      return [(variables: Variables) => (variables[value.name.value] === true) === wanted];
    });
    return conditions.length === 0 ? always : (variables) => conditions.every((holds) => holds(variables));
  };

  /** What an argument says of a list's size; `undefined` where it says nothing. */
  const slicingOf = (node: FieldNode, name: string, otherwise: unknown): ((variables: Variables) => unknown) => {
    const given = node.arguments?.find((each) => each.name.value === name)?.value;
    if (given?.kind === Kind.VARIABLE) {
      used.add(given.name.value);
      return (variables) => (variables[given.name.value] === undefined ? otherwise : variables[given.name.value]);
    }
    const value = given ? valueFromASTUntyped(given) : otherwise;
    return () => value;
  };

  const sizeOf = (
    node: FieldNode,
    { slicing, assumed }: ListSize,
    defaults: ReadonlyMap<string, unknown>,
  ): FieldPrice['size'] => {
    const said = slicing.map((name) => slicingOf(node, name, defaults.get(name)));
    return (variables) => {
      const sizes = said.map((size) => size(variables)).filter((size) => typeof size === 'number');
      return sizes.length === 0 ? assumed : Math.max(0, ...sizes);
    };
  };

  const fieldPrice = (parent: GraphQLObjectType, node: FieldNode, isSized: boolean): FieldPrice => {
    const name = node.name.value;
    const label = node.alias ? `${node.alias.value}: ${name}` : name;
    const field = parent.getFields()[name];
    const basic = {
      kind: 'field',
      label,
      included: conditionOf(node),
      size: one,
      sizeBelow: one,
      sized: false,
    } as const;
    if (!field) return { ...basic, weight: name === '__typename' ? 0 : INTROSPECTION, each: 0, below: [] };
    const { weight, argumentWeights, list } = weights.ofField(parent.name, name);
    const type = getNamedType(field.type);
    const defaults = new Map<string, unknown>(field.args.map((each) => [each.name, each.defaultValue]));
    const said = list && sizeOf(node, list, defaults);
    const ofFieldsBelow = list && list.sized.length > 0 ? list.sized : [];
    const depth = listDepth(field.type);
    const own = ofFieldsBelow.length === 0 ? said : undefined;
    const outer = depth === 0 || isSized ? one : (own ?? (() => UNSAID_LIST));
    const inner = UNSAID_LIST ** Math.max(0, depth - 1);
    const size = inner === 1 ? outer : (variables: Variables) => outer(variables) * inner;
    const given = (node.arguments ?? []).reduce((sum, each) => sum + (argumentWeights.get(each.name.value) ?? 0), 0);
    return {
      ...basic,
      weight: weight + given,
      size,
      each: weights.ofType(type),
      below: isCompositeType(type) && node.selectionSet ? typePrices(type, node.selectionSet, ofFieldsBelow) : [],
      sizeBelow: ofFieldsBelow.length > 0 && said ? said : one,
      sized: isSized && depth > 0,
    };
  };

  const typePrices = (
    type: Parameters<typeof schema.getPossibleTypes>[0] | GraphQLObjectType,
    set: SelectionSetNode,
    sized: readonly string[],
  ): readonly TypePrice[] =>
    (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]).map((each) => typePrice(each, set, sized));

  const known = new Map<SelectionSetNode, Map<string, TypePrice>>();
  const typePrice = (type: GraphQLObjectType, set: SelectionSetNode, sized: readonly string[]): TypePrice => {
    const ofSet = known.get(set) ?? new Map<string, TypePrice>();
    known.set(set, ofSet);
    const key = [type.name, ...sized].join(' ');
    const made = ofSet.get(key);
    if (made) return made;
    const parts = set.selections.flatMap((selection): TypePrice['parts'] => {
      if (selection.kind === Kind.FIELD) return [fieldPrice(type, selection, sized.includes(selection.name.value))];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const fits = !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
      if (!fragment || !fits) return [];
      return [{ kind: 'spread', included: conditionOf(selection), of: typePrice(type, fragment.selectionSet, sized) }];
    });
    const price: TypePrice = { kind: 'type', type: type.name, parts };
    ofSet.set(key, price);
    return price;
  };

  const root = schema.getRootType(definition.operation);
  if (!isObjectType(root)) throw new TypeError(`the schema has no ${definition.operation}`);
  return {
    root: typePrice(root, definition.selectionSet, []),
    defaults: Object.fromEntries(
      (definition.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
      ),
    ),
    variables: [...used],
  };
};
