import { hash } from 'node:crypto';
import type { Ids } from './ids.ts';

/** The version of what the normaliser makes of a source: raised when the same source shall yield another record. */
export const TRANSFORM = 1;

/** What a run decides for all of its records. */
export interface Settings {
  readonly system: string;
  readonly dataCentre: string;
  /** The site's name in ids and provenance. */
  readonly site: string;
  /** The subsidiary that will own the records. */
  readonly owner: string;
  /** Ids (`owner/name`) of the packages for content, and for media. */
  readonly packages: readonly string[];
  readonly mediaPackages: readonly string[];
  /** The language of records that say none, BCP 47. */
  readonly language: string;
  readonly runId: string;
  readonly exportFile: string;
  /** ISO 8601: stands for the time of a working copy that has none. */
  readonly at: string;
  readonly ids: Ids;
}

/** A pure function's answers: an export has few languages and asks for each record. */
const withoutRegions = new Map<string, string>();
const MEMORY = 1_000;

/** A language without its region, which readers do not tell apart: `en` for `en-GB`, `zh-Hant` for `zh-Hant-TW`. */
export const withoutRegion = (tag: string): string => {
  if (!tag.includes('-')) return tag;
  const known = withoutRegions.get(tag);
  if (known !== undefined) return known;
  const { language, script } = new Intl.Locale(tag);
  const shorter = script === undefined ? language : `${language}-${script}`;
  if (withoutRegions.size >= MEMORY) withoutRegions.clear();
  withoutRegions.set(tag, shorter);
  return shorter;
};

/**
 * What decides a record: its own source, and all that came of it by the run's settings and by what lies around it, so that another package, another
 * version of the normaliser or a reference that now leads somewhere change it as well. SHA-256 in hex.
 */
export const hashOfSource = (sourceHash: string, decided: unknown): string =>
  hash('sha256', `${TRANSFORM}\n${sourceHash}\n${JSON.stringify(decided)}`, 'hex');
