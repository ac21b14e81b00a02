import { DirectoryRefusal } from '../../platform/directory/refusal.ts';
import type { Package } from '../../platform/directory.ts';
import type { Desk } from './desk.ts';
import { packageOf } from './values.ts';

/** A package's rule as an operator reads it. */
export const ruleInWords = ({ rule }: Package): string => {
  if (!rule) return 'none: by import and by hand';
  const parts = [
    ...(rule.types ? [`type ${rule.types.join(' or ')}`] : []),
    ...(rule.sections ? [`section ${rule.sections.join(' or ')}`] : []),
    ...(rule.tags ? [`tag ${rule.tags.join(' or ')}`] : []),
  ];
  return parts.length === 0 ? `all ${rule.of}` : `${rule.of} of ${parts.join(', ')}`;
};

/** The package of this name. @throws `DirectoryRefusal` */
export const packageNamed = async ({ register }: Desk, given: string): Promise<Package> => {
  const { owner, name } = packageOf(given);
  const found = await register.package(owner, name);
  if (!found) throw new DirectoryRefusal('NOT_FOUND', `there is no package \`${given}\``);
  return found;
};
