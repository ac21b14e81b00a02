import type { Command, Refusal } from '../../../writes/command.ts';
import { addressOf } from '../keys.ts';
import type { Term } from '../record.ts';
import type { ContentStore } from '../store.ts';
import type { TermReference } from '../termStore.ts';
import type { ShownMedia } from './blocks.ts';

/** What an input refers to; what it does not name is not looked for. */
export interface References {
  readonly section?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly contributors?: readonly string[] | null | undefined;
  readonly leadMedia?: string | null | undefined;
  /** By its text. */
  readonly shown?: readonly ShownMedia[] | undefined;
  readonly canonicalUrl?: string | null | undefined;
}

/** Where references are looked up. */
export interface ReferenceParts {
  readonly store: ContentStore;
  /** Of these assets those that are a subsidiary's own. */
  readonly ownMedia: (ids: readonly string[], owner: string, signal: AbortSignal) => Promise<ReadonlySet<string>>;
  /** The address of a subsidiary's site, where it has one. */
  readonly siteOf: (organisation: string) => Promise<string | undefined>;
}

/** The kinds of commands that make what can be named. */
const MAKERS = {
  section: 'saveSection',
  tag: 'saveTag',
  contributor: 'saveContributor',
  content: 'createContent',
} as const;

/** Whether something comes to be together with what names it. */
export const isComing = (kind: keyof typeof MAKERS, id: string, beside: readonly Command[]): boolean =>
  beside.some((each) => each.kind === MAKERS[kind] && each.expects === 'absent' && each.subject === id);

const notFound = (what: string, id: string, field: string): Refusal => ({
  code: 'NOT_FOUND',
  message: `There is no ${what} ${id}.`,
  field,
});

const hostOf = (address: string | undefined): string | undefined => addressOf(address)?.site.replace(/^www\./, '');

const named = ({ section, tags, contributors }: References, within: string): (TermReference & { field: string })[] => [
  ...(section ? [{ kind: 'section' as const, id: section, field: `${within}.section` }] : []),
  ...(tags ?? []).map((id, index) => ({ kind: 'tag' as const, id, field: `${within}.tags[${index}]` })),
  ...(contributors ?? []).map((id, index) => ({
    kind: 'contributor' as const,
    id,
    field: `${within}.contributors[${index}]`,
  })),
];

const isOwn = (term: Term | Error | undefined, owner: string): boolean =>
  term !== undefined && !(term instanceof Error) && term.owner === owner;

/**
 * What is not there of all that an input refers to. What is another's is not there: the answer is the same, and tells nothing of it. An address of a record must be
 * one of its owner's own site, since readers who come to it are led to the record.
 */
export const referenceFaults = async (
  references: References,
  owner: string,
  within: string,
  beside: readonly Command[],
  { store, ownMedia, siteOf }: ReferenceParts,
  signal: AbortSignal,
): Promise<Refusal[]> => {
  const { leadMedia, shown = [], canonicalUrl } = references;
  const terms = named(references, within).filter(({ kind, id }) => !isComing(kind, id, beside));
  // One that is shown often is told once, where it is first.
  const placeOf = new Map(shown.toReversed().map(({ id, field }) => [id, field]));
  const media = [...new Set([...(leadMedia ? [leadMedia] : []), ...placeOf.keys()])];
  const [foundTerms, own, site] = await Promise.all([
    terms.length === 0 ? [] : store.terms(terms, { consistent: true, signal }),
    media.length === 0 ? new Set<string>() : ownMedia(media, owner, signal),
    canonicalUrl ? siteOf(owner) : undefined,
  ]);
  const missing = shown.filter(({ id, field }) => !own.has(id) && placeOf.get(id) === field);
  return [
    ...terms.flatMap(({ kind, id, field }, index) =>
      isOwn(foundTerms[index], owner) ? [] : [notFound(kind, id, field)],
    ),
    ...(leadMedia && !own.has(leadMedia) ? [notFound('asset', leadMedia, `${within}.leadMedia`)] : []),
    ...missing.map(({ id, field }) => notFound('asset', id, field)),
    ...(canonicalUrl && hostOf(canonicalUrl) !== hostOf(site)
      ? [
          {
            code: 'INVALID' as const,
            message: 'It is no address of your own site.',
            field: `${within}.canonicalUrl`,
          },
        ]
      : []),
  ];
};
