// @ts-check
import fs from 'node:fs';

// The headless shell is the same browser without a user interface, and runs the tests in a fifth less time.
const usualPlaces = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);

/**
 * The path of Chromium: CHROMIUM_PATH, or else an installed one. Undefined when there is none.
 * @returns {string | undefined}
 */
export const findChromium = () =>
  process.env['CHROMIUM_PATH'] ?? usualPlaces.find((place) => fs.existsSync(place));

/**
 * The path of Chromium.
 * @returns {string}
 * @throws when there is none
 */
export function requireChromium() {
  const program = findChromium();
  if (program === undefined) {
    throw new Error(`Chromium was not found at ${usualPlaces.join(', ')}. Install it, or set CHROMIUM_PATH.`);
  }
  return program;
}
