import type { Channel, Grant } from '../../platform/viewer.ts';
import type { Grammar } from './grammar.ts';
import { german } from './languages/de.ts';
import { english } from './languages/en.ts';
import { spanish } from './languages/es.ts';
import { french } from './languages/fr.ts';

/** An invented subsidiary. */
export interface House {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  /** ISO 3166-1 alpha-2: where its own website is read. */
  readonly territory: string;
  /** The first is its own; in the others it publishes translations. */
  readonly grammars: readonly [Grammar, ...Grammar[]];
  /** Its part of all records, 0 to 1; all together 1. */
  readonly share: number;
  /** Which of the two old data centres its records came from. */
  readonly dataCentre: string;
  /** How its people put their copyright. */
  readonly notice: string;
}

/** The subsidiaries. */
export const houses: readonly [House, ...House[]] = [
  {
    id: 'meridian-post',
    name: 'The Meridian Post',
    host: 'www.meridian-post.example',
    territory: 'GB',
    grammars: [english],
    share: 0.35,
    dataCentre: 'seed-north',
    notice: '© The Meridian Post',
  },
  {
    id: 'kuestenkurier',
    name: 'Küstenkurier',
    host: 'www.kuestenkurier.example',
    territory: 'DE',
    grammars: [german],
    share: 0.25,
    dataCentre: 'seed-north',
    notice: '© Küstenkurier Verlag',
  },
  {
    id: 'courrier-du-lac',
    name: 'Le Courrier du Lac',
    host: 'www.courrier-du-lac.example',
    territory: 'CH',
    grammars: [french, german],
    share: 0.18,
    dataCentre: 'seed-south',
    notice: '© Le Courrier du Lac',
  },
  {
    id: 'faro-de-poniente',
    name: 'El Faro de Poniente',
    host: 'www.faro-de-poniente.example',
    territory: 'ES',
    grammars: [spanish],
    share: 0.14,
    dataCentre: 'seed-south',
    notice: '© El Faro de Poniente',
  },
  {
    id: 'northline-wire',
    name: 'Northline Wire',
    host: 'www.northline-wire.example',
    territory: 'GB',
    grammars: [english, spanish],
    share: 0.08,
    dataCentre: 'seed-north',
    notice: '© Northline Wire',
  },
];

/** The house whose pictures others print too, without owning them. */
export const agency = 'northline-wire';

/** What every house offers to others. */
export const packages = ['syndication', 'archive', 'pictures'] as const;

/** Those who own nothing and license. */
export const partners = [
  { id: 'tidings-app', name: 'Tidings' },
  { id: 'lakeside-portal', name: 'Lakeside Portal' },
  { id: 'school-library', name: 'School Library Archive' },
] as const;

/** One application of each house and partner; each gets a key. */
export interface SeedApplication {
  readonly organisation: string;
  readonly id: string;
  readonly name: string;
  readonly channel: Channel;
  readonly territory: string;
  readonly view: 'newsroom' | 'subsidiary' | 'partner';
}

/** What every key is allowed. */
export const keyGrants: readonly Grant[] = ['read', 'explore'];

/** See {@link SeedApplication}. */
export const applications: readonly SeedApplication[] = [
  ...houses.map(
    ({ id, name, territory }): SeedApplication => ({
      organisation: id,
      id: `${id}-web`,
      name: `${name}, website`,
      channel: 'web',
      territory,
      view: 'newsroom',
    }),
  ),
  {
    organisation: 'kuestenkurier',
    id: 'kuestenkurier-print',
    name: 'Küstenkurier, printed',
    channel: 'print',
    territory: 'DE',
    view: 'subsidiary',
  },
  { organisation: 'tidings-app', id: 'tidings-app', name: 'Tidings', channel: 'app', territory: 'GB', view: 'partner' },
  {
    organisation: 'lakeside-portal',
    id: 'lakeside-web',
    name: 'Lakeside Portal',
    channel: 'web',
    territory: 'CH',
    view: 'partner',
  },
  {
    organisation: 'school-library',
    id: 'school-library',
    name: 'School Library Archive',
    channel: 'archive',
    territory: 'US',
    view: 'partner',
  },
];

/** A licence of the seed. */
export interface SeedLicence {
  readonly licensee: string;
  readonly package: string;
  readonly channels: readonly Channel[];
  readonly from: string;
  readonly until: string | null;
  readonly delayMinutes: number;
}

const LONG_AGO = '2015-01-01T00:00:00.000Z';
const open = { from: LONG_AGO, until: null };

/** Who may use what: at once, after a delay, in some channels, and one that is over. */
export const licences: readonly SeedLicence[] = [
  { licensee: 'tidings-app', package: 'meridian-post/syndication', channels: ['app'], delayMinutes: 0, ...open },
  { licensee: 'tidings-app', package: 'meridian-post/pictures', channels: ['app'], delayMinutes: 0, ...open },
  {
    licensee: 'tidings-app',
    package: 'northline-wire/syndication',
    channels: ['app', 'web'],
    delayMinutes: 60,
    ...open,
  },
  {
    licensee: 'lakeside-portal',
    package: 'courrier-du-lac/syndication',
    channels: ['web'],
    delayMinutes: 1_440,
    ...open,
  },
  { licensee: 'lakeside-portal', package: 'courrier-du-lac/pictures', channels: ['web'], delayMinutes: 1_440, ...open },
  { licensee: 'lakeside-portal', package: 'kuestenkurier/syndication', channels: ['print'], delayMinutes: 0, ...open },
  ...houses.map(
    ({ id }): SeedLicence => ({
      licensee: 'school-library',
      package: `${id}/archive`,
      channels: ['archive'],
      delayMinutes: 43_200,
      ...open,
    }),
  ),
  {
    licensee: 'meridian-post',
    package: 'northline-wire/syndication',
    channels: ['web', 'app'],
    delayMinutes: 0,
    ...open,
  },
  { licensee: 'meridian-post', package: 'northline-wire/pictures', channels: ['web', 'app'], delayMinutes: 0, ...open },
  {
    licensee: 'kuestenkurier',
    package: 'northline-wire/pictures',
    channels: ['web', 'print'],
    delayMinutes: 30,
    ...open,
  },
  {
    licensee: 'faro-de-poniente',
    package: 'northline-wire/syndication',
    channels: ['web'],
    delayMinutes: 240,
    ...open,
  },
  {
    licensee: 'courrier-du-lac',
    package: 'kuestenkurier/syndication',
    channels: ['web'],
    from: LONG_AGO,
    until: '2020-01-01T00:00:00.000Z',
    delayMinutes: 0,
  },
];
