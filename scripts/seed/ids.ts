import { recordId } from '../../platform/ids.ts';
import type { House } from './houses.ts';

/** The id of something of a house, by what it is and its name there. */
export const seedId = (house: House, type: string, externalId: string): string =>
  recordId({ system: 'seed', dataCentre: house.dataCentre, site: house.host, type, externalId, language: '' });

/** A text as the last part of an address: letters and digits of ASCII, dashes between them, at most 60 characters. */
export const slugOf = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
