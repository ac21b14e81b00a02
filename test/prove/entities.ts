import type { Choose } from '../support/documents.ts';
import type { Model } from './model.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { isOwner, liveVersion, worksInNewsroom } from './oracle.ts';
import type { PlainWorld } from './plain.ts';
import { oneOf, someOf } from './random.ts';

/** Entities asked straight of a subgraph, and what it must answer. */
export interface EntityQuestion {
  readonly subgraph: 'content' | 'media' | 'search';
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

interface Part {
  readonly coordinates: readonly string[];
  readonly text: string;
  /** Of one who sees the record and is shown the coordinates. */
  readonly value: unknown;
}

const plain = (coordinate: string, value: unknown): Part => ({
  coordinates: [coordinate],
  text: coordinate.split('.')[1] ?? '',
  value: value ?? null,
});

/** Some entities by their ids, visible and hidden, with fields that the viewer's view may hide: what is hidden is null, and the record that is hidden is null as a whole. */
export const entityQuestion = (
  world: PlainWorld,
  allowed: Allowed,
  who: PlainViewer,
  choose: Choose,
  { relatedIds }: Model,
): EntityQuestion => {
  const shown = (parts: readonly Part[]): Record<string, unknown> =>
    Object.fromEntries(
      parts.map(({ coordinates, text, value }) => [
        text.split(/\W/)[0] ?? '',
        coordinates.every((each) => allowed.shows(each)) ? value : null,
      ]),
    );
  const ask = (type: string, parts: readonly Part[]): string =>
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${parts.map(({ text }) => text).join(' ')} } } }`;

  if (choose(3) === 0) {
    const record = oneOf(choose, world.media);
    const { media } = record;
    const parts = [
      plain('MediaAsset.altText', media.altText),
      ...someOf(choose, [
        plain('MediaAsset.caption', media.caption),
        plain('MediaAsset.creditText', media.creditText),
        plain('MediaAsset.checksum', media.checksum),
        {
          coordinates: ['MediaAsset.rights', 'Rights.usageTerms'],
          text: 'rights { usageTerms }',
          value: { usageTerms: media.usageTerms },
        },
        {
          coordinates: ['MediaAsset.source', 'SourceProvenance.system'],
          text: 'source { system }',
          value: { system: media.source?.system },
        },
      ]),
    ];
    return {
      subgraph: 'media',
      query: ask('MediaAsset', parts),
      variables: { representations: [{ __typename: 'MediaAsset', id: media.id }] },
      expected: { _entities: [allowed.media.has(record) ? shown(parts) : null] },
    };
  }
  const seen = [...allowed.content];
  const record = oneOf(choose, choose(2) === 0 && seen.length > 0 ? seen : world.content);
  if (choose(3) === 0)
    return {
      subgraph: 'search',
      query:
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Content { related(first: 20) { id } } } }',
      variables: { representations: [{ __typename: 'Content', id: record.versions[0]?.content.id ?? '' }] },
      expected: { _entities: [{ related: allowed.shows('Content.related') ? relatedIds(record) : null }] },
    };
  const live = liveVersion(record);
  const id = record.versions[0]?.content.id ?? '';
  const { content, body } = live ?? {};
  const newsroom = worksInNewsroom(who);
  const owner = newsroom && isOwner(who, content?.owner ?? '');
  const [latest] = record.versions.filter(({ as }) => as === 'live').reverse();
  const parts = [
    plain('Content.standfirst', content?.standfirst),
    ...someOf(choose, [
      plain('Content.byline', content?.byline),
      plain('Content.correction', content?.correction),
      plain('Content.canonicalUrl', content?.canonicalUrl),
      plain('Content.extensions', body?.extensions),
      plain('Content.versionCreated', live?.at),
      {
        coordinates: ['Content.rights', 'Rights.copyrightHolder'],
        text: 'rights { copyrightHolder }',
        value: { copyrightHolder: content?.copyrightHolder },
      },
      {
        coordinates: ['Content.altIds', 'AltId.value'],
        text: 'altIds { value }',
        value: content?.altIds.map(({ value }) => ({ value })),
      },
      {
        coordinates: ['Content.workflow', 'Workflow.state'],
        text: 'workflow { state }',
        value: newsroom ? { state: content?.workflow.state } : null,
      },
      {
        coordinates: ['Content.revisions', 'RevisionConnection.edges', 'Revision.headline'],
        text: 'revisions(first: 1) { edges { node { headline author } } }',
        value: owner ? { edges: [{ node: { headline: latest?.content.headline, author: latest?.author } }] } : null,
      },
    ]).filter(({ text }) => text !== 'byline' || content?.byline !== undefined),
  ];
  return {
    subgraph: 'content',
    query: ask('Content', parts),
    variables: { representations: [{ __typename: 'Content', id }] },
    expected: { _entities: [allowed.content.has(record) ? shown(parts) : null] },
  };
};
