import type { Channel, LicensedPackage } from '../viewer.ts';
import type { Licence } from './items.ts';

/** What licences give at a moment, and how long that stays so. */
export interface Entitlement {
  /** Each package once with its shortest delay, ordered by id. */
  readonly packages: readonly LicensedPackage[];
  /** The next moment at which a licence begins or ends, in milliseconds since the epoch; `Infinity` where none does. */
  readonly until: number;
}

const byId = (a: LicensedPackage, b: LicensedPackage): number => (a.id < b.id ? -1 : 1);

/** The packages that licences give to an application of this channel at this moment. */
export const entitlementOf = (licences: readonly Licence[], channel: Channel, now: number): Entitlement => {
  const delays = new Map<string, number>();
  let until = Number.POSITIVE_INFINITY;
  for (const licence of licences) {
    if (!licence.channels.includes(channel)) continue;
    const from = Date.parse(licence.from);
    const end = licence.until === null ? Number.POSITIVE_INFINITY : Date.parse(licence.until);
    if (now < from) until = Math.min(until, from);
    else if (now < end) {
      until = Math.min(until, end);
      delays.set(licence.package, Math.min(licence.delayMinutes, delays.get(licence.package) ?? licence.delayMinutes));
    }
  }
  const packages = [...delays].map(([id, delayMinutes]) => Object.freeze({ id, delayMinutes })).sort(byId);
  return { packages: Object.freeze(packages), until };
};
