/** Tells whoever runs the tests what was measured. It is nothing that a test fails by. */
export function figure(what: string, measured: string): void {
  process.stderr.write(`      ${what}: ${measured}\n`);
}
