// @ts-check

/**
 * Returns required environment keys. When some are missing, lists all of those and exits with code 1.
 * @template {string} Key
 * @param {readonly Key[]} keys
 * @returns {Record<Key, string>}
 */
export function neededKeys(keys) {
  const missing = keys.filter((key) => !process.env[key]);
  if (missing.length > 0) {
    console.error(
      `The environment is incomplete:\n${missing.map((key) => `  ${key} is missing`).join('\n')}`,
    );
    process.exit(1);
  }
  const values = Object.fromEntries(keys.map((key) => [key, process.env[key]]));
  return /** @type {Record<Key, string>} */ (values);
}
