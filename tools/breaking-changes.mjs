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

/**
 * What is wrong with all the schemas, by their names `<type>.v<version>`: one that breaks its consumers, one that is gone
 * without having been retired, and a version that has not the one before it beside it.
 * @param {Map<string, BodySchema>} before as they were last committed
 * @param {Map<string, BodySchema>} present
 * @param {readonly string[]} retired names that nobody tells and no feed holds any more, each by a decision in docs/adr
 * @returns {string[]}
 */
export function brokenPromises(before, present, retired) {
  const problems = [];
  for (const [name, schema] of before) {
    const now = present.get(name);
    if (now) {
      problems.push(...breakingChanges(schema, now).map((change) => `${name}: ${change}`));
    } else if (!retired.includes(name)) {
      problems.push(`${name}: its contract is gone, and no decision in docs/adr retires it`);
    }
  }
  for (const name of present.keys()) {
    const older = versionBefore(name);
    if (older !== undefined && !present.has(older) && !retired.includes(older)) {
      problems.push(`${name}: there is no ${older} beside it`);
    }
  }
  return problems;
}

/**
 * @param {string} name
 * @returns {string | undefined} none before the first
 */
function versionBefore(name) {
  const [, type, version] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  return Number(version) > 1 ? `${type}.v${Number(version) - 1}` : undefined;
}
