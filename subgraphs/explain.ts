import { matches } from '../platform/search/filter.ts';
import type { Finding } from './finding.ts';
import type { Audience, Clause, RightsFacts, Way } from './visibleTo.ts';
import { clausesOf, fieldsOf, waysOf } from './visibleTo.ts';

const minutesOf = (count: number): string => `${count} ${count === 1 ? 'minute' : 'minutes'}`;

const wayIn = ({ packages, delayMinutes }: Way, { owner, packages: lying }: RightsFacts): string => {
  if (!packages) return `${owner} is its owner`;
  const names = packages.filter((id) => lying.includes(id)).join(', ');
  return `it lies in ${names}, licensed now${delayMinutes === 0 ? '' : `, and the delay of ${minutesOf(delayMinutes)} is over`}`;
};

const noWayIn = (viewer: Audience, facts: RightsFacts, now: number): string => {
  const own =
    viewer.organisationKind === 'subsidiary'
      ? `its owner is ${facts.owner}, not ${viewer.organisation}`
      : `${viewer.organisation} is a partner and owns nothing`;
  if (facts.packages.length === 0) return `${own}, and it lies in no package`;
  const waiting = waysOf(viewer, now).flatMap(({ packages = [], delayMinutes }) =>
    packages.filter((id) => facts.packages.includes(id)).map((id) => `${id} only after ${minutesOf(delayMinutes)}`),
  );
  return waiting.length > 0
    ? `${own}, and it was published ${facts.published}: licensed is ${waiting.join(', ')}`
    : `${own}, and of its packages (${facts.packages.join(', ')}) none is licensed now`;
};

const inWords = ({ name }: Clause, holds: boolean, viewer: Audience, facts: RightsFacts, now: number): string => {
  switch (name) {
    case 'status':
      return holds ? 'it is USABLE' : `it is ${facts.pubStatus}`;
    case 'published':
      return `it was published ${facts.published}${holds ? '' : ', which is still to come'}`;
    case 'expiry':
      return facts.expires === undefined
        ? 'it does not expire'
        : `it ${holds ? 'expires' : 'expired'} ${facts.expires}`;
    case 'territory':
      return holds
        ? `it may be shown in ${viewer.territory}`
        : `it must not be shown in ${facts.excludedTerritories.join(', ')}, and the application shows it in ${viewer.territory}`;
    case 'entitlement': {
      const way = waysOf(viewer, now).find(({ filter }) => matches(filter, fieldsOf(facts)));
      return way ? wayIn(way, facts) : noWayIn(viewer, facts, now);
    }
  }
};

/** Each clause of the record predicate over one record, in words. The viewer sees the record where all hold: they are the predicate's own filters. */
export const explainRecord = (viewer: Audience, facts: RightsFacts, now: number): readonly Finding[] =>
  clausesOf(viewer, now).map((clause) => {
    const holds = matches(clause.filter, fieldsOf(facts));
    return { holds, says: inWords(clause, holds, viewer, facts, now) };
  });
