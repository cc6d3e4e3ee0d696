import { emailAddress } from './email-address.js';

const reasonOf = (text: unknown): string => {
  const read = emailAddress.safeParse(text);
  return read.success ? `accepted as ${read.data}` : (read.error.issues[0]?.message ?? '');
};

const label = 'a'.repeat(63);

describe('emailAddress', () => {
  it.each([
    'polly@example.org',
    'Polly@example.org',
    'a&b@example.org',
    "!#$%&'*+-/=?^_`{|}~@example.org",
    'first.last+tag@sub.example.co.uk',
    '1@2.example',
    'x@ates.local',
    'postmaster@ai',
    'x@xn--e1afmkfd.xn--p1ai',
    'x@a-b.example',
    'пример@xn--e1afmkfd.xn--p1ai',
    '用户@xn--fsqu00a.xn--0zwm56d',
    '🦜@example.org',
    '"john doe"@example.org',
    '"a@b"@example.org',
    '"a\\"b\\\\c"@example.org',
    '"..dots.."@example.org',
    '""@example.org',
    'x@[192.0.2.1]',
    'x@[IPv6:2001:db8::1]',
    `${'l'.repeat(64)}@example.org`,
    `x@${label}.${label}.${label}.${'b'.repeat(254 - 2 - 3 * 64)}`,
  ])('accepts %s unchanged', (address) => {
    expect(emailAddress.parse(address)).toBe(address);
  });

  it.each([
    ['surrounding blanks', ' polly@example.org\n', 'polly@example.org'],
    ['capitals in the domain', 'Polly@EXAMPLE.Org', 'Polly@example.org'],
    ['a domain in another script', 'user@пример.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain in capitals of another script', 'user@ПРИМЕР.РФ', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain that is partly punycode', 'user@xn--e1afmkfd.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain with an ideographic full stop', '用户@例子。测试', '用户@xn--fsqu00a.xn--0zwm56d'],
    ['a domain with a sharp s, by IDNA 2008', 'x@faß.de', 'x@xn--fa-hia.de'],
    ['a domain in decomposed letters', 'x@bu\u0308cher.example', 'x@xn--bcher-kva.example'],
    ['a local part in decomposed letters', 'bu\u0308cher@example.org', 'b\u00fccher@example.org'],
    ['unnecessary quotes', '"john.doe"@example.org', 'john.doe@example.org'],
    ['unnecessary escapes', '"\\j\\o\\h\\n doe"@example.org', '"john doe"@example.org'],
    ['an IPv6 address in another spelling', 'x@[ipv6:2001:DB8:0:0:0:0:0:1]', 'x@[IPv6:2001:db8::1]'],
  ])('normalizes %s', (_what, typed, address) => {
    expect(emailAddress.parse(typed)).toBe(address);
    expect(emailAddress.parse(address)).toBe(address);
  });

  it.each<[string, unknown, RegExp]>([
    ['an empty text', '', /no @/],
    ['no @', 'perch', /no @/],
    ['nothing before the @', '@example.org', /nothing before/],
    ['nothing after the @', 'polly@', /nothing after/],
    ['two @', 'a@b@example.org', /before the @/],
    ['two dots', 'a..b@example.org', /before the @/],
    ['a dot at the end of the local part', 'a.@example.org', /before the @/],
    ['a blank', 'john doe@example.org', /before the @/],
    ['an unterminated quote', '"john@example.org', /before the @/],
    ['an unescaped quote inside quotes', '"a"b"@example.org', /before the @/],
    ['a dangling backslash in quotes', '"a\\"@example.org', /before the @/],
    ['a line break in quotes', '"a\nb"@example.org', /before the @/],
    ['NUL', 'a\0b@example.org', /before the @/],
    ['half a character', 'a\ud83e@example.org', /before the @/],
    ['an invisible character', 'a\u200bb@example.org', /before the @/],
    ['a direction character', 'a\u202eb@example.org', /before the @/],
    ['an angle bracket in quotes', '"<a>"@example.org', /< or >/],
    ['a display name', 'Polly <polly@example.org>', /before the @/],
    ['several addresses', 'a@example.org,b@example.org', /before the @/],
    ['a comment', 'a(comment)@example.org', /before the @/],
    ['an injected header', 'a@example.org\r\nBcc: b@example.org', /before the @/],
    ['a dot at the end', 'a@example.org.', /domain/],
    ['two dots in the domain', 'a@example..org', /domain/],
    ['an underscore in the domain', 'a@my_host.example', /domain/],
    ['a hyphen at the start of a label', 'a@-x.example', /domain/],
    ['a hyphen at the end of a label', 'a@x-.example', /domain/],
    ['empty punycode', 'a@xn--.example', /domain/],
    ['invalid punycode', 'a@xn--zzzzzzzzz.example', /domain/],
    ['punycode without a character', 'a@xn--a.example', /domain/],
    ['invalid punycode in capitals', 'a@example.XN--ABC', /domain/],
    ['a character not allowed in a domain', 'a@exa mple.org', /domain/],
    ['a port', 'a@example.org:25', /domain/],
    ['a path', 'a@example.org/x', /domain/],
    ['a path in full width', 'a@example.org／x', /domain/],
    ['percent encoding', 'a@ex%61mple.org', /domain/],
    ['an IP address without brackets', 'a@192.0.2.1', /brackets/],
    ['an IP address as one number', 'a@3221225985', /brackets/],
    ['an invalid IP address', 'a@[300.0.0.1]', /domain/],
    ['an unknown kind of address literal', 'a@[x25:1]', /domain/],
    ['65 octets before the @', `${'l'.repeat(65)}@example.org`, /64 octets/],
    ['66 octets before the @, two for each character', `${'я'.repeat(33)}@example.org`, /64 octets/],
    ['a label of 64', `a@${'a'.repeat(64)}.example`, /domain/],
    ['255 octets', `xx@${label}.${label}.${label}.${'b'.repeat(254 - 2 - 3 * 64)}`, /254 octets/],
    [
      '255 octets as punycode',
      `${'я'.repeat(32)}@${`${'щыьэюябвгде'.repeat(3)}.`.repeat(5)}рф`,
      /254 octets/,
    ],
    ['a megabyte', `${'a'.repeat(1_000_000)}@example.org`, /254 octets/],
    ['a number', 7, /expected string/],
  ])('rejects %s with the reason', (_what, text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });
});
