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
  readonly scope?: string | undefined;
  readonly inheritMaxAge?: boolean | undefined;
}

interface Directed {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
}

const inherited: FieldPolicy = { maxAge: undefined, isPrivate: false };

const saidOf = ({ astNode }: Directed): Said | undefined => {
  const found = astNode?.directives?.find(({ name }) => name.value === 'cacheControl');
  if (!found) return undefined;
  const given = new Map((found.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]));
  const maxAge = given.get('maxAge');
  const scope = given.get('scope');
  return {
    maxAge: typeof maxAge === 'number' ? maxAge : undefined,
    scope: typeof scope === 'string' ? scope : undefined,
    inheritMaxAge: given.get('inheritMaxAge') === true,
  };
};

/** Where nothing says how long: not at all. */
const UNSAID = 0;

/** The field's own word counts before its type's. @param inherits - whether without a word it is kept as long as what it stands on. */
const policyOf = (field: Said | undefined, type: Said | undefined, inherits: boolean): FieldPolicy => {
  const maxAge = field?.maxAge ?? (field?.inheritMaxAge ? undefined : type?.maxAge);
  return {
    maxAge: maxAge ?? (inherits ? undefined : UNSAID),
    isPrivate: (field?.scope ?? type?.scope) === 'PRIVATE',
  };
};

const strictest = (policies: readonly FieldPolicy[]): FieldPolicy => {
  const ages = policies.flatMap(({ maxAge }) => (maxAge === undefined ? [] : [maxAge]));
  return {
    maxAge: ages.length > 0 ? Math.min(...ages) : undefined,
    isPrivate: policies.some(({ isPrivate }) => isPrivate),
  };
};

/**
 * Reads the policies of a supergraph, once. As Apollo Server reads them: a field at the top, or one that holds objects, without a policy of its own or of its type may not
 * be kept at all; plain values are kept as long as what they stand on. For a union or an interface without a policy the strictest of its types counts.
 * @param schema - with the directives on its definitions.
 */
export const createPolicies = (schema: GraphQLSchema): Policies => {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const fields = new Map<string, FieldPolicy>();

  const holding = (field: Said | undefined, type: GraphQLNamedType, isRoot: boolean): FieldPolicy => {
    const said = saidOf(type);
    if (isAbstractType(type) && !said)
      return strictest(schema.getPossibleTypes(type).map((each) => holding(field, each, isRoot)));
    const mayInherit = field?.inheritMaxAge || said?.inheritMaxAge || !isCompositeType(type);
    return policyOf(field, said, mayInherit && !isRoot);
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isRoot = isObjectType(type) && roots.has(type);
      fields.set(`${type.name}.${field.name}`, holding(saidOf(field), getNamedType(field.type), isRoot));
    }
  }
  return { schema, ofField: (type, field) => fields.get(`${type}.${field}`) ?? inherited };
};
