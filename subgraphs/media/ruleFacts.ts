import type { RuleFacts } from '../../platform/directory/rules.ts';
import type { Media } from './record.ts';

/** What rules look at of an asset. */
export const mediaFactsOf = ({ type }: Pick<Media, 'type'>): RuleFacts => ({ type, sections: [], tags: [] });
