/** Prints a measurement to stderr. It is informational: no test fails because of it. */
export function reportMeasurement(name: string, value: string): void {
  process.stderr.write(`      ${name}: ${value}\n`);
}
