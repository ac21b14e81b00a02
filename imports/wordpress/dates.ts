/** Minutes by which a site's clock is ahead of UTC at a local time (milliseconds since the epoch, read as if it were UTC), as far as it is known. */
export type SiteOffset = (local: number) => number | undefined;

const DATE = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** The parts of a date that there is, or `undefined`. */
const partsOf = (text: string | undefined): readonly number[] | undefined => {
  const match = DATE.exec(text ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return hour > 23 || minute > 59 || second > 59 ? undefined : [year, month, day, hour, minute, second];
};

/** Milliseconds since the epoch of WordPress's `YYYY-MM-DD hh:mm:ss` read as UTC; `undefined` for `0000-00-00 00:00:00` and what is no date. */
export const parseWordPressDate = (text: string | undefined): number | undefined => {
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts;
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second));
  // Date.UTC takes the years 0–99 for those of the last century.
  return date.setUTCFullYear(year, month - 1, day);
};

/** The time of an RSS `pubDate`; WordPress writes the year -0001 where there is none. */
export const parsePubDate = (text: string | undefined): number | undefined => {
  if (text === undefined || !/\b\d{4}\b/.test(text) || text.includes('-0001')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
};

/** ISO 8601 in UTC with milliseconds; `undefined` beyond the years 1–9999. */
export const toIso = (time: number | undefined): string | undefined => {
  if (time === undefined || Number.isNaN(time)) return undefined;
  const date = new Date(time);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : undefined;
};

/**
 * The moment that WordPress wrote twice, in UTC and in the site's own time. Drafts have no UTC: their local time is moved by the site's offset at
 * that time, as other records of the export show it.
 */
export const momentOf = (
  gmt: string | undefined,
  local: string | undefined,
  offset: SiteOffset,
): string | undefined => {
  if (gmt !== undefined && partsOf(gmt) !== undefined) {
    return `${gmt.slice(0, 10)}T${gmt.slice(11).padEnd(8, ':00')}.000Z`;
  }
  const wall = parseWordPressDate(local);
  return wall === undefined ? undefined : toIso(wall - (offset(wall) ?? 0) * 60_000);
};

/** Learns a site's offset from the records that give both times: by month of the year, since summer time moves it. */
export interface OffsetTable {
  learn(gmt: string | undefined, local: string | undefined): void;
  readonly at: SiteOffset;
}

const mostFrequent = (counts: ReadonlyMap<number, number>): number | undefined => {
  let best: number | undefined;
  let most = 0;
  for (const [offset, count] of counts) {
    if (count > most) {
      best = offset;
      most = count;
    }
  }
  return best;
};

/** From how many records on only some are looked at. */
const SAMPLE = 4096;

/** An empty {@link OffsetTable}. */
export const createOffsetTable = (): OffsetTable => {
  const months = Array.from({ length: 12 }, () => new Map<number, number>());
  const all = new Map<number, number>();
  let seen = 0;
  return {
    learn: (gmt, local) => {
      if (++seen > SAMPLE && seen % 64 !== 0) return;
      const exact = parseWordPressDate(gmt);
      const wall = parseWordPressDate(local);
      if (exact === undefined || wall === undefined) return;
      const offset = Math.round((wall - exact) / 60_000);
      // Clocks on earth are at most 14 hours ahead and 12 behind.
      if (offset > 14 * 60 || offset < -12 * 60) return;
      const month = months[new Date(wall).getUTCMonth()];
      for (const counts of [month, all]) counts?.set(offset, (counts.get(offset) ?? 0) + 1);
    },
    at: (local) => {
      const month = months[new Date(local).getUTCMonth()];
      return (month && mostFrequent(month)) ?? mostFrequent(all);
    },
  };
};
