import { growingTexts, growthOf, maximumGrowth } from '../../../test/support/work.js';
import { inOneMailLine } from './mail-line.js';

/** What mail programs turn into links: schemes, host names, e-mail and IP addresses, in any of their spellings. */
const link =
  /[\p{L}\p{N}+-]:[^\s\p{N}]|\S[.\u2024\u3002\ufe52\uff0e\uff61][\p{N}\p{M}\p{S}-]*\p{L}|\S@\S|\d+\.\d+\.\d+\.\d+|\\\\/u;

describe('Text that a person wrote, in a mail', () => {
  it.each([
    ['Payroll blocked, confirm at http://evil.example', 'Payroll blocked, confirm at http: //evil. example'],
    ['HTTPS://EVIL.EXAMPLE/pay?x=1', 'HTTPS: //EVIL. EXAMPLE/pay?x=1'],
    ['www.evil.example', 'www. evil. example'],
    ['evil.example', 'evil. example'],
    ['hxxp://evil.example', 'hxxp: //evil. example'],
    ['http://10.0.0.1/pay', 'http: //10. 0. 0. 1/pay'],
    ['10.0.0.1', '10. 0. 0. 1'],
    ['rio@evil.example', 'rio@ evil. example'],
    ['mailto:rio', 'mailto: rio'],
    ['tel:+1900555', 'tel: +1900555'],
    ['javascript:alert(1)', 'javascript: alert(1)'],
    ['\\\\evil\\share', '\\ \\evil\\share'],
    ['evil\u3002example', 'evil\u3002 example'],
    ['evil\uff0eexample', 'evil\uff0e example'],
    ['evil\uff61example', 'evil\uff61 example'],
    ['evil\u2024example', 'evil\u2024 example'],
    ['http\uff1a//evil', 'http\uff1a //evil'],
    ['пример.рф', 'пример. рф'],
    ['xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd. xn--p1ai'],
    ['i❤.ws', 'i❤. ws'],
    ['evil.1st.example', 'evil. 1st. example'],
    ['ev\u200bil\u200d.\u2060exa\u00admple', 'evil. example'],
    ['evil.\u202eelpmaxe', 'evil. elpmaxe'],
    ['\u2067http://evil.example\u2069', 'http: //evil. example'],
    ['evil.\ufe0fexample', 'evil. example'],
    ['h\u0000ttp://e\nvil.example', 'h ttp: //e vil. example'],
  ])('contains no link: %j', (text, expected) => {
    expect(inOneMailLine(text)).toBe(expected);
    expect(inOneMailLine(text)).not.toMatch(link);
  });

  it.each([
    'Captain J. Flint',
    'Polly, 12.50 USD',
    'Fix the perch (twice) at 10:30',
    'Кеша О. Петрович',
    'O’Hara + 1',
    'See POPUG-42: sing...',
    'עורב',
  ])('is unchanged: %j', (text) => {
    expect(inOneMailLine(text)).toBe(text);
  });

  it.each(['Rio\r\nBcc: all', 'Rio\u2028Paid', 'Rio\u0085Paid', 'Rio\tPaid', 'Rio\u00a0\u3000Paid'])(
    'is reduced to one line: %j',
    (text) => {
      expect(inOneMailLine(text)).toMatch(/^Rio (Paid|Bcc: all)$/);
    },
  );

  it('is truncated to 4000 characters', () => {
    expect(inOneMailLine('a'.repeat(10_000))).toBe(`${'a'.repeat(4000)}…`);
  });

  it.each(Object.entries(growingTexts))('is processed in linear time: %s', (_name, textOf) => {
    expect(growthOf(inOneMailLine, textOf)).toBeLessThan(maximumGrowth);
  });
});
