import { inMajorUnits } from './major-units.js';

describe('An amount in major units', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [-1050, '-10.50'],
    [123456789, '1234567.89'],
  ])('writes %d minor units as %s', (minorUnits, text) => {
    expect(inMajorUnits(minorUnits)).toBe(text);
  });
});
