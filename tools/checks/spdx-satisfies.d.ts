declare module 'spdx-satisfies' {
  /** Whether the licences that are allowed satisfy an SPDX expression. Throws if it is not one. */
  export default function satisfies(expression: string, allowed: string[]): boolean;
}
