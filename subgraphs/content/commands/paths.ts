import { addressOf } from '../keys.ts';
import type { Content } from '../record.ts';

const MOST_PATHS = 12;

/** The addresses of a record with the one that it is to have; of too many the oldest go. */
export const pathsWith = (content: Content, canonicalUrl: string | null | undefined): Content['paths'] => {
  const address = addressOf(canonicalUrl ?? undefined);
  if (!address) return content.paths;
  const others = content.paths.filter(({ site, path }) => site !== address.site || path !== address.path);
  return [...others, address].slice(-MOST_PATHS);
};
