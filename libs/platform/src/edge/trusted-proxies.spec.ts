import { plainAddress, trustedProxies, wrongProxy } from './trusted-proxies.mjs';

describe('TRUSTED_PROXIES', () => {
  const trusted = trustedProxies('10.0.0.5, 192.168.7.0/24,2001:db8::/32, loopback');

  it.each([
    '10.0.0.5',
    '192.168.7.200',
    '2001:db8::1',
    '127.0.0.1',
    '127.3.2.1',
    '::1',
    '::ffff:10.0.0.5',
    '10.0.0.5:4711',
  ])('trusts %s', (address) => {
    expect(trusted(address)).toBe(true);
  });

  it.each(['10.0.0.6', '192.168.8.1', '2001:db9::1', '::ffff:10.0.0.6', 'unknown', '', undefined])(
    'does not trust %s',
    (address) => {
      expect(trusted(address)).toBe(false);
    },
  );

  it('trusts no one when it is empty', () => {
    expect(trustedProxies('')('127.0.0.1')).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    'perch',
    '::1/129',
    '10.0.0.0/8/8',
    '10.0.0.5:80',
    'constructor',
    '10.0.0.0/',
  ])('rejects the entry %s and names it', (entry) => {
    expect(wrongProxy(`loopback, ${entry}`)).toBe(entry);
  });

  it('accepts addresses, networks and their names, with blanks and empty entries', () => {
    expect(wrongProxy(' 10.0.0.5 ,fe80::/10,, uniquelocal, linklocal')).toBeUndefined();
  });
});

describe('An address as written by a proxy', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7:4711', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['unknown', undefined],
    ['_hidden', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is read as %s', (text, address) => {
    expect(plainAddress(text)).toBe(address);
  });
});
