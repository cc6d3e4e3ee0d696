// @ts-check
// Measures contenders in turns, and compares their medians.

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => Promise<number>} round measures once: a rate, or a time
 *
 * @typedef {object} Figures
 * @property {string} name
 * @property {number} median
 * @property {number} lowest
 * @property {number} highest
 *
 * @typedef {object} Row one line of the table
 * @property {string} what
 * @property {string} unit
 * @property {Figures} ours
 * @property {Figures} [reference]
 * @property {number} [ratio] ours divided by the reference
 * @property {string} goal in words; empty when the row only informs
 * @property {boolean} [isMet]
 *
 * @typedef {{ atLeast?: number, atMost?: number }} Limit of the ratio, or of our figure when there is no reference
 */

/**
 * Measures each contender once per round, so that all meet the same conditions, starting with another one each round.
 * The first round warms up and does not count.
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<Figures[]>} in the order of the contenders
 */
export async function inTurns(contenders, rounds) {
  const values = contenders.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (turn + round) % contenders.length;
      const value = await contenders[index]?.round();
      if (round > 0 && value !== undefined) {
        values[index]?.push(value);
      }
    }
  }
  return contenders.map(({ name }, index) => figuresOf(name, values[index] ?? []));
}

/**
 * @param {string} name
 * @param {number[]} values
 * @returns {Figures}
 */
export const figuresOf = (name, values) => ({
  name,
  median: percentile(values, 0.5),
  lowest: Math.min(...values),
  highest: Math.max(...values),
});

/**
 * The smallest value that at least this share of all values does not exceed.
 * @param {number[]} values
 * @param {number} share from 0 to 1
 */
export function percentile(values, share) {
  const ordered = values.toSorted((left, right) => left - right);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN;
}

/**
 * A row that compares ours with a reference.
 * @param {{ what: string, unit: string, ours: Figures, reference: Figures } & Limit} row
 * @returns {Row}
 */
export function compared({ what, unit, ours, reference, ...limit }) {
  const ratio = ours.median / reference.median;
  return { what, unit, ours, reference, ratio, ...verdict(ratio, limit, 'x') };
}

/**
 * A row with a figure of ours alone.
 * @param {{ what: string, unit: string, ours: Figures } & Limit} row
 * @returns {Row}
 */
export const bounded = ({ what, unit, ours, ...limit }) => ({
  what,
  unit,
  ours,
  ...verdict(ours.median, limit, ` ${unit}`),
});

/**
 * @param {number} value
 * @param {Limit} limit
 * @param {string} unit
 */
function verdict(value, { atLeast, atMost }, unit) {
  if (atLeast !== undefined) {
    return { goal: `>= ${atLeast}${unit}`, isMet: value >= atLeast };
  }
  return atMost === undefined ? { goal: '' } : { goal: `<= ${atMost}${unit}`, isMet: value <= atMost };
}
