// @ts-check
// The mutants that no test notices, and why none needs to.

/**
 * @typedef {object} Explanation
 * @property {string} file
 * @property {string} line a part of the line on which the mutant begins
 * @property {string} mutator
 * @property {string} [instead] what the mutant puts there, if there are several on the line
 * @property {string} why
 */

/** @type {Explanation[]} */
export const explanations = [
  {
    file: 'libs/identity/src/access/verified-tokens.ts',
    line: 'if (oldest !== undefined)',
    mutator: 'ConditionalExpression',
    instead: 'true',
    why: 'Only a full map evicts, and a full map has an oldest entry; the condition is for the compiler.',
  },
  {
    file: 'libs/identity/src/access/token-expiry.ts',
    line: 'const honoured = new Counter({',
    mutator: 'ObjectLiteral',
    why: 'No suite can load the module then. Stryker counts a suite without tests as one without failures.',
  },
];
