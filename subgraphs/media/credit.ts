import { escapeHtml } from '../escape.ts';
import type { LiveMedia } from './record.ts';

/** What a picture says of those who made and own it, wherever it goes. */
export interface Credit {
  /** For EXIF, which holds ASCII alone: what is not is spelled as near as libvips can. */
  readonly exif: Readonly<Record<string, string>>;
  /** An XMP packet with the same in any script, and under which terms it may be used. */
  readonly xmp: string;
}

/** What is said of an asset by a person, or by its file. */
export type Credited = Pick<LiveMedia, 'caption' | 'creditText' | 'copyrightNotice' | 'usageTerms'>;

/** Of an asset and its file: what a person said goes before what the file says. */
export const credited = (asset: Credited, found: Credited): Credited => ({
  caption: asset.caption ?? found.caption,
  creditText: asset.creditText ?? found.creditText,
  copyrightNotice: asset.copyrightNotice ?? found.copyrightNotice,
  usageTerms: asset.usageTerms ?? found.usageTerms,
});

const alternatives = (name: string, value: string | undefined): string =>
  value === undefined
    ? ''
    : `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escapeHtml(value)}</rdf:li></rdf:Alt></${name}>`;

const NAMESPACES = [
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
  'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"',
].join(' ');

const xmpOf = ({ caption, creditText, usageTerms }: Credited, rights: string | undefined): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ${NAMESPACES}>${[
    alternatives('dc:description', caption),
    alternatives('dc:rights', rights),
    alternatives('xmpRights:UsageTerms', usageTerms),
    creditText === undefined ? '' : `<photoshop:Credit>${escapeHtml(creditText)}</photoshop:Credit>`,
  ].join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`;

/** Without the characters that neither XML nor EXIF can hold. */
const printable = (text: string | undefined): string | undefined =>
  text?.toWellFormed().replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ');

/** Caption, credit, copyright and usage terms of an asset, as its renditions carry them. */
export const creditOf = (media: Credited & Pick<LiveMedia, 'copyrightHolder'>): Credit => {
  const clean = {
    ...media,
    caption: printable(media.caption),
    creditText: printable(media.creditText),
    usageTerms: printable(media.usageTerms),
  };
  const rights = printable(media.copyrightNotice ?? media.copyrightHolder);
  return {
    exif: {
      ...(clean.creditText ? { Artist: clean.creditText } : {}),
      ...(rights ? { Copyright: rights } : {}),
    },
    xmp: xmpOf(clean, rights),
  };
};
