// @ts-check
import { isDeepStrictEqual } from 'node:util';

/** @typedef {{ type?: string, properties?: Record<string, unknown>, required?: string[] }} BodySchema */

/**
 * The changes from `before` to `after` that break a consumer: one of `before` that gets new bodies, or one of `after`
 * that reads old bodies still in the feeds. Only adding an optional field is compatible.
 * @param {BodySchema} before
 * @param {BodySchema} after
 * @returns {string[]}
 */
export function breakingChanges(before, after) {
  const problems = [];
  for (const [field, schema] of Object.entries(before.properties ?? {})) {
    const now = after.properties?.[field];
    if (now === undefined) {
      problems.push(`field ${field} was removed`);
    } else if (!isDeepStrictEqual(now, schema)) {
      problems.push(`field ${field} has a different schema`);
    }
  }
  for (const field of before.required ?? []) {
    if (!after.required?.includes(field)) {
      problems.push(`field ${field} is no longer required`);
    }
  }
  for (const field of after.required ?? []) {
    if (!before.required?.includes(field)) {
      problems.push(`field ${field} is required, but earlier messages lack it`);
    }
  }
  return problems;
}

/**
 * The problems of a set of schemas named `<type>.v<version>`: breaking changes, schemas removed without being retired,
 * and versions whose previous version is missing.
 * @param {Map<string, BodySchema>} before the committed schemas
 * @param {Map<string, BodySchema>} present the schemas of the working tree
 * @param {readonly string[]} retired names that are no longer published and in no feed any more, by decisions in docs/adr
 * @returns {string[]}
 */
export function brokenPromises(before, present, retired) {
  const problems = [];
  for (const [name, schema] of before) {
    const now = present.get(name);
    if (now) {
      problems.push(...breakingChanges(schema, now).map((change) => `${name}: ${change}`));
    } else if (!retired.includes(name)) {
      problems.push(`${name}: its contract was removed, but no decision in docs/adr retires it`);
    }
  }
  for (const name of present.keys()) {
    const older = versionBefore(name);
    if (older !== undefined && !present.has(older) && !retired.includes(older)) {
      problems.push(`${name}: the previous version ${older} is missing`);
    }
  }
  return problems;
}

/**
 * @param {string} name
 * @returns {string | undefined} undefined for a first version
 */
function versionBefore(name) {
  const [, type, version] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  return Number(version) > 1 ? `${type}.v${Number(version) - 1}` : undefined;
}
