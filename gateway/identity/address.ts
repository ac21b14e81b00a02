import { z } from 'zod';
import type { GatewayRequest } from '../request.ts';

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The first half of an IPv6 address, which is what one household or machine has. */
const networkOf = (address: string): string => {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const whole =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
};

const normal = (address: string): string | undefined => {
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (ipv4.safeParse(address).success) return address;
  const [bare = ''] = address.split('%');
  return ipv6.safeParse(bare).success ? networkOf(bare) : undefined;
};

/**
 * Where a request comes from: an IPv4 address, or the first half of an IPv6 address; empty where it cannot be told, so that all those count as one.
 * @param trustedProxies - how many proxies stand before this process, each of which adds whom it was asked by to `x-forwarded-for`. What stands there before is said by
 * clients, and is not looked at.
 */
export const addressOf = (
  { remoteAddress = '', headers }: Pick<GatewayRequest, 'remoteAddress' | 'headers'>,
  trustedProxies: number,
): string => {
  if (trustedProxies === 0) return normal(remoteAddress) ?? '';
  const forwarded = (headers['x-forwarded-for'] ?? '').split(',').map((each) => each.trim());
  return normal(forwarded.at(-trustedProxies) ?? '') ?? '';
};
