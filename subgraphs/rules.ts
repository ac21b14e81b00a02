import { createHash } from 'node:crypto';
import type { Viewer } from '../platform/viewer.ts';
import { visibilityTags } from '../platform/viewer.ts';
import type { GraphTypes } from '../schema/elements.ts';
import { elementsOf } from '../schema/elements.ts';
import table from './rules.generated.json' with { type: 'json' };

/** What a field asks of a viewer beyond a view that shows it. */
export interface Exception {
  /** As the table of rules has it. */
  readonly name: string;
  readonly allows: (viewer: Viewer) => boolean;
  /** What is told to whom it does not allow. Default: that it is not theirs to read. */
  readonly refusal?: string | undefined;
}

/** The scope of a token that may write. */
const WRITE_SCOPE = 'masthead/write';

/** For who works in a newsroom: signed in, with a role that does more than read. A partner never is, whatever its view. */
const newsroom: Exception = {
  name: 'newsroom',
  allows: ({ organisationKind, roles }) => organisationKind === 'subsidiary' && roles.some((role) => role !== 'reader'),
};

/** For who writes: a key that may, and a token that says so, of a subsidiary. Which records is each command's to say. */
const writer: Exception = {
  name: 'writer',
  allows: ({ organisationKind, grants, scopes }) =>
    organisationKind === 'subsidiary' && grants.includes('write') && scopes.includes(WRITE_SCOPE),
  refusal: `Writing takes a key of a subsidiary with the grant \`write\` and a token with the scope \`${WRITE_SCOPE}\`.`,
};

/** The fields for which a view is not enough, by coordinate. A view that shows one shows it as null, with one `FORBIDDEN`, to who may not read it. */
export const exceptions: Readonly<Record<string, Exception>> = {
  'Content.workflow': newsroom,
  'Content.revisions': newsroom,
  'Mutation.createContent': writer,
  'Mutation.updateContent': writer,
  'Mutation.publishContent': writer,
  'Mutation.withdrawContent': writer,
  'Mutation.deleteContent': writer,
  'Mutation.requestMediaUpload': writer,
  'Mutation.updateMedia': writer,
  'Mutation.deleteMedia': writer,
  'Mutation.killContent': writer,
  'Mutation.restoreRevision': writer,
  'Mutation.saveSection': writer,
  'Mutation.saveTag': writer,
  'Mutation.saveContributor': writer,
  'Mutation.saveCollection': writer,
  'Mutation.writeBatch': writer,
  'Query.writeReceipt': writer,
  'Query.writeReceipts': writer,
};

/** The rule of each element by its coordinate: `open`, or what it takes. */
export type RuleTable = Readonly<Record<string, string>>;

/** The table that is checked in, by subgraph. `npm run rules` makes it; `npm run schema:check` proves it fresh. */
export const rulesTable: Readonly<Record<string, RuleTable>> = table;

/** Changes with every rule: answers kept under one version are none of another. 43 characters of base64url. */
export const rulesVersion: string = createHash('sha256').update(JSON.stringify(table)).digest('base64url');

/**
 * The rules of a subgraph's elements, from the tags of its SDL and the exceptions. What is `public` and no exception is open; all else is guarded.
 * @throws `TypeError` for an element without one visibility tag: it would be neither open nor guarded.
 */
export const rulesOf = (types: GraphTypes, excepted: Readonly<Record<string, Exception>> = exceptions): RuleTable => {
  const rules: Record<string, string> = {};
  for (const type of types.values())
    for (const { coordinate, tags } of elementsOf(type)) {
      const tag = visibilityTags.find((each) => each === tags[0]);
      if (tag === undefined || tags.length !== 1)
        throw new TypeError(
          `${coordinate} has no rule: it needs exactly one visibility tag, one of ${visibilityTags.join(', ')}`,
        );
      const needs = [
        ...(tag === 'public' ? [] : [`view: ${tag}`]),
        ...(excepted[coordinate] ? [excepted[coordinate].name] : []),
      ];
      rules[coordinate] = needs.join(' + ') || OPEN;
    }
  return rules;
};

/** The rule of what every view may show. */
export const OPEN = 'open';

/**
 * Holds a subgraph's rules against the table that was checked in, so that a tag or exception that is taken away or changed is seen by a person before it is served.
 * @throws `TypeError` that names each difference.
 */
export const checkRules = (rules: RuleTable, checkedIn: RuleTable): void => {
  const faults = [...new Set([...Object.keys(rules), ...Object.keys(checkedIn)])].flatMap((coordinate) => {
    const [is, was] = [rules[coordinate] ?? 'nothing', checkedIn[coordinate] ?? 'nothing'];
    return is === was ? [] : [`${coordinate}: the rule is ${is}, the table says ${was}`];
  });
  if (faults.length > 0)
    throw new TypeError(
      `the rules are not those of subgraphs/rules.generated.json; where that is meant, run \`npm run rules\` and commit it:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
};
