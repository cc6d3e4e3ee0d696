/**
 * Formats minor units as major units by moving digits, without fractions. All configured currencies have two decimals.
 */
export function inMajorUnits(minorUnits: number): string {
  const digits = String(Math.abs(minorUnits)).padStart(3, '0');
  return `${minorUnits < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
