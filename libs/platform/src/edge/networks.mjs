// @ts-check
// What is counted by address is counted by network. Limits of connections and of sign-ins share it.
import { isIP } from 'node:net';
import { plainAddress } from './trusted-proxies.mjs';

const groupsOfNetwork = 4;

/**
 * What an address is counted by: an IPv4 address itself, an IPv6 address by its /64, since one connection has all of that.
 * Every spelling of an address gives the same text. What is no address is its own network.
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

/** As URLs have it: small letters, zeros left out. @param {string} ipv6 */
const inOneSpelling = (ipv6) => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

/** All eight groups of an IPv6 address. @param {string} ipv6 */
function groupsOf(ipv6) {
  const [before = [], after = []] = inOneSpelling(ipv6)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

/** The IPv4 address that an IPv6 address is another way to write, if it is one. @param {string[]} groups */
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
