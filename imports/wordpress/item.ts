import type { QuarantineCode } from '../quarantine.ts';
import type { RawContent, RawContributor, RawMedia, Repair } from '../rawRecord.ts';
import { contentOf } from './content.ts';
import type { ItemContext } from './context.ts';
import { guestAuthorOf } from './contributors.ts';
import { itemParts } from './itemParts.ts';
import { mediaOf } from './media.ts';
import type { XmlElement } from './xml.ts';

/** Types of items that arrange WordPress itself and are no content. Reusable blocks are part of the texts that embed them. */
const PASSED_BY = new Set([
  'nav_menu_item',
  'revision',
  'custom_css',
  'customize_changeset',
  'oembed_cache',
  'user_request',
  'wp_block',
  'wp_template',
  'wp_template_part',
  'wp_global_styles',
  'wp_navigation',
  'wp_font_family',
  'wp_font_face',
  'acf-field',
  'acf-field-group',
  'acf-post-type',
  'acf-taxonomy',
  'wpcf7_contact_form',
  'amp_validated_url',
  'shop_order',
  'scheduled-action',
]);

/** What became of an item. */
export type ItemResult =
  | { readonly type: 'record'; readonly record: RawContent | RawMedia | RawContributor }
  | { readonly type: 'skipped'; readonly reason: string; readonly sourceId: string; readonly withdrawn: boolean }
  | {
      readonly type: 'failed';
      readonly code: QuarantineCode;
      readonly reason: string;
      readonly hint: string;
      readonly sourceId: string | undefined;
    };

/** Whether items of a type are records that others can point to. */
export const isRecord = (type: string): boolean => !PASSED_BY.has(type) && type !== 'guest-author';

/** Whether items of a status are taken over. */
export const isTaken = (status: string): boolean => status !== 'auto-draft' && status !== 'trash';

/** An id as WordPress gives it: a positive whole number, without leading zeros. */
export const itemId = (text: string | undefined): string | undefined => {
  const digits = text?.trim() ?? '';
  return /^\d{1,15}$/.test(digits) && Number(digits) > 0 ? String(Number(digits)) : undefined;
};

/** Reads a parsed `<item>`. */
export const itemOf = (element: XmlElement, context: ItemContext, repairs: readonly Repair[]): ItemResult => {
  const parts = itemParts(element);
  const written = parts.fields.get('wp:post_id')?.trim();
  const sourceId = itemId(written);
  if (sourceId === undefined) {
    const reason =
      written === undefined || written === ''
        ? 'the item has no wp:post_id'
        : `its wp:post_id is ${JSON.stringify(written.slice(0, 40))}`;
    const hint =
      'Give it the number that WordPress has for it, or one that no other item of the site has, and feed it in again.';
    return { type: 'failed', code: 'NO_ID', reason, hint, sourceId: undefined };
  }
  const type = parts.fields.get('wp:post_type')?.trim() ?? '';
  const status = parts.fields.get('wp:status')?.trim() ?? '';
  if (PASSED_BY.has(type)) return { type: 'skipped', reason: `type ${type} is no content`, sourceId, withdrawn: false };
  if (status === 'auto-draft')
    return { type: 'skipped', reason: 'an automatic draft that nobody saved', sourceId, withdrawn: false };
  if (status === 'trash') return { type: 'skipped', reason: 'in the trash', sourceId, withdrawn: true };
  if (type === 'attachment' || (type === '' && parts.fields.has('wp:attachment_url'))) {
    const record = mediaOf(parts, sourceId, context, repairs);
    if (record !== undefined) return { type: 'record', record };
    const hint = 'Give it a wp:attachment_url and feed it in again.';
    return {
      type: 'failed',
      code: 'INCOMPLETE',
      reason: 'the attachment does not say where its file lies',
      hint,
      sourceId,
    };
  }
  if (type === 'guest-author') {
    const record = guestAuthorOf(parts, repairs);
    if (record !== undefined) return { type: 'record', record };
    const hint = 'Give it a wp:post_name and feed it in again.';
    return { type: 'failed', code: 'INCOMPLETE', reason: 'the guest author has no name', hint, sourceId };
  }
  const assumed = type === '' ? [...repairs, 'TYPE_ASSUMED'] : repairs;
  return { type: 'record', record: contentOf(parts, sourceId, type === '' ? 'post' : type, context, assumed) };
};
