import fc from 'fast-check';

/** Text that attacks whatever prints it: SQL, HTML, shells, spreadsheets, mail headers, logs, templates, paths. */
export const attacks = [
  `'; drop table task; --`,
  `' or '1'='1`,
  `$1::uuid`,
  `%' escape '`,
  `\\`,
  `<script>alert(1)</script>`,
  `<img src=x onerror=alert(1)>`,
  `"><svg onload=alert(1)>`,
  `=HYPERLINK("http://example.org","x")`,
  `+1+cmd|' /C calc'!A0`,
  `@SUM(1+1)`,
  `-2+3`,
  `x\r\nBcc: all@example.org`,
  `x\nlevel=error forged line`,
  `\u001b[2J\u001b[31mred`,
  '${7*7}{{7*7}}#{7*7}',
  `../../../../etc/passwd`,
  `..%2f..%2fetc%2fpasswd`,
  `file:///etc/passwd`,
  `javascript:alert(1)`,
  `\u202egnp.exe`,
  `__proto__`,
  `constructor`,
  `toString`,
  `undefined`,
  `null`,
  `NaN`,
  `true`,
];

/** Text that breaks parsers and databases: control characters, lone surrogates, long runs, odd Unicode. */
const broken = [
  ``,
  ` `,
  `\t`,
  `\u0000`,
  `a\u0000b`,
  `\ud800`,
  `\udc00\ud800`,
  `\ufeff`,
  `\uffff`,
  `\u0085\u2028\u2029`,
  `\u200b\u2060`,
  `e${'\u0301'.repeat(200)}`,
  `🦜`.repeat(600),
  `ﷺ`.repeat(300),
  `x`.repeat(2001),
  `x`.repeat(50_000),
  `İıſK`,
];

/** Text of every kind: attacks, broken text, random Unicode, random code units with lone surrogates. */
export const wildText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...attacks),
  fc.constantFrom(...broken),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 })
    .map((units) => String.fromCharCode(...units)),
);

const numbersAtLimits = [0, -0, 1, -1, 0.1, 1e308, -1e308, 5e-324].concat(
  [31, 32, 53, 63, 64].flatMap((bits) => [2 ** bits - 1, 2 ** bits, -(2 ** bits)]),
);

/** Numbers at every limit that code or a database may have. */
export const wildNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...numbersAtLimits),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const dangerousKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
);

/** Any JSON value; objects may have keys that JavaScript treats specially. */
export const wildJson: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: 'small' },
  fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], { a: { b: [] } }),
  wildNumber,
  wildText,
  fc.array(fc.oneof(wildText, wildNumber, fc.constant(null)), { maxLength: 4 }),
  fc
    .array(fc.tuple(fc.oneof(dangerousKey, wildText), fc.oneof(wildText, wildNumber, fc.constant(null))), {
      maxLength: 4,
    })
    // Unlike an assignment, this makes `__proto__` an ordinary key.
    .map((entries) => Object.fromEntries(entries) as unknown),
);

/** JSON that nests `depth` arrays or objects. */
const nested = (depth: number, kind: 'array' | 'object'): string =>
  kind === 'array' ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** Bytes that are not quite a JSON document, given one: other encodings, damage, size, depth, odd numbers. */
export const damagedJson = (text: string): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.constantFrom(
      ...[
        '',
        ' ',
        'null',
        '"',
        '{',
        '[]',
        '0',
        'true',
        text.slice(0, -1),
        `${text}${text}`,
        `${text},`,
        text.replace('{', '{,'),
        `\ufeff${text}`,
        text.replaceAll('"', "'"),
        text.replace('{', '{"__proto__":{"isAdmin":true},'),
        text.replace('{', '{"constructor":{"prototype":{"isAdmin":true}},'),
        text.replace('{', `{"nested":${nested(100, 'object')},`),
        // A duplicate of each key, with another value: which one counts?
        text.replace(/"(\w+)":/g, '"$1":null,"$1":'),
        text.replace(/:"[^"]*"/, ':1e400'),
        text.replace(/:"[^"]*"/, ':-0'),
        text.replace(/:"[^"]*"/, `:${'9'.repeat(400)}`),
        text.replace(/:"[^"]*"/, ':"\\ud800"'),
        text.replace(/:"[^"]*"/, ':"\\u0000"'),
        text.replace(/:"[^"]*"/, ':"\u0001"'),
        text.replace(/:"[^"]*"/, ':NaN'),
        nested(20_000, 'array'),
        nested(10_000, 'object'),
        `{"description":"${'x'.repeat(100_100)}"}`,
      ].map((damaged) => Buffer.from(damaged)),
      Buffer.from(text, 'utf16le'),
      Buffer.from(text, 'latin1'),
      Buffer.concat([
        Buffer.from(text.slice(0, 12)),
        Buffer.from([0xff, 0xfe, 0xc0, 0xaf]),
        Buffer.from('"}'),
      ]),
      Buffer.from([0xed, 0xa0, 0x80]),
    ),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([place, byte]) => withByte(Buffer.from(text), place, byte)),
  );

/** The bytes with one of them replaced. */
function withByte(bytes: Buffer, place: number, byte: number): Buffer {
  if (bytes.length > 0) {
    bytes[place % bytes.length] = byte;
  }
  return bytes;
}
