import type { TokenHolder } from '../../platform/viewer.ts';

/** Sections narrow authors, editors and publishers, never administrators. What stands in no section is nobody's who is narrowed. */
export const isWithin = (
  { roles, sections }: Pick<TokenHolder, 'roles' | 'sections'>,
  section: string | undefined,
): boolean =>
  sections === undefined || roles.includes('administrator') || (section !== undefined && sections.includes(section));
