// @ts-check
// Which proxies are trusted to name a request's real client. Services and the origin share this.
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
 * The first invalid entry of a list: neither an address, nor a network (`10.0.0.0/8`), nor the name of a network.
 * @param {string} list
 */
export const wrongProxy = (list) => entriesOf(list).find((entry) => !isEntry(entry));

/**
 * Returns a function that tells whether an address belongs to a proxy whose `X-Forwarded-For` is trusted.
 * @param {string} list comma-separated addresses and networks, also by name: `loopback`, `linklocal`, `uniquelocal`;
 *   empty to trust no one. All entries must be valid (see `wrongProxy`).
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
 * A plain address, without the port, brackets, zone or IPv4-in-IPv6 prefix that proxies and sockets add; undefined for
 * text that is not an address (`unknown`, `_hidden`).
 * @param {string | undefined} text
 */
export function plainAddress(text = '') {
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const [withoutZone = ''] = withoutPort.split('%', 1);
  const address = withoutZone.replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
