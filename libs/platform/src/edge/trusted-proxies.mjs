// @ts-check
// Whose word about a request's real sender is believed. Services and the origin share it.
import { BlockList, isIP } from 'node:net';

/** Names for the usual private networks. @type {Record<string, string[]>} */
const networks = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const bits = { ipv4: 32, ipv6: 128 };

/** @param {string} address */
const familyOf = (address) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * The entries of a list such as `10.0.0.5, 192.168.7.0/24, loopback`.
 * @param {string} list
 */
const entriesOf = (list) =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** @param {string} entry */
function isEntry(entry) {
  if (Object.hasOwn(networks, entry)) {
    return true;
  }
  const [address = '', prefix, ...more] = entry.split('/');
  if (isIP(address) === 0 || more.length > 0) {
    return false;
  }
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits[familyOf(address)]);
}

/**
 * The first entry of the list that is neither an address, nor a network (`10.0.0.0/8`), nor a name of one.
 * @param {string} list
 */
export const wrongProxy = (list) => entriesOf(list).find((entry) => !isEntry(entry));

/**
 * Whether the peer at an address is a proxy whose `X-Forwarded-For` is believed.
 * @param {string} list addresses and networks with commas between, by name too: `loopback`, `linklocal`, `uniquelocal`;
 *   empty for nobody. Must have no wrong entry.
 * @returns {(address: string | undefined) => boolean}
 */
export function trustedProxies(list) {
  const trusted = new BlockList();
  for (const entry of entriesOf(list).flatMap((entry) => networks[entry] ?? entry)) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    trusted.addSubnet(address, Number(prefix ?? bits[family]), family);
  }
  return (address) => {
    const plain = plainAddress(address);
    return plain !== undefined && trusted.check(plain, familyOf(plain));
  };
}

/**
 * An address as everybody writes it: without the port, brackets, zone or IPv4-in-IPv6 prefix that proxies and sockets
 * add; undefined for what is none (`unknown`, `_hidden`).
 * @param {string | undefined} text
 */
export function plainAddress(text = '') {
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const [withoutZone = ''] = withoutPort.split('%', 1);
  const address = withoutZone.replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
