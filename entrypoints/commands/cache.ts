import { purgeRequest } from '../../platform/directory/purgeRequests.ts';
import { OperatorError } from '../../platform/errors.ts';
import { ID_PATTERN } from '../../platform/ids.ts';
import { collectionPk, contentPk, termPk } from '../../subgraphs/content/keys.ts';
import { mediaPk } from '../../subgraphs/media/store.ts';
import { everythingTag, isTag, organisationTag, partitionTag } from '../../subgraphs/tags.ts';
import { inspectCommand } from './cacheInspect.ts';
import type { Noun } from './command.ts';
import { command, usage } from './command.ts';
import type { Desk } from './desk.ts';
import { organisationOf } from './organisations.ts';

/** What is to be purged. */
interface Wanted {
  /** In words. */
  readonly what: string;
  readonly tags: readonly string[];
  /** Whose it is, where it is one organisation's. */
  readonly organisation?: string;
}

interface Given {
  readonly tag: string | undefined;
  readonly record: string | undefined;
  readonly subsidiary: string | undefined;
  readonly partner: string | undefined;
  readonly all: boolean | undefined;
}

const ofTag = (tag: string): Wanted => {
  if (!isTag(tag)) throw new OperatorError('--tag takes 1 to 512 bytes of text');
  return { what: `tag ${tag}`, tags: [tag] };
};

/** An id does not say what it is of. */
const partitionsOf = (id: string): string[] => [
  contentPk(id),
  mediaPk(id),
  ...(['section', 'tag', 'contributor'] as const).map((kind) => termPk(kind, id)),
  collectionPk(id),
];

const ofRecord = (id: string): Wanted => {
  if (!ID_PATTERN.test(id)) throw new OperatorError(`${JSON.stringify(id)} is no record’s id: 26 letters and digits`);
  return { what: `record ${id}`, tags: partitionsOf(id).map(partitionTag) };
};

const ofOrganisation = async (desk: Desk, kind: 'subsidiary' | 'partner', id: string): Promise<Wanted> => {
  await organisationOf(desk, kind, id);
  return { what: `${kind} ${id}`, tags: [organisationTag(id)], organisation: id };
};

const wantedOf = async (desk: Desk, given: Given): Promise<Wanted> => {
  const { tag, record, subsidiary, partner } = given;
  if (Object.values(given).filter((each) => each !== undefined).length !== 1)
    return usage('it takes one of --tag, --record, --subsidiary, --partner and --all');
  if (tag !== undefined) return ofTag(tag);
  if (record !== undefined) return ofRecord(record);
  if (subsidiary !== undefined) return ofOrganisation(desk, 'subsidiary', subsidiary);
  if (partner !== undefined) return ofOrganisation(desk, 'partner', partner);
  return { what: 'everything', tags: [everythingTag] };
};

/** Answers that are kept. */
export const cacheNoun: Noun = {
  name: 'cache',
  about: 'answers that are kept',
  verbs: {
    inspect: inspectCommand,
    purge: command({
      about: 'has kept answers made anew, in every process, within moments: what is written purges them by itself',
      options: {
        tag: { type: 'string', value: 'TAG', about: 'those that carry this tag; or' },
        record: {
          type: 'string',
          value: 'ID',
          about:
            'those in which this article, asset, section, tag, contributor or collection is, or was looked for; or',
        },
        subsidiary: { type: 'string', value: 'ID', about: 'those that were made for this subsidiary; or' },
        partner: { type: 'string', value: 'ID', about: 'those that were made for this partner; or' },
        all: { type: 'boolean', about: 'all' },
      },
      run: async ({ tag, record, subsidiary, partner, all }, _, { say, desk: open }) => {
        const desk = await open();
        const { what, tags, organisation = '' } = await wantedOf(desk, { tag, record, subsidiary, partner, all });
        const request = { at: new Date(desk.now()).toISOString(), by: desk.by };
        await desk.records.transact([
          ...tags.map((each) => purgeRequest(each, { ...request, id: desk.newId() })),
          desk.changes.audited({
            action: 'purge',
            noun: 'cache',
            subject: what,
            organisation,
            before: null,
            after: { tags: [...tags] },
          }),
        ]);
        say(
          `Asked for: ${what}. Whoever keeps answers purges them within moments; one that is away does as it comes back.`,
        );
        const cdnTags = tags.flatMap((tag) => desk.cdnTags?.namesOf(tag) ?? []);
        if (cdnTags.length > 0) say(`At the CDN purge the tags ${cdnTags.join(' ')}.`);
        return { what, tags, cdnTags };
      },
    }),
  },
};
