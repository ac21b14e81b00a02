import type { Block, SimpleBlock } from '../../subgraphs/content/record.ts';
import type { Grammar, StoryKind, Telling } from './grammar.ts';
import { createTelling } from './grammar.ts';
import type { Random } from './random.ts';

/** A story as it was told, before it is anybody's record. */
export interface Story {
  readonly kind: StoryKind;
  readonly headline: string;
  readonly standfirst: string;
  readonly place: string;
  readonly person: string;
  readonly caption: string;
  readonly blocks: readonly Block[];
}

/** What a story shows. */
export interface StoryPictures {
  readonly inside: readonly string[];
  readonly credit: string;
}

const paragraph = (html: string): SimpleBlock => ({ kind: 'paragraph', html });

const figuresOf = (
  telling: Telling,
  kind: StoryKind,
  random: Random,
  { inside, credit }: StoryPictures,
): SimpleBlock[] => {
  const [first, ...others] = inside;
  if (first === undefined) return [];
  const caption = telling.tell(random.pick(kind.captions));
  return others.length > 1
    ? [{ kind: 'gallery', mediaIds: [...inside], caption }]
    : [{ kind: 'picture', mediaId: first, caption, credit }];
};

const article = (
  grammar: Grammar,
  kind: StoryKind,
  telling: Telling,
  random: Random,
  pictures: StoryPictures,
): Block[] => {
  const opening = telling.tell(random.pick(kind.openings));
  const middles = random.some(kind.middles, random.integer(2, kind.middles.length)).map((each) => telling.tell(each));
  const common = random.some(grammar.middles, random.integer(1, 2)).map((each) => telling.tell(each));
  const half = Math.ceil(middles.length / 2);
  return [
    paragraph(`<strong>${telling.word('place')}.</strong> ${opening}`),
    ...middles.slice(0, half).map(paragraph),
    ...figuresOf(telling, kind, random, pictures),
    ...(random.chance(0.7)
      ? [{ kind: 'heading', level: 2, html: telling.tell(random.pick(kind.headings)) } as const]
      : []),
    ...middles.slice(half).map(paragraph),
    ...(random.chance(0.6)
      ? [
          {
            kind: 'quote',
            html: `<p>${telling.tell(random.pick(kind.quotes))}</p>`,
            citation: telling.word('person'),
          } as const,
        ]
      : []),
    ...common.map(paragraph),
    ...(random.chance(0.5) ? [paragraph(telling.tell(random.pick(grammar.endings)))] : []),
  ];
};

/** Posts of a day, the first one the oldest. */
const liveblog = (grammar: Grammar, kind: StoryKind, telling: Telling, random: Random, published: number): Block[] => {
  const told = [...kind.openings, ...kind.middles, ...grammar.middles];
  return Array.from({ length: random.integer(4, 9) }, (_, at) => ({
    kind: 'post',
    id: `post-${at + 1}`,
    published: new Date(published + at * random.integer(6, 25) * 60_000).toISOString(),
    title: telling.tell(random.pick(kind.headings)),
    blocks: [paragraph(telling.tell(random.pick(told)))],
  }));
};

/** Tells one story of a kind. @param published - in milliseconds since the epoch. */
export const tellStory = (
  grammar: Grammar,
  kind: StoryKind,
  random: Random,
  {
    live,
    published,
    pictures,
  }: { readonly live: boolean; readonly published: number; readonly pictures: StoryPictures },
): Story => {
  const telling = createTelling(grammar, random);
  const place = telling.word('place');
  return {
    kind,
    headline: telling.tell(random.pick(kind.headlines)),
    standfirst: telling.tell(random.pick(kind.standfirsts)),
    place,
    person: telling.word('person'),
    caption: telling.tell(random.pick(kind.captions)),
    blocks: live
      ? liveblog(grammar, kind, telling, random, published)
      : article(grammar, kind, telling, random, pictures),
  };
};
