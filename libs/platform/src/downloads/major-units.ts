/** Digits moved, nothing divided: money is never a fraction here. Every currency that is configured has two decimals. */
export function inMajorUnits(minorUnits: number): string {
  const digits = String(Math.abs(minorUnits)).padStart(3, '0');
  return `${minorUnits < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
