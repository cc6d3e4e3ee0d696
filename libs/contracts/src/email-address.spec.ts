import { emailAddress } from './email-address.js';

const reasonOf = (text: unknown): string => {
  const read = emailAddress.safeParse(text);
  return read.success ? `taken as ${read.data}` : (read.error.issues[0]?.message ?? '');
};

const label = 'a'.repeat(63);

describe('An e-mail address', () => {
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
  ])('%s is taken as it is', (address) => {
    expect(emailAddress.parse(address)).toBe(address);
  });

  it.each([
    ['blanks around', ' polly@example.org\n', 'polly@example.org'],
    ['capitals in the domain', 'Polly@EXAMPLE.Org', 'Polly@example.org'],
    ['a domain in letters of its own', 'user@пример.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain in capitals of its own', 'user@ПРИМЕР.РФ', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain half of which is punycode', 'user@xn--e1afmkfd.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['a domain with an ideographic full stop', '用户@例子。测试', '用户@xn--fsqu00a.xn--0zwm56d'],
    ['a domain with a sharp s, by IDNA 2008', 'x@faß.de', 'x@xn--fa-hia.de'],
    ['a domain in decomposed letters', 'x@bu\u0308cher.example', 'x@xn--bcher-kva.example'],
    ['a local part in decomposed letters', 'bu\u0308cher@example.org', 'b\u00fccher@example.org'],
    ['quotes that are not needed', '"john.doe"@example.org', 'john.doe@example.org'],
    ['escapes that are not needed', '"\\j\\o\\h\\n doe"@example.org', '"john doe"@example.org'],
    ['an IPv6 address in another spelling', 'x@[ipv6:2001:DB8:0:0:0:0:0:1]', 'x@[IPv6:2001:db8::1]'],
  ])('with %s is taken in its one form', (_what, typed, address) => {
    expect(emailAddress.parse(typed)).toBe(address);
    expect(emailAddress.parse(address)).toBe(address);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', '', /no @/],
    ['no @', 'perch', /no @/],
    ['nothing before the @', '@example.org', /nothing before/],
    ['nothing after the @', 'polly@', /nothing after/],
    ['two @', 'a@b@example.org', /before the @/],
    ['two dots', 'a..b@example.org', /before the @/],
    ['a dot at the end of the local part', 'a.@example.org', /before the @/],
    ['a blank', 'john doe@example.org', /before the @/],
    ['a quote that does not end', '"john@example.org', /before the @/],
    ['a quote inside of quotes', '"a"b"@example.org', /before the @/],
    ['a backslash at the end of quotes', '"a\\"@example.org', /before the @/],
    ['a line break in quotes', '"a\nb"@example.org', /before the @/],
    ['NUL', 'a\0b@example.org', /before the @/],
    ['half a character', 'a\ud83e@example.org', /before the @/],
    ['a character that cannot be seen', 'a\u200bb@example.org', /before the @/],
    ['a change of direction', 'a\u202eb@example.org', /before the @/],
    ['an angle bracket in quotes', '"<a>"@example.org', /< or >/],
    ['a name beside it', 'Polly <polly@example.org>', /before the @/],
    ['several addresses', 'a@example.org,b@example.org', /before the @/],
    ['a comment', 'a(comment)@example.org', /before the @/],
    ['a header in it', 'a@example.org\r\nBcc: b@example.org', /before the @/],
    ['a dot at the end', 'a@example.org.', /domain/],
    ['two dots in the domain', 'a@example..org', /domain/],
    ['an underscore in the domain', 'a@my_host.example', /domain/],
    ['a hyphen at the start of a label', 'a@-x.example', /domain/],
    ['a hyphen at the end of a label', 'a@x-.example', /domain/],
    ['punycode of nothing', 'a@xn--.example', /domain/],
    ['punycode that is not', 'a@xn--zzzzzzzzz.example', /domain/],
    ['a letter that no domain has', 'a@exa mple.org', /domain/],
    ['a port', 'a@example.org:25', /domain/],
    ['a path', 'a@example.org/x', /domain/],
    ['a path in full width', 'a@example.org／x', /domain/],
    ['percents', 'a@ex%61mple.org', /domain/],
    ['an IP address without brackets', 'a@192.0.2.1', /brackets/],
    ['an IP address as one number', 'a@3221225985', /brackets/],
    ['an IP address that is none', 'a@[300.0.0.1]', /domain/],
    ['a kind of address nobody knows', 'a@[x25:1]', /domain/],
    ['65 octets before the @', `${'l'.repeat(65)}@example.org`, /64 octets/],
    ['65 octets before the @ in two each', `${'я'.repeat(33)}@example.org`, /64 octets/],
    ['a label of 64', `a@${'a'.repeat(64)}.example`, /domain/],
    ['255 octets', `xx@${label}.${label}.${label}.${'b'.repeat(254 - 2 - 3 * 64)}`, /254 octets/],
    [
      '255 octets as punycode',
      `${'я'.repeat(32)}@${`${'щыьэюябвгде'.repeat(3)}.`.repeat(5)}рф`,
      /254 octets/,
    ],
    ['a megabyte', `${'a'.repeat(1_000_000)}@example.org`, /254 octets/],
    ['a number', 7, /expected string/],
  ])('refuses %s, and says why', (_what, text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });
});
