import type { House } from './houses.ts';
import { agency, houses } from './houses.ts';
import { seedId } from './ids.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Terms } from './terms.ts';
import { createTerms } from './terms.ts';

/** How many records there are to be, and of which seed. */
export interface SeedOptions {
  /** Articles, live blogs, galleries and so on; pictures and terms come on top. A whole number from 1. */
  readonly records: number;
  readonly seed: string;
}

/** One asset for so many records. */
const RECORDS_AN_ASSET = 2;
/** The share of stories led by a picture of the agency. */
const BY_AGENCY = 0.08;

/** Whose record is which, and which pictures there are: known before anything is made, so that each record can be made by itself. */
export interface Plan {
  readonly options: SeedOptions;
  readonly assets: number;
  /** Neighbours in pairs belong to one house: a record and its translation are neighbours. */
  houseOf(record: number): House;
  houseOfAsset(asset: number): House;
  /** The choices of one record or asset, whatever was made before it. */
  random(what: string): Random;
  /** Assets that a record of this house shows, the leading one first; some are the agency's. */
  picturesFor(house: House, record: number, count: number, random: Random): readonly string[];
  readonly terms: Terms;
}

const shared = (share: number): House => {
  let left = share;
  for (const house of houses) {
    left -= house.share;
    if (left < 0) return house;
  }
  return houses[0];
};

/** The id of a picture. */
export const assetId = (house: House, asset: number): string => seedId(house, 'attachment', String(asset));

/** Plans a folder. */
export const createPlan = (options: SeedOptions): Plan => {
  const { records, seed } = options;
  const assets = Math.max(houses.length, Math.floor(records / RECORDS_AN_ASSET));
  const random = (what: string): Random => createRandom(`${seed}/${what}`);
  const houseOf = (record: number): House => shared(random(`house/${record >> 1}`).next());
  // Every house has a picture, however few there are.
  const houseOfAsset = (asset: number): House => houses[asset] ?? shared(random(`asset-house/${asset}`).next());

  const own = new Map<string, string[]>(houses.map(({ id }) => [id, []]));
  for (let asset = 0; asset < assets; asset += 1) {
    const house = houseOfAsset(asset);
    own.get(house.id)?.push(assetId(house, asset));
  }

  return {
    options,
    assets,
    houseOf,
    houseOfAsset,
    random,
    picturesFor: (house, record, count, choices) => {
      const from = own.get(choices.chance(BY_AGENCY) ? agency : house.id) ?? [];
      const start = Math.floor((record / records) * from.length);
      const chosen = Array.from(
        { length: count },
        (_, at) => from[(start + at * choices.integer(1, 3)) % from.length] ?? '',
      );
      return [...new Set(chosen)].filter((id) => id !== '');
    },
    terms: createTerms(),
  };
};
