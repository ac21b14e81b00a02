import { z } from 'zod';
import { authorOf } from '../../roles.ts';
import { addressOf } from '../keys.ts';
import type { Content } from '../record.ts';
import { mediaIn, shownMedia } from './blocks.ts';
import { changedFields, contentInput, namedInput, slugOf } from './fields.ts';
import type { CommandParts, Definition } from './handler.ts';
import { referenceFaults } from './references.ts';
import { mayCreate, mayWriteIn } from './rights.ts';

const input = z.object({ content: contentInput });
const named = z.object({ content: namedInput });

/** `createContent`: a working copy of a new record, which no reader sees. */
export const createContent = (parts: CommandParts): Definition<z.infer<typeof input>> => ({
  input,
  allows: ({ actor, input: { content } }) => [
    ...mayCreate(actor),
    ...mayWriteIn(actor, content.section ?? undefined, 'content.section'),
  ],
  references: ({ actor, input: sound, given, beside }, signal) => {
    const { content } = sound ?? named.parse(given);
    const shown = shownMedia(content.body ?? [], (index) => `content.body[${index}]`);
    return referenceFaults({ ...content, shown }, actor.organisation, 'content', beside, parts, signal);
  },
  versionOf: () => undefined,
  plan: ({ actor, subject, input: { content: given }, state, at, receipt, signal }) => {
    const author = authorOf(actor);
    const { type, headline, language } = given;
    const blocks = given.body ?? [];
    const address = addressOf(given.canonicalUrl ?? undefined);
    const content: Content = {
      id: subject,
      owner: actor.organisation,
      tags: [],
      contributors: [],
      formerSlugs: [],
      // What is not published has no date yet: these are the day on which it was begun.
      published: at,
      firstPublished: at,
      pubStatus: 'USABLE',
      packages: [],
      excludedTerritories: [],
      altIds: [],
      ...changedFields(given),
      type,
      headline,
      language,
      slug: given.slug ?? slugOf(headline),
      media: [...new Set([...(given.leadMedia ? [given.leadMedia] : []), ...mediaIn(blocks)])],
      paths: address ? [address] : [],
      workflow: { state: 'draft', since: at },
      editedHere: true,
      createdBy: author,
    };
    const body = given.extensions ? { blocks, extensions: given.extensions } : { blocks };
    return parts.writer.plan({ content, body, as: 'workingCopy', author, at, receipt }, state, { signal });
  },
});
