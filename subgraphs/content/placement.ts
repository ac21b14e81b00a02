/*
 * The items by which a live record is found: its links in lists, its names, its place in a translation group.
 */

import type { Key, NamedCondition, Operation } from '../../platform/records/port.ts';
import {
  contentDeskTable,
  contentPk,
  contentTable,
  draftPointerSk,
  isPresentAddress,
  latestList,
  linkSk,
  orderKey,
  sectionList,
  translationMember,
  translationsPk,
} from './keys.ts';
import type { Pointing } from './pointing.ts';
import { pointerPk } from './pointing.ts';
import type { Content, LiveContent, Meta } from './record.ts';
import { SHAPE } from './record.ts';

const MAX_FORMER_SLUGS = 4;

/** Free, the record's own, or left by another as a redirect. */
const isFreeFor = (id: string, name: string): NamedCondition => ({
  name,
  condition: {
    kind: 'anyOf',
    conditions: [
      { kind: 'absent' },
      { kind: 'equals', attribute: 'id', value: id },
      { kind: 'equals', attribute: 'redirect', value: true },
    ],
  },
});

/** The lists that a live record lies in. */
export const listsOf = ({ owner, packages, section }: Pick<LiveContent, 'owner' | 'packages' | 'section'>): string[] =>
  [...new Set([owner, ...packages])].flatMap((audience) => [
    latestList(audience),
    ...(section === undefined ? [] : [sectionList(section, audience)]),
  ]);

/** Every name by which a live record is found, each once; `redirect` where it is not its present one. */
const pointingsOf = (content: Content): { readonly pointing: Pointing; readonly redirect: boolean }[] => [
  {
    pointing: { kind: 'slug', subsidiary: content.owner, language: content.language, slug: content.slug },
    redirect: false,
  },
  ...[...new Set(content.formerSlugs)]
    .filter((slug) => slug !== content.slug)
    .slice(-MAX_FORMER_SLUGS)
    .map((slug) => ({
      pointing: { kind: 'slug', subsidiary: content.owner, language: content.language, slug } as const,
      redirect: true,
    })),
  ...content.altIds.map(({ role, value }) => ({
    pointing: { kind: 'alt', subsidiary: content.owner, role, value } as const,
    redirect: false,
  })),
  ...content.paths.map(({ site, path }) => ({
    pointing: { kind: 'path', site, path } as const,
    redirect: !isPresentAddress(content.canonicalUrl, site, path),
  })),
];

/** What changes in the lists: their links hold id and order only. */
export const linkChanges = (next: LiveContent | undefined, previous: Meta | undefined, id: string): Operation[] => {
  const before = previous?.live ? listsOf(previous) : [];
  const after = next ? listsOf(next) : [];
  return [
    ...after.map(
      (list): Operation => ({
        kind: 'put',
        table: contentTable.name,
        item: {
          pk: contentPk(id),
          sk: linkSk(list),
          v: SHAPE,
          lpk: list,
          lsk: orderKey(next?.published ?? '', id),
        },
      }),
    ),
    ...before
      .filter((list) => !after.includes(list))
      .map(
        (list): Operation => ({
          kind: 'delete',
          key: { table: contentTable.name, pk: contentPk(id), sk: linkSk(list) },
        }),
      ),
  ];
};

/** What changes in the names; `pointings` says which name each operation is for. A slug that is left stays as a redirect. */
export const pointerChanges = (
  content: Content,
  previous: Meta | undefined,
): { readonly operations: Operation[]; readonly pointings: (Pointing | undefined)[] } => {
  const named = pointingsOf(content);
  if (previous?.live) {
    const { owner: subsidiary, language, slug } = previous;
    named.push({ pointing: { kind: 'slug', subsidiary, language, slug }, redirect: true });
  }
  const pointers = new Map<string, (typeof named)[number]>();
  for (const each of named) {
    const pk = pointerPk(each.pointing);
    if (!pointers.has(pk)) pointers.set(pk, each);
  }
  return {
    operations: [...pointers].map(
      ([pk, { pointing, redirect }]): Operation => ({
        kind: 'put',
        table: contentTable.name,
        item: { pk, sk: 'PTR', v: SHAPE, id: content.id, redirect },
        when: isFreeFor(content.id, `${pointing.kind}Free`),
      }),
    ),
    pointings: [...pointers.values()].map(({ pointing }) => pointing),
  };
};

/** The names by which a working copy is found: not those that it had before, nor its alternative ids. */
const draftPointingsOf = ({ owner, language, slug, paths }: Content): Pointing[] => [
  { kind: 'slug', subsidiary: owner, language, slug },
  ...paths.map(({ site, path }) => ({ kind: 'path', site, path }) as const),
];

/** Whether a working copy has this name now. */
export const isNamed = (content: Content, pointing: Pointing): boolean =>
  draftPointingsOf(content).some((each) => pointerPk(each) === pointerPk(pointing));

/** The names of a working copy, on the desk, where no reader looks. They are nobody's alone: who saved last is found, and going live decides. */
export const draftPointers = (content: Content): Operation[] =>
  [...new Set(draftPointingsOf(content).map(pointerPk))].map((pk) => ({
    kind: 'put',
    table: contentDeskTable.name,
    item: { pk, sk: draftPointerSk(content.owner), v: SHAPE, id: content.id },
  }));

/** What changes in the translation groups. */
export const translationChanges = (next: Content | undefined, previous: Meta | undefined, id: string): Operation[] => {
  const before = previous?.live ? previous.translationGroup : undefined;
  const after = next?.translationGroup;
  const key = (group: string): Key => ({ table: contentTable.name, pk: translationsPk(group), sk: 'PTR' });
  const member = translationMember(id);
  return [
    ...(next === undefined || after === undefined
      ? []
      : [{ kind: 'update', key: key(after), set: { v: SHAPE, [member]: next.language } } as const]),
    ...(before === undefined || before === after
      ? []
      : [{ kind: 'update', key: key(before), remove: [member] } as const]),
  ];
};
