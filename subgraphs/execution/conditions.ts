import type { DocumentNode } from 'graphql';
import { Kind, visit } from 'graphql';

/** The variables by which a document's `@skip` and `@include` decide. */
const conditionalVariables = (document: DocumentNode): readonly string[] => {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
};

/** Most variants of one document that are kept; beyond, the oldest is made anew when it is asked for. */
const VARIANTS_KEPT = 16;

/**
 * What is made of a document, once for each setting of the variables by which its `@skip` and `@include` decide: within one variant each of them is decided.
 * @param make - gets these variables alone.
 */
export const perCondition = <T>(
  document: DocumentNode,
  make: (variables: Record<string, unknown>) => T,
): ((variables: Readonly<Record<string, unknown>>) => T) => {
  const names = conditionalVariables(document);
  const variants = new Map<string, T>();
  return (variables) => {
    let key = '';
    for (const name of names) key += variables[name] === true ? '1' : '0';
    const known = variants.get(key);
    if (known !== undefined) return known;
    const made = make(Object.fromEntries(names.map((name) => [name, variables[name]])));
    const [oldest] = variants.keys();
    if (oldest !== undefined && variants.size >= VARIANTS_KEPT) variants.delete(oldest);
    variants.set(key, made);
    return made;
  };
};
