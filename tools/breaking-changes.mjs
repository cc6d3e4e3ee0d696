// @ts-check
import { isDeepStrictEqual } from 'node:util';

/** @typedef {{ type?: string, properties?: Record<string, unknown>, required?: string[] }} BodySchema */

/**
 * What would break a consumer of `before` if bodies followed `after`, or a consumer of `after` that reads the
 * bodies of `before` which are still in the feeds. A field may be added when it is optional; nothing else may change.
 * @param {BodySchema} before
 * @param {BodySchema} after
 * @returns {string[]}
 */
export function breakingChanges(before, after) {
  const problems = [];
  for (const [field, schema] of Object.entries(before.properties ?? {})) {
    const now = after.properties?.[field];
    if (now === undefined) {
      problems.push(`field ${field} is gone`);
    } else if (!isDeepStrictEqual(now, schema)) {
      problems.push(`field ${field} means something else`);
    }
  }
  for (const field of before.required ?? []) {
    if (!after.required?.includes(field)) {
      problems.push(`field ${field} is no longer sure to be there`);
    }
  }
  for (const field of after.required ?? []) {
    if (!before.required?.includes(field)) {
      problems.push(`field ${field} is required, and messages sent before lack it`);
    }
  }
  return problems;
}
