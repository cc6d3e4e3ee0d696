import { chromium, type Browser } from 'playwright-core';
import { requireChromium } from '../../tools/chromium.mjs';

const flags = [
  // The sandbox does not work for root, whom containers run tests as; nothing but our own pages is opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A Chromium that asks nobody for anything but what pages ask for. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: requireChromium(), args: flags });
