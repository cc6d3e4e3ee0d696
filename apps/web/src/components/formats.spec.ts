import { formatsFor, minorDigits } from './formats.js';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formatsFor', () => {
  it.each([
    ['en-US', 1277, 'USD', '$12.77'],
    ['en-US', -5, 'USD', '-$0.05'],
    ['ru-RU', 123456, 'RUB', '1 234,56 ₽'],
    ['en-US', 1277, 'JPY', '¥1,277'],
    ['en-US', 1277, 'KWD', 'KWD 1.277'],
  ])('in %s formats %d minor units of %s as %s', (locale, amount, currency, written) => {
    expect(plain(formatsFor(locale).money(amount, currency))).toBe(written);
  });

  it('formats a balance change with its sign, and zero without one', () => {
    const { change } = formatsFor('en-US');
    expect([change(3120, 'USD'), change(-1277, 'USD'), change(0, 'USD')]).toEqual([
      '+$31.20',
      '-$12.77',
      '$0.00',
    ]);
  });

  it('uses the decimal places of the currency', () => {
    expect(['USD', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  });

  it('formats a settlement day independently of the browser time zone', () => {
    expect(formatsFor('en-US').day('2026-03-02')).toBe('Mar 2, 2026');
    expect(plain(formatsFor('ru-RU').day('2026-03-02'))).toBe('2 мар. 2026 г.');
    expect(formatsFor('en-US').shortDay('2026-03-02')).toBe('Mar 2');
  });
});
