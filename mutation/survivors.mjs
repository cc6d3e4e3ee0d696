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
export const explanations = [];
