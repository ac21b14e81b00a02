import { idOf } from '../../../support/builders.ts';

/** What batches make and change. Content has no slug of its own here: drafts take none. */
export const kinds = ['section', 'tag', 'contributor', 'collection', 'content'] as const;
/** One of {@link kinds}. */
export type Kind = (typeof kinds)[number];

/** What one says in one version. */
interface Copy {
  readonly name: string;
  readonly slug: string;
  readonly version: number;
  /** The ids that it names. */
  readonly names: readonly string[];
}

/** Something that is there, as readers see it and as it is to be next. */
export interface Thing {
  readonly kind: Kind;
  readonly id: string;
  live: Copy | undefined;
  next: Copy | undefined;
}

/** A command of a batch, with all that was chosen for it. */
export interface Chosen {
  readonly kind: Kind;
  /** What it changes; it makes something where there is none. */
  readonly changes: Thing | undefined;
  /** The version that its sender says to have seen. */
  readonly saw: number | undefined;
  readonly name: string;
  readonly slug: string;
  readonly names: Named | undefined;
  /** Whether it is to be so at a later time, of a collection. */
  readonly later: boolean;
}

/** What a command names: something that is there, something that its batch makes (the command's place), or nothing that there is. */
export type Named = { readonly kind: Kind; readonly there: string } | { readonly kind: Kind; readonly coming: number };

/** What is foretold of a command: the version that it makes, or the code and the field of each reason why it is refused. */
export type Foretold = number | readonly (readonly [code: string, field: string])[];

/** The version that a sender sees. */
export const shownVersion = ({ live, next }: Thing): number => (next ?? live)?.version ?? 0;

const latest = (thing: Thing | undefined): number => Math.max(thing?.live?.version ?? 0, thing?.next?.version ?? 0);

const slugsOf = ({ live, next }: Thing): string[] => [live, next].flatMap((copy) => (copy ? [copy.slug] : []));

/** The id under which nothing is. */
export const nobody = idOf('nobody');

const FIELDS: Readonly<Record<Kind, (of: Kind) => string>> = {
  section: () => 'section.parent',
  tag: () => '',
  contributor: () => '',
  collection: () => 'collection.items[0].section',
  content: (of) => (of === 'section' ? 'content.section' : `content.${of}s[0]`),
};

const missing = ({ kind, names }: Chosen): Foretold | undefined =>
  names && 'there' in names && names.there === nobody ? [['NOT_FOUND', FIELDS[kind](names.kind)]] : undefined;

const conflicts = ({ changes, saw }: Chosen): Foretold | undefined =>
  changes && saw !== shownVersion(changes) ? [['VERSION_CONFLICT', 'expectedVersion']] : undefined;

const taken = ({ kind }: Chosen): Foretold => [['SLUG_TAKEN', `${kind}.slug`]];

/** The slugs that it takes, and those that it leaves. */
const moves = ({ kind, changes, slug, later }: Chosen): { readonly takes: string[]; readonly leaves: string[] } => {
  if (kind === 'content') return { takes: [], leaves: [] };
  const had = changes ? slugsOf(changes) : [];
  const stays = [slug, ...(later && changes?.live ? [changes.live.slug] : [])];
  const takes = kind === 'collection' || !had.includes(slug) ? [slug] : [];
  return { takes, leaves: [...new Set(had)].filter((each) => !stays.includes(each)) };
};

const isHeld = ({ kind, changes, slug }: Chosen, things: readonly Thing[]): boolean =>
  kind !== 'content' && things.some((each) => each.kind === kind && each !== changes && slugsOf(each).includes(slug));

/** What others are told where one is refused. */
const together = (reasons: readonly (Foretold | undefined)[]): Foretold[] | undefined => {
  const first = reasons.findIndex((each) => each !== undefined);
  return first === -1 ? undefined : reasons.map((each) => each ?? [['INVALID', `commands[${first}]`]]);
};

/** The first two of a batch that want one slug, or one of which leaves what the other takes: to who takes it, it is taken. */
const clash = (commands: readonly Chosen[]): (Foretold | undefined)[] => {
  const touched = new Map<string, { readonly at: number; readonly takes: boolean }>();
  for (const [at, command] of commands.entries()) {
    const { takes, leaves } = moves(command);
    for (const slug of [...takes, ...leaves]) {
      const [key, mine] = [`${command.kind} ${slug}`, { at, takes: takes.includes(slug) }];
      const other = touched.get(key);
      const both = other ? [other, mine].filter((each) => each.takes).map((each) => each.at) : [];
      if (other) return commands.map((each, index) => (both.includes(index) ? taken(each) : undefined));
      touched.set(key, mine);
    }
  }
  return [];
};

/** Why none of an atomic batch is done, by its commands; `undefined` where all are. */
export const refusedTogether = (commands: readonly Chosen[], things: readonly Thing[]): Foretold[] | undefined => {
  const twice = commands.map(({ changes }, at): Foretold | undefined =>
    changes && commands.findIndex((each) => each.changes === changes) < at ? [['INVALID', 'id']] : undefined,
  );
  const stages = [
    () => twice,
    () => commands.map(missing),
    () => commands.map(conflicts),
    () => clash(commands),
    () => commands.map((each) => (isHeld(each, things) ? taken(each) : undefined)),
  ];
  for (const stage of stages) {
    const refused = together(stage());
    if (refused) return refused;
  }
  return undefined;
};

/** Why one that is done by itself is refused; `undefined` where it is not. */
export const refusedAlone = (command: Chosen, things: readonly Thing[]): Foretold | undefined =>
  missing(command) ?? conflicts(command) ?? (isHeld(command, things) ? taken(command) : undefined);

/** Does to the model what a command does; answers the version. @param id - of what it makes. @param names - the ids that it names. */
export const done = (command: Chosen, id: string, names: readonly string[], things: Thing[]): number => {
  const { kind, changes, name, slug, later } = command;
  const version = latest(changes) + 1;
  // What a patch does not name stays.
  const copy = { name, slug, version, names: kind === 'content' && changes ? (changes.next?.names ?? []) : names };
  const isNext = kind === 'content' || (kind === 'collection' && later);
  const thing = changes ?? { kind, id, live: undefined, next: undefined };
  thing.next = isNext ? copy : undefined;
  if (!isNext) thing.live = copy;
  if (!changes) things.push(thing);
  return version;
};

/** What readers, and who previews, should see of one. */
export const shouldSee = ({ kind, live, next }: Thing): unknown => {
  const shown = (copy: Copy | undefined): unknown =>
    copy
      ? { name: copy.name, slug: kind === 'content' ? undefined : copy.slug, version: copy.version, names: copy.names }
      : null;
  return { live: shown(live), next: shown(next ?? live) };
};

/** Collections whose time has come are so. */
export const comeTrue = (things: readonly Thing[]): void => {
  for (const thing of things)
    if (thing.kind === 'collection' && thing.next) {
      thing.live = { ...thing.next, version: latest(thing) + 1 };
      thing.next = undefined;
    }
};
