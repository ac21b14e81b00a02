const RECEIPT = '{ id state subject errors { code message } }';

/** The mutations that a history is made of, with the types of their own arguments. */
const ARGUMENTS = {
  createContent: { content: 'ContentInput!' },
  updateContent: { id: 'ID!', expectedVersion: 'Int!', patch: 'ContentPatch!' },
  publishContent: { id: 'ID!', expectedVersion: 'Int!' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;
/** One of them. */
export type ContentMutation = keyof typeof ARGUMENTS;

/** Its document. */
export const documentOf = (mutation: ContentMutation): string => {
  const types = Object.entries({ idempotencyKey: 'String!', ...ARGUMENTS[mutation] });
  return `mutation (${types.map(([name, type]) => `$${name}: ${type}`).join(', ')}) {
    receipt: ${mutation}(${types.map(([name]) => `${name}: $${name}`).join(', ')}) ${RECEIPT}
  }`;
};
