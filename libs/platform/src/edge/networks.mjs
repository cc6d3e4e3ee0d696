// @ts-check
// Limits per address are counted per network. The limits of connections and of sign-ins share this.
import { isIP } from 'node:net';
import { plainAddress } from './trusted-proxies.mjs';

const groupsOfNetwork = 4;

/**
 * The network that an address is counted under: an IPv4 address counts as itself, an IPv6 address as its /64, because
 * one subscriber has a whole /64. Every spelling of an address gives the same result. Text that is not an address is
 * returned unchanged.
 * @param {string | undefined} address
 */
export function networkOf(address = '') {
  const plain = plainAddress(address);
  if (plain === undefined || isIP(plain) === 4) {
    return plain ?? address;
  }
  const groups = groupsOf(plain);
  return ipv4In(groups) ?? `${inOneSpelling(`${groups.slice(0, groupsOfNetwork).join(':')}::`)}/64`;
}

/** The canonical spelling, as in URLs: lower case, zeros compressed. @param {string} ipv6 */
const inOneSpelling = (ipv6) => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

/** All eight groups of an IPv6 address. @param {string} ipv6 */
function groupsOf(ipv6) {
  const [before = [], after = []] = inOneSpelling(ipv6)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

/** The IPv4 address of an IPv4-mapped IPv6 address; undefined for others. @param {string[]} groups */
function ipv4In(groups) {
  const [high = '', low = ''] = groups.slice(6);
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') {
    return undefined;
  }
  const bytes = [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((two) => [two >> 8, two & 255]);
  return bytes.join('.');
}
