// @ts-check
import fs from 'node:fs';

// The headless shell is the same browser without a user interface of its own, and takes a fifth less time.
const usualPlaces = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);

/**
 * The program of a Chromium: the one that CHROMIUM_PATH names, else an installed one; undefined where there is none.
 * @returns {string | undefined}
 */
export const findChromium = () =>
  process.env['CHROMIUM_PATH'] ?? usualPlaces.find((place) => fs.existsSync(place));

/**
 * The same for whoever cannot do without.
 * @returns {string}
 */
export function requireChromium() {
  const program = findChromium();
  if (program === undefined) {
    throw new Error(`There is no Chromium at ${usualPlaces.join(', ')}. Name one by CHROMIUM_PATH.`);
  }
  return program;
}
