import type { References } from '../references.ts';
import { wordPressBody } from './body.ts';
import { absoluteUrl } from './context.ts';
import type { Survey } from './survey.ts';

/** Pages of a WordPress site that are no records: archives, feeds, uploads, WordPress itself. */
const NO_RECORD =
  /^\/(?:(?:category|tag|author|page|feed|comments|wp-content|wp-admin|wp-includes|wp-json|wp-login)(?:[/.?#]|$)|\d{4}(?:\/\d{1,2}){0,2}\/?$|$)/;

/** What the records of a surveyed export refer to. */
export const wordPressReferences = (survey: Survey): References => {
  const { index, context, reusableBlocks } = survey;
  const { site } = context;

  return {
    media: ({ externalId, url }) => {
      const named = externalId === undefined ? undefined : index.item(externalId);
      if (named?.media === true) return { externalId: named.externalId, known: true };
      const byFile = url === undefined ? undefined : index.mediaByFile(url);
      if (byFile !== undefined) return { externalId: byFile, known: true };
      // An id that is no record of this export may be that of an attachment in another, as long as its file is one of the site's.
      const elsewhere = externalId !== undefined && named === undefined && (url === undefined || index.isOwn(url));
      return elsewhere ? { externalId, known: false } : undefined;
    },

    link: (href) => {
      if (href.startsWith('#') || /^(?:mailto|tel):/i.test(href)) return { href };
      const address = absoluteUrl(site, href);
      if (address === undefined) return undefined;
      const found = index.byAddress(address);
      if (found?.taken === true && !found.media) return { href: address, externalId: found.externalId };
      if (found?.taken === true || !index.isOwn(address) || index.mediaByFile(address) !== undefined)
        return { href: address };
      const { pathname, search } = new URL(address);
      return { href: address, dangling: !NO_RECORD.test(pathname) || /[?&](?:p|page_id)=\d/.test(search) };
    },

    attachmentPages: (externalId) =>
      index.attachmentsOf(externalId).flatMap(({ page }) => absoluteUrl(site, page) ?? []),
    isLive: (externalId) => index.item(externalId)?.live,
    contributorName: survey.contributorName,
    editUrl: (externalId) => `${site.baseUrl}/wp-admin/post.php?post=${externalId}&action=edit`,

    body: (raw, context) =>
      wordPressBody(raw.body, {
        ...context,
        attachments: () => index.attachmentsOf(raw.externalId).map((attachment) => attachment.externalId),
        reusable: (id) => {
          const text = reusableBlocks.get(id);
          if (text !== undefined) context.reused(text);
          return text;
        },
      }),
  };
};
