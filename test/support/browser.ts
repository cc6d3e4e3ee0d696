import { chromium, type Browser } from 'playwright-core';
import { requireChromium } from '../../tools/servers/chromium.mjs';

const flags = [
  // The sandbox does not work for root, as which containers run tests; we open only our own pages.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Launches a Chromium that makes no requests except those of pages. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: requireChromium(), args: flags });
