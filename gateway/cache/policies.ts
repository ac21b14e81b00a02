import type { ConstDirectiveNode, GraphQLNamedType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';

/** What the schema says of how long a field's value may be kept, and for whom. */
export interface FieldPolicy {
  /** Seconds; `undefined`: as long as what the field stands on. */
  readonly maxAge: number | undefined;
  /** Seconds for which it may be sent when these are over, while it is made anew. It comes with {@link FieldPolicy.maxAge}. */
  readonly staleWhileRevalidate: number | undefined;
  /** Whether it is for one person alone. */
  readonly isPrivate: boolean;
}

/** What the schema's `@cacheControl` says, in Apollo's sense. */
export interface Policies {
  readonly schema: GraphQLSchema;
  /** @param type - an object type or interface of the schema. */
  ofField(type: string, field: string): FieldPolicy;
}

interface Said {
  readonly maxAge?: number | undefined;
  readonly staleWhileRevalidate?: number | undefined;
  readonly scope?: string | undefined;
  readonly inheritMaxAge?: boolean | undefined;
}

interface Directed {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
}

const inherited: FieldPolicy = { maxAge: undefined, staleWhileRevalidate: undefined, isPrivate: false };

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** @param coordinate - names it in a fault. */
const saidOf = (coordinate: string, { astNode }: Directed): Said | undefined => {
  const found = astNode?.directives?.find(({ name }) => name.value === 'cacheControl');
  if (!found) return undefined;
  const given = new Map((found.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]));
  const maxAge = numberIn(given.get('maxAge'));
  const staleWhileRevalidate = numberIn(given.get('staleWhileRevalidate'));
  const scope = given.get('scope');
  if (staleWhileRevalidate !== undefined && (maxAge === undefined || staleWhileRevalidate < 0))
    throw new TypeError(
      `${coordinate}: @cacheControl(staleWhileRevalidate: ${staleWhileRevalidate}) must stand beside a maxAge, and be 0 or more`,
    );
  return {
    maxAge,
    staleWhileRevalidate,
    scope: typeof scope === 'string' ? scope : undefined,
    inheritMaxAge: given.get('inheritMaxAge') === true,
  };
};

/** Where nothing says how long: not at all. */
const UNSAID = 0;

const ageIn = ({ maxAge, staleWhileRevalidate = 0 }: Said): Omit<FieldPolicy, 'isPrivate'> =>
  maxAge === undefined ? inherited : { maxAge, staleWhileRevalidate };

/** The field's own word counts before its type's. @param inherits - whether without a word it is kept as long as what it stands on. */
const policyOf = (field: Said = {}, type: Said = {}, inherits: boolean): FieldPolicy => {
  const said = ageIn(field.maxAge === undefined && !field.inheritMaxAge ? type : field);
  const { maxAge, staleWhileRevalidate } = said.maxAge === undefined && !inherits ? ageIn({ maxAge: UNSAID }) : said;
  return { maxAge, staleWhileRevalidate, isPrivate: (field.scope ?? type.scope) === 'PRIVATE' };
};

const least = (numbers: readonly (number | undefined)[]): number | undefined => {
  const said = numbers.filter((each) => each !== undefined);
  return said.length > 0 ? Math.min(...said) : undefined;
};

const strictest = (policies: readonly FieldPolicy[]): FieldPolicy => {
  return {
    maxAge: least(policies.map(({ maxAge }) => maxAge)),
    staleWhileRevalidate: least(policies.map((each) => each.staleWhileRevalidate)),
    isPrivate: policies.some(({ isPrivate }) => isPrivate),
  };
};

/**
 * Reads the policies of a supergraph, once. As Apollo Server reads them: a field at the top, or one that holds objects, without a policy of its own or of its type may not
 * be kept at all; plain values are kept as long as what they stand on. For a union or an interface without a policy the strictest of its types counts.
 * @param schema - with the directives on its definitions.
 * @throws `TypeError` where a `staleWhileRevalidate` stands beside no `maxAge`, or is less than 0.
 */
export const createPolicies = (schema: GraphQLSchema): Policies => {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const fields = new Map<string, FieldPolicy>();

  const holding = (field: Said | undefined, type: GraphQLNamedType, isRoot: boolean): FieldPolicy => {
    const said = saidOf(type.name, type);
    if (isAbstractType(type) && !said)
      return strictest(schema.getPossibleTypes(type).map((each) => holding(field, each, isRoot)));
    const mayInherit = field?.inheritMaxAge || said?.inheritMaxAge || !isCompositeType(type);
    return policyOf(field, said, mayInherit && !isRoot);
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isRoot = isObjectType(type) && roots.has(type);
      fields.set(
        `${type.name}.${field.name}`,
        holding(saidOf(`${type.name}.${field.name}`, field), getNamedType(field.type), isRoot),
      );
    }
  }
  return { schema, ofField: (type, field) => fields.get(`${type}.${field}`) ?? inherited };
};
