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
    } else if (!isDeepStrictEqual(withoutAnnotations(now), withoutAnnotations(schema))) {
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

/** Keywords of JSON Schema for people alone: they accept and refuse nothing. */
const annotations = ['title', 'description', 'example', 'examples', '$comment'];

/**
 * The schema of a field without the texts in it that only people read.
 * @param {unknown} schema
 * @returns {unknown}
 */
function withoutAnnotations(schema) {
  if (Array.isArray(schema)) {
    return schema.map(withoutAnnotations);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !annotations.includes(keyword))
      .map(([keyword, value]) => [
        keyword,
        keyword === 'properties' ? ofEach(value) : withoutAnnotations(value),
      ]),
  );
}

/**
 * Each property of an object without its annotations; a property may have the name of one.
 * @param {unknown} properties
 */
const ofEach = (properties) =>
  Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, schema]) => [name, withoutAnnotations(schema)]),
  );

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
